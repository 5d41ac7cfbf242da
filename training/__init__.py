"""How the shipped weights are made: run by hand, with packages that Storytree itself never needs."""
