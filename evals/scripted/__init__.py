"""A language model that is a script: it reads our own prompts as a diligent writer would, or as a false one."""
