"""Where the public comes in: the command line and what it shows."""
