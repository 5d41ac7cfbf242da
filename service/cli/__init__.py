"""The command line. Exit codes: 0 done, 1 nothing could be emitted or something failed, 2 wrong use."""

import gc
import importlib
import io
import sys

from service.cli.app import app

# A command is found when its module is imported, and listed in that order;
# what is heavy each imports when it runs.
for _module in (
    "adding",
    "correcting",
    "following",
    "polling",
    "telling",
    "updating",
    "comparing",
    "importing",
    "searching",
    "checking",
    "evaluating",
    "keeping",
    "models",
    "usage",
    "serving",
    "tokens",
    "operating",
    "scheduling",
    "jobs",
    "mcp",
):
    importlib.import_module(f"service.cli.{_module}")

__all__ = ["app", "main"]


COLLECTED_AFTER = 100_000
"""Objects more than before: looking for rings among all that is imported takes longer than an update."""


def collect_seldom() -> None:
    """Let Python look for what it can free a hundredth as often as it would."""
    gc.set_threshold(COLLECTED_AFTER, 20, 20)


def main() -> None:
    """Run the command that the arguments name; leaves by SystemExit with its exit code."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="storytree")
