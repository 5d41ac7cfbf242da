"""The words given to language models: one Markdown file each."""
