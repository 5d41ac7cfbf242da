"""The Typer application, what its commands share, and how each of them ends."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from service.cli.output import complain
from store.disk import is_full
from store.errors import StorytreeError, UsageError

if TYPE_CHECKING:
    from typer._click.core import Context

    from agents.settings import Settings


class _Commands(TyperGroup):
    """Every command ends here: an error of ours is a message and an exit code, never a traceback."""

    def invoke(self, ctx: "Context") -> Any:
        try:
            return super().invoke(ctx)
        except StorytreeError as error:
            complain(f"storytree: {error}", error.advice)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            complain(
                "storytree: interrupted. What was kept so far stays; the same command goes on from there."
            )
            raise typer.Exit(130) from error
        except BrokenPipeError as error:
            # Whoever read has enough. Python would try to write the rest at its end, and complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from error
        except OSError as error:
            if not is_full(error):
                raise
            complain("storytree: The disk is full.", "Make room, and try again: what was kept so far stays.")
            raise typer.Exit(1) from error


def examples(*lines: str) -> str:
    """The end of a command's help: lines to try, kept apart as they stand."""
    return "\n".join(["\b", "Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)])


app = typer.Typer(
    cls=_Commands,
    help="Living stories: every sentence cited, every sentence checked against the text it cites.",
    epilog=examples("storytree add news/", 'storytree write "harbour strike"'),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def legible(text: str | None) -> str | None:
    """Callback of words that are looked up or kept. Raises UsageError for bytes that are no characters."""
    if text is not None and not text.isascii() and re.search("[\ud800-\udfff]", text):
        advice = "Write it in the encoding of this terminal, best UTF-8."
        raise UsageError(f"{text} has bytes in it that are no characters.", advice=advice)
    return text


JSON = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
PRIVATE = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from one's own machine and network too.")
]
OUT = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write to this file, not to standard output.")
]


def _setting(context: typer.Context, option: typer.CallbackParam, value: object) -> None:
    """Callback of options that are settings: ``settings_of`` finds them."""
    context.meta.setdefault(_GIVEN, {})[(option.name or "").lstrip("_")] = value or None


_GIVEN = "storytree settings"
TRACE = Annotated[
    str | None,
    typer.Option(
        "--trace",
        metavar="FILE",
        help="Add a line of JSON to this file for each thing that happens.",
        callback=_setting,
    ),
]
TRACE_BODIES = Annotated[
    bool,
    typer.Option(
        "--trace-bodies",
        help="Texts too in the trace: sentences, and what models are asked and answer.",
        callback=_setting,
    ),
]
PLANNER = Annotated[
    str | None,
    typer.Option("--planner", metavar="MODEL", help="Language model that plans.", callback=_setting),
]
WRITER = Annotated[
    str | None,
    typer.Option(
        "--writer", metavar="MODEL", help="Language model that writes, as openai:MODEL.", callback=_setting
    ),
]
CHECKER = Annotated[
    str | None,
    typer.Option(
        "--checker", metavar="MODEL", help="Language model asked where the checker doubts.", callback=_setting
    ),
]


def _print_version(asked: bool) -> None:
    if asked:
        from store.version import __version__

        typer.echo(f"storytree {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", help="Folder to keep things in; else STORYTREE_HOME, else ./.storytree.", metavar="DIR"
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and leave.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    context.obj = home


def settings_of(context: typer.Context) -> "Settings":
    """Settings with ``--home``, and options that are settings, over the environment. Raises BadSettings."""
    from agents.settings import load

    return load(home=context.find_root().obj, **context.meta.get(_GIVEN, {}))
