"""The command line. Exit codes: 0 done, 1 nothing could be emitted or something failed, 2 wrong use."""

import importlib
import io
import os
import sys

from service.cli.app import app
from store.errors import StorytreeError


def main() -> None:
    """Run one command; an error of ours is a message and an exit code, never a traceback."""
    # Commands are found when their module is imported; each imports what is heavy only when it runs.
    for commands in ("reading", "writing"):
        importlib.import_module(f"service.cli.{commands}")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="storytree")
    except StorytreeError as error:
        sys.stderr.write(f"storytree: {error}\n" + (f"{error.advice}\n" if error.advice else ""))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("storytree: interrupted; what was reported as done is kept.\n")
        sys.exit(130)
