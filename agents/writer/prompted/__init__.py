"""The writer that asks a language model: for sections side by side, then for edits, then for a title."""
