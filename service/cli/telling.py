"""Commands around stories: write, show, stories."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import (
    CHECKER,
    JSON,
    OUT,
    PLANNER,
    TRACE,
    TRACE_BODIES,
    WRITER,
    app,
    examples,
    legible,
    settings_of,
)
from service.cli.output import check_place, complain, emit, emit_json_list
from service.cli.times import moment
from service.render import Format, render
from store.errors import StorytreeError, UsageError
from store.records import LONGEST, SHORTEST

if TYPE_CHECKING:
    from agents.events import Event
    from store.records import StoryVersion

LONGEST_TOPIC = 500
"""Characters: three or four sentences. Whatever is longer is a text, and no question finds its sources."""


@app.command(
    epilog=examples(
        'storytree write "harbour strike"',
        'storytree write "harbour strike" --as-of 2025-03-23',
        'storytree write "harbour strike" --length 1600',
        'storytree write "harbour strike" --format html --out strike.html',
        'storytree write "harbour strike" --writer openai:gpt-4.1-mini',
    )
)
def write(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="What the story is about, in a few words.", callback=legible)],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Use only what was published by then.")
    ] = None,
    length: Annotated[
        int | None,
        typer.Option(
            metavar="WORDS",
            min=SHORTEST,
            max=LONGEST,
            help="Words of the story at most, now and when it is updated.",
            show_default="as it was, else STORYTREE_LENGTH",
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the story.")] = Format.TEXT,
    out: OUT = None,
    _planner_model: PLANNER = None,
    _writer_model: WRITER = None,
    _checker_model: CHECKER = None,
    _trace: TRACE = None,
    _trace_bodies: TRACE_BODIES = False,
) -> None:
    """Write a story, or its next version, and print it.

    Every sentence is cited and was checked against the text it cites; what did not pass is left out.
    Where nothing changed there is no new version, and the one that stands is printed. Exit code 1 when
    there is nothing to tell.
    """
    from agents.newsroom import open_newsroom
    from service.cli.watch import progress

    asked, until = subject(topic), moment(as_of)
    settings = settings_of(context)
    check_place(out)
    with (
        progress("Indexing") as indexed,
        open_newsroom(settings, "storytree write", indexed) as newsroom,
    ):
        version = _watch(newsroom.editor.write(asked, until, length=length or 0))
        sources = newsroom.archive.sources_by_id(version.sources)
    emit(render(version, sources, form), out)


def _watch(events: "Iterator[Event]") -> "StoryVersion":
    """Write the story, telling on standard error what happens."""
    from agents.events import Emitted, Unchanged
    from service.cli.watch import reading
    from service.telling import describe

    with reading() as tell:
        for event in events:
            tell(describe(event))
            if isinstance(event, Emitted | Unchanged):
                complain(describe(event))
                return event.version
    raise StorytreeError("The editor ended without a version.")


@app.command(
    epilog=examples(
        "storytree show harbour-strike",
        "storytree show harbour-strike@v0.3 --format md",
    )
)
def show(
    context: typer.Context,
    story: Annotated[
        str,
        typer.Argument(
            metavar="STORY[@v0.3]", help="A story's name; without a version, the live one.", callback=legible
        ),
    ],
    form: Annotated[Format, typer.Option("--format", help="How to print the story.")] = Format.TEXT,
    out: OUT = None,
) -> None:
    """Print a version of a story."""
    from agents.holding import read_archive

    name, number = version_asked(story)
    with read_archive(settings_of(context)) as archive:
        version = archive.version(name, number)
        cited = archive.sources_by_id(version.sources)
    emit(render(version, cited, form), out)


@app.command(
    epilog=examples(
        "storytree stories",
    )
)
def stories(context: typer.Context, as_json: JSON = False) -> None:
    """List the stories with their versions."""
    from agents.holding import read_archive
    from service.cli.tables import StoryRow, stories_table

    with read_archive(settings_of(context)) as archive:
        rows = [StoryRow.of(archive.versions(name)) for name in archive.stories()]
    emit_json_list(row.model_dump(mode="json") for row in rows) if as_json else stories_table(rows)


def subject(text: str) -> str:
    """The topic on one line. Raises UsageError for one that nobody could write about."""
    topic = " ".join(text.split())
    advice = 'Say in a few words what the story is about: storytree write "harbour strike"'
    if not re.search(r"\w", topic):
        raise UsageError("The topic has no word in it.", advice=advice)
    if len(topic) > LONGEST_TOPIC:
        raise UsageError(
            f"The topic is {len(topic):,} characters long, more than {LONGEST_TOPIC}.", advice=advice
        )
    return topic


def version_asked(text: str) -> tuple[str, tuple[int, int] | None]:
    """``harbour-strike@v0.3`` → its name and number. Raises UsageError."""
    name, at, label = text.partition("@")
    if not at:
        return name, None
    match = re.fullmatch(r"v?(\d{1,9})\.(\d{1,9})", label, re.ASCII)
    if not match:
        raise UsageError(f"{label!r} is not a version.", advice=f"Write it as {name or 'STORY'}@v0.3.")
    return name, (int(match[1]), int(match[2]))
