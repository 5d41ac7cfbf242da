"""Commands that change the home: add, write, reindex."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, OUT, app, console, emit, emit_json, settings_of
from service.render import Format, render
from store.errors import StorytreeError, UsageError

if TYPE_CHECKING:
    from agents.newsroom import Newsroom, Progress
    from store.ingest import Outcome
    from store.records import StoryVersion


@app.command()
def add(
    context: typer.Context,
    places: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|-…", help="Files, folders, globs, URLs; - reads standard input."),
    ],
    as_json: JSON = False,
) -> None:
    """Read sources into the archive.

    Reads HTML pages, plain text, Markdown and JSONL. One that cannot be read is reported and the rest
    goes in; one that is already known is left as it is.
    """
    from agents.newsroom import open_newsroom

    with (
        _progress("Indexing") as progress,
        open_newsroom(settings_of(context), "storytree add", progress) as newsroom,
    ):
        tally = _Tally()
        for outcome in _ingest(newsroom, places):
            tally.count(outcome)
        newsroom.index.catch_up(newsroom.archive, progress)
    emit_json(tally.as_json()) if as_json else tally.report()
    if not tally.added and not tally.known:
        raise typer.Exit(1)


def _ingest(newsroom: "Newsroom", places: list[str]) -> Iterator["Outcome"]:
    from rich.progress import track

    from store.ingest import ingest
    from store.intake import read

    stdin = typer.get_binary_stream("stdin") if "-" in places else None
    readings = read(places, now=datetime.now(UTC), stdin=stdin)
    shown = console()
    yield from track(
        ingest(readings, newsroom.archive),
        "Reading",
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
    )


class _Tally:
    """What became of what was read."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.known = 0
        self.skipped: list[dict[str, str]] = []

    def count(self, outcome: "Outcome") -> None:
        from store.ingest import Added, Known

        if isinstance(outcome, Added):
            self.added.append(outcome.source.id)
        elif isinstance(outcome, Known):
            self.known += 1
        else:
            self.skipped.append({"name": outcome.name, "reason": str(outcome), "advice": outcome.advice})

    def as_json(self) -> dict[str, object]:
        return {"added": self.added, "known": self.known, "skipped": self.skipped}

    def report(self) -> None:
        typer.echo(f"{len(self.added)} added, {self.known} already known, {len(self.skipped)} skipped.")
        for one in self.skipped:
            typer.echo(f"  skipped {one['name']}: {one['reason']} {one['advice']}".rstrip(), err=True)


@app.command()
def write(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="What the story is about, in a few words.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Use only what was published by then.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print the story.")] = Format.TEXT,
    out: OUT = None,
) -> None:
    """Write a story, or its next version, and print it.

    Every sentence is cited and was checked against the text it cites; what did not pass is left out.
    Exit code 1 when there is nothing to tell.
    """
    from agents.newsroom import open_newsroom

    if not topic.strip():
        raise UsageError(
            "The topic is empty.", advice='Say what the story is about: storytree write "harbour strike"'
        )
    until = day(as_of)
    with (
        _progress("Indexing") as progress,
        open_newsroom(settings_of(context), "storytree write", progress) as newsroom,
    ):
        version = _watch(newsroom, topic.strip(), until)
        sources = newsroom.archive.sources_by_id(version.sources)
    emit(render(version, sources, form), out)


def _watch(newsroom: "Newsroom", topic: str, until: datetime | None) -> "StoryVersion":
    """Write the story, telling on standard error what happens."""
    from agents.events import Emitted, Unchanged
    from service.cli.watch import describe

    shown = console()
    with shown.status("Reading the archive…") as status:
        for event in newsroom.editor.write(topic, until):
            status.update(describe(event))
            if isinstance(event, Emitted | Unchanged):
                version = event.version
                shown.print(describe(event), markup=False)
                return version
    raise StorytreeError("The editor ended without a version.")


@app.command()
def reindex(context: typer.Context) -> None:
    """Build the search index anew from the archive."""
    from agents.newsroom import open_newsroom

    with (
        _progress("Indexing") as progress,
        open_newsroom(settings_of(context), "storytree reindex", progress) as newsroom,
    ):
        count = newsroom.index.rebuild(newsroom.archive, progress)
    typer.echo(f"{count} snippets indexed.")


def day(text: str | None) -> datetime | None:
    """A date means its last moment, in UTC. Raises UsageError."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a date.", advice="Write it as 2025-03-23 or 2025-03-23T18:00."
        ) from error
    whole_day = len(text) <= len("2025-03-23")
    found = datetime.combine(found, time.max) if whole_day else found
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


@contextmanager
def _progress(label: str) -> Generator["Progress"]:
    """A bar on standard error that appears with the first step."""
    from rich.progress import Progress as Bar

    shown = console()
    with Bar(console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(label, visible=False)
        yield lambda done, whole: bar.update(task, completed=done, total=whole, visible=done < whole)
