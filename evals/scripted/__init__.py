"""A language model that is a script: it answers our own prompts as a diligent writer, or as a false one."""
