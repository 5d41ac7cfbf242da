"""The Typer application and what its commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from agents.settings import Settings

app = typer.Typer(
    help="Living stories: every sentence cited, every sentence checked against the text it cites.",
    epilog="Begin with:  storytree add PATH…  then  storytree write TOPIC",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

JSON = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
OUT = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of standard output.")]


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", help="Folder to keep things in; else STORYTREE_HOME, else ./.storytree.", metavar="DIR"
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    context.obj = home
    if version:
        from storytree import __version__

        typer.echo(f"storytree {__version__}")
        raise typer.Exit


def settings_of(context: typer.Context) -> "Settings":
    """Settings with ``--home`` over the environment. Raises BadSettings."""
    from agents.settings import load

    return load(home=context.find_root().obj)


def emit(text: str, out: Path | None) -> None:
    """Print the text, or write it to a file whole or not at all. Raises UsageError where that cannot be."""
    if out is None:
        typer.echo(text)
        return
    fresh = out.with_name(f".{out.name}.new")
    try:
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(out)
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written: {error.strerror}.", advice="Name another file with --out."
        ) from error


def emit_json(value: Any) -> None:
    """Print a value as JSON, keys in their own order."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def console() -> "Console":
    """For progress and notes: standard error, so that standard output holds the result alone."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)
