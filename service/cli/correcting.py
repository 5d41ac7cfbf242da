"""Commands for what no longer holds: retract, correct."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import complain, emit_json

if TYPE_CHECKING:
    from store.corrections import Reached
    from store.records import Source

_SOURCE = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A source's id or its first digits.", callback=legible)
]


@app.command(
    epilog=examples(
        'storytree retract 3eeccbda --reason "The outlet withdrew it: the witness was invented."',
        'storytree retract 3eeccbda --undo --reason "That was another report."',
    )
)
def retract(
    context: typer.Context,
    id_: _SOURCE,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept.", callback=legible)],
    only: Annotated[
        bool, typer.Option("--only", help="This page alone, and not the copies of its report elsewhere.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take a retraction back.")] = False,
    as_json: JSON = False,
) -> None:
    """Withdraw a report: no story uses it again.

    The source keeps its record, its text and its history. Copies of the report that other outlets carry are
    retracted too, and so is every copy that is read later. The stories that cite it are listed; each does
    without it from its next version on.
    """
    from agents.holding import write_archive
    from store.corrections import reinstate
    from store.corrections import retract as withdraw

    with write_archive(settings_of(context), "storytree retract") as archive:
        change = reinstate if undo else withdraw
        reached = change(archive, id_, reason, datetime.now(UTC), only=only)
    _tell(reached, as_json=as_json)


@app.command(epilog=examples('storytree correct 3eeccbda corrected.txt --reason "The toll was 15, not 51."'))
def correct(
    context: typer.Context,
    id_: _SOURCE,
    place: Annotated[
        str, typer.Argument(metavar="PATH|URL|-", help="The corrected text: a file, an address, or -.")
    ],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What was wrong; kept.", callback=legible)
    ] = "corrected",
    as_json: JSON = False,
) -> None:
    """Put a corrected text in the place of a source.

    The old source keeps its record, marked as corrected; the new one says that it revises it. What the new
    text does not state itself, such as its address, outlet or date, it has from the old one. The stories
    that cite the old text are listed; each takes the new one from its next version on.
    """
    from agents.holding import open_for_adding
    from store.corrections import correct as put_right

    corrected = _the_one(place)
    with open_for_adding(settings_of(context), "storytree correct") as (archive, _):
        reached = put_right(archive, id_, corrected, reason, datetime.now(UTC))
    _tell(reached, as_json=as_json)


def _the_one(place: str) -> "Source":
    """The single source in the place. Raises UnreadableSource, and UsageError where there are several."""
    from store.errors import UnreadableSource, UsageError
    from store.intake import read

    stdin = typer.get_binary_stream("stdin") if place == "-" else None
    first, *more = list(read([place], now=datetime.now(UTC), stdin=stdin))
    if more:
        raise UsageError(f"{place} holds more than one source.", advice="Give one text in a file of its own.")
    if isinstance(first, UnreadableSource):
        raise UnreadableSource(first.name, f"{first.name}: {first}", advice=first.advice)
    return first


def _tell(reached: "Reached", *, as_json: bool) -> None:
    if as_json:
        sources = [one.model_dump(mode="json", exclude={"text"}) for one in reached.sources]
        emit_json({"sources": sources, "stories": [story._asdict() for story in reached.stories]})
        return
    from service.cli.tables import reached_table

    reached_table(reached.sources, reached.stories)
    if any(story.live for story in reached.stories):
        complain("Write the next version of each with: storytree update STORY, or --all")
