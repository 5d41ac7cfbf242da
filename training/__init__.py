"""How the models that ship were made; nothing here ships."""
