"""Storytree's one public module: finds the rooms and opens the command line.

In a wheel the rooms (agents, store, service, …) lie in ``_storytree`` beside this file, so that their
everyday names take nobody else's; in a checkout they lie beside it. Either way they come first on the path.
"""

import sys
from pathlib import Path


def main() -> None:
    """Run the command line; leaves by SystemExit with its exit code."""
    here = Path(__file__).resolve().parent
    private = here / "_storytree"
    sys.path.insert(0, str(private if private.is_dir() else here))

    from service.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
