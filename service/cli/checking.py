"""The command check: the checker as a tool of its own."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import CHECKER, JSON, OUT, TRACE, TRACE_BODIES, app, examples, settings_of
from service.cli.output import check_place, complain, emit, json_list
from service.cli.times import moment
from store.errors import UsageError

if TYPE_CHECKING:
    from agents.settings import Settings
    from service.checking import CheckedClaim, Told
    from service.cited import Cited


class Form(StrEnum):
    """How verdicts are told, named as the command line takes it."""

    TABLE = "table"
    HTML = "html"


@app.command(
    epilog=examples(
        "storytree check draft.txt",
        "storytree check draft.txt --sources cited/ --sources more.jsonl",
        "storytree check draft.md --sources cited/ --out checked.html",
        "storytree show harbour-strike | storytree check - --as-of 2025-12-06",
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
    form: Annotated[
        Form | None,
        typer.Option("--format", help="How to tell it; without this a FILE.html of --out is a page."),
    ] = None,
    out: OUT = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Remark on what has passed by then; else by today."),
    ] = None,
    as_json: JSON = False,
    _checker_model: CHECKER = None,
    _trace: TRACE = None,
    _trace_bodies: TRACE_BODIES = False,
) -> None:
    """Check any text that carries source ids against its sources.

    A sentence cites as stories do, with the first eight or more digits of a source's id in brackets
    [3eeccbda]. The id is the one that `storytree sources` shows. With --sources, a file named by the id
    it is cited by (3eeccbda.txt) and a JSONL record whose "id" it is are found by that as well. A title
    (of a story, or a Markdown heading in the first line) has to be supported by a source that it or the
    text cites, and to be told by the text. The page shows each sentence beside what its sources say.
    Remarks name, of the text as a whole, schedules that have passed, conditions that were open, and
    sentences that give different figures for one thing. Exit code 1 when a sentence is not supported by
    what it cites, or could not be checked; a remark is no fault.
    """
    from service.checking import claims_of, remarked
    from service.cited import read_cited
    from service.cli.watch import reading

    if as_json and form is Form.HTML:
        raise UsageError("A page is no JSON.", advice="Give either --json or --format html.")
    check_place(out)
    now, settings = moment(as_of) or datetime.now(UTC), settings_of(context)
    text = claims_of(read_text(file))
    if not len(text):
        advice = "Give a text with source ids in brackets."
        raise UsageError(f"{file} has no sentences to check.", advice=advice)
    with reading():
        cited = read_cited(text.citations(), where, settings)
    tell_unreadable(cited)
    rows = remarked(_watch(text, cited, settings), text, cited.sources, now)
    if as_json:
        emit(json_list(row.as_json() for row in rows), out)
    else:
        emit(_shown(form or _form_of(out), _named(file), text, rows, cited), out)
    if any(not row.supported for row in rows):
        raise typer.Exit(1)


def _watch(text: "Told", cited: "Cited", settings: "Settings") -> "list[CheckedClaim]":
    """Check with a bar on standard error, and say there what could not be checked."""
    from agents.events import Checked
    from agents.model.roles import Models
    from agents.trace import Run
    from agents.trace.watching import watching
    from service.checking import check_text
    from service.cli.watch import progress

    with progress("Checking") as checked, watching(settings) as watch, watch.run(Run("check", "")):
        rows: list[CheckedClaim] = []
        models = Models(settings, watch=watch)
        for row in check_text(text, cited.sources, settings, models, checked):
            watch.tell(Checked(claim=row.claim, verdict=row.verdict, title=row.title))
            rows.append(row)
    complain(*dict.fromkeys(f"not checked: {row.problem}" for row in rows if row.problem))
    return rows


def _shown(form: Form, name: str, text: "Told", rows: "list[CheckedClaim]", cited: "Cited") -> str:
    from service.cli.tables import checked_table
    from service.render.checked import render_check

    if form is Form.HTML:
        return render_check(name, text, rows, {source.id: source for source in cited.sources})
    return checked_table(rows)


def _named(file: Path) -> str:
    return "standard input" if str(file) == "-" else file.name


def _form_of(out: Path | None) -> Form:
    return Form.HTML if out and out.suffix.lower() in {".html", ".htm"} else Form.TABLE


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
