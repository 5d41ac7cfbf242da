"""Commands that only read: sources, stories, show, check, settings."""

import re
from pathlib import Path
from typing import Annotated

import typer

from service.cli.app import JSON, OUT, app, emit, emit_json, settings_of
from service.render import Format, render
from store.errors import UsageError


@app.command()
def sources(
    context: typer.Context,
    id_: Annotated[
        str | None, typer.Argument(metavar="ID", help="A source's id or its first digits.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """List the sources, or show one as it was read."""
    from agents.newsroom import read_archive
    from service.cli.tables import source_page, sources_table

    with read_archive(settings_of(context)) as archive:
        if id_ is None:
            listed = (source.model_dump(mode="json", exclude={"text"}) for source in archive.sources())
            emit_json(list(listed)) if as_json else sources_table(archive.sources())
            return
        source = archive.source(id_)
        emit_json(source.model_dump(mode="json")) if as_json else source_page(source)


@app.command()
def stories(context: typer.Context, as_json: JSON = False) -> None:
    """List the stories with their versions."""
    from agents.newsroom import read_archive
    from service.cli.tables import StoryRow, stories_table

    with read_archive(settings_of(context)) as archive:
        told = [archive.versions(name) for name in archive.stories()]
    rows = [StoryRow.of(versions) for versions in told]
    emit_json([row.model_dump(mode="json") for row in rows]) if as_json else stories_table(rows)


@app.command()
def show(
    context: typer.Context,
    story: Annotated[
        str, typer.Argument(metavar="STORY[@v0.3]", help="A story's name; without a version, the live one.")
    ],
    form: Annotated[Format, typer.Option("--format", help="How to print the story.")] = Format.TEXT,
    out: OUT = None,
) -> None:
    """Print a version of a story."""
    from agents.newsroom import read_archive

    name, number = version_asked(story)
    with read_archive(settings_of(context)) as archive:
        version = archive.version(name, number)
        cited = archive.sources_by_id(version.sources)
    emit(render(version, cited, form), out)


def version_asked(text: str) -> tuple[str, tuple[int, int] | None]:
    """``harbour-strike@v0.3`` → its name and number. Raises UsageError."""
    name, at, label = text.partition("@")
    if not at:
        return name, None
    match = re.fullmatch(r"v?(\d{1,9})\.(\d{1,9})", label)
    if not match:
        raise UsageError(f"{label!r} is not a version.", advice=f"Write it as {name or 'STORY'}@v0.3.")
    return name, (int(match[1]), int(match[2]))


@app.command()
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Text with source ids in brackets; - reads standard input.")],
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--sources", metavar="PATH", help="Where the cited sources lie; without it, the archive."
        ),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Check any text that carries source ids against the sources.

    A source's id is the one `storytree sources` shows; with --sources, a file named by the id it is cited
    by (1f0c3a9d.txt) or a JSONL record with an "id" is found by that as well. Exit code 1 when a sentence fails.
    """
    from service.checking import check_text, read_cited
    from service.cli.tables import checked_table

    settings = settings_of(context)
    text = read_text(file)
    rows = check_text(text, read_cited(text, where, settings), settings)
    if not rows:
        raise UsageError(
            f"{file} has no sentences to check.", advice="Give a text with source ids in brackets."
        )
    emit_json([row.as_json() for row in rows]) if as_json else checked_table(rows)
    if any(not row.supported for row in rows):
        raise typer.Exit(1)


def read_text(file: Path) -> str:
    """The text of a file or of standard input. Raises UsageError where it cannot be read."""
    try:
        raw = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{file} cannot be read: {why}.", advice="Give a text file in UTF-8.") from error


@app.command()
def settings(context: typer.Context, as_json: JSON = False) -> None:
    """Show every setting: its value, its environment variable, its meaning."""
    from service.cli.tables import settings_table

    current = settings_of(context)
    rows = [
        {
            "name": name,
            "value": str(getattr(current, name)),
            "environment": f"STORYTREE_{name.upper()}",
            "meaning": field.description or "",
        }
        for name, field in type(current).model_fields.items()
    ]
    emit_json(rows) if as_json else settings_table(rows)
