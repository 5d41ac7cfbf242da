"""The command check: the checker as a tool of its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.output import complain, emit_json_list
from store.errors import UsageError

if TYPE_CHECKING:
    from service.checking import Cited


@app.command(
    epilog=examples(
        "storytree check draft.txt",
        "storytree check draft.txt --sources cited/ --sources more.jsonl",
        "storytree show harbour-strike | storytree check -",
    )
)
def check(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Text with source ids in brackets; - reads standard input.")
    ],
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--sources",
            metavar="PATH",
            help="Where the cited sources lie (may be given again); without it, the archive.",
        ),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Check any text that carries source ids against its sources.

    A sentence cites as stories do, with the first eight or more digits of a source's id in brackets
    [3eeccbda]. The id is the one that `storytree sources` shows. With --sources, a file named by the id
    it is cited by (3eeccbda.txt) and a JSONL record whose "id" it is are found by that as well. Exit
    code 1 when a sentence is not supported by what it cites.
    """
    from service.checking import check_text, read_cited
    from service.cli.tables import checked_table

    settings = settings_of(context)
    text = read_text(file)
    cited = read_cited(text, where, settings)
    tell_unreadable(cited)
    rows = check_text(text, cited, settings)
    if not rows:
        raise UsageError(
            f"{file} has no sentences to check.", advice="Give a text with source ids in brackets."
        )
    emit_json_list(row.as_json() for row in rows) if as_json else checked_table(rows)
    if any(not row.supported for row in rows):
        raise typer.Exit(1)


def tell_unreadable(cited: "Cited") -> None:
    """What could not be read; raises UsageError where that is all there was."""
    for one in cited.unreadable:
        complain(f"skipped {one.name}: {one}. {one.advice}".rstrip())
    if cited.unreadable and not cited.read:
        raise UsageError(
            "No source could be read.", advice="Name files or folders that hold the cited sources."
        )


def read_text(file: Path) -> str:
    """The text of a file or of standard input. Raises UsageError where it cannot be read."""
    try:
        raw = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{file} cannot be read: {why}.", advice="Give a text file in UTF-8.") from error
