"""The commands that keep a home well: backup, restore, doctor."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.output import complain, emit_json, emit_json_list, visible

if TYPE_CHECKING:
    from service.operations.backup import Manifest
    from service.operations.doctor import Sign

FILE = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a tar.gz.")]


@app.command(
    epilog=examples(
        "storytree backup stories.tar.gz",
        "storytree --home /srv/stories backup /backups/stories.tar.gz",
    )
)
def backup(context: typer.Context, file: FILE, as_json: JSON = False) -> None:
    """Copy the home into one file, while it is used.

    The archive and the jobs are in it, as they stand at one moment; one on PostgreSQL is copied with pg_dump.
    """
    from service.operations.backup import back_up

    _tell(back_up(settings_of(context), file), f"{file} is written", as_json)


@app.command(
    epilog=examples("storytree restore stories.tar.gz", "storytree --home /srv/new restore stories.tar.gz")
)
def restore(context: typer.Context, file: FILE, as_json: JSON = False) -> None:
    """Make a home of a backup, in an empty folder, and build its search index."""
    from service.cli.watch import progress
    from service.operations.backup import restore as make

    with progress("Indexing") as indexed:
        manifest = make(settings_of(context), file, indexed)
    _tell(manifest, f"{file} is restored", as_json)


@app.command(epilog=examples("storytree doctor", "storytree doctor --json"))
def doctor(context: typer.Context, as_json: JSON = False) -> None:
    """Look over the home: what is wrong, and what to do about it. Exit code 1 if something is.

    Looks at the home and its disk, the archive, the index, jobs, feeds, models, tokens and the clock. Asks no
    model, and mends nothing.
    """
    from service.operations.doctor import examine, is_ill

    signs = examine(settings_of(context))
    if as_json:
        emit_json_list(sign.model_dump(mode="json") for sign in signs)
    else:
        for sign in signs:
            typer.echo(visible(_line(sign)))
    if is_ill(signs):
        raise typer.Exit(1)


def _line(sign: "Sign") -> str:
    line = f"{sign.health:4}  {sign.name:9}  {sign.detail}"
    return f"{line}\n{'':17}{sign.advice}" if sign.advice else line


def _tell(manifest: "Manifest", done: str, as_json: bool) -> None:
    if as_json:
        emit_json(manifest.model_dump(mode="json"))
        return
    size = sum(part.bytes for part in manifest.files.values())
    complain(
        f"{done}: {', '.join(sorted(manifest.files))}, {size / 1e6:,.1f} MB, {manifest.made_at:%F %T} UTC."
    )
