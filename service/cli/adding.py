"""Commands around sources: add, sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import complain, emit_json, emit_json_line, emit_json_list
from service.cli.times import moment
from store.errors import UnreadableSource, UsageError
from store.vocabulary import SourceKind, SourceStatus

if TYPE_CHECKING:
    from store.archive import Archive
    from store.ingest import Outcome
    from store.records import Notice, Snippet, Source


@app.command(
    epilog=examples(
        'storytree add news/ "more/*.html"',
        "storytree add https://news.example/harbour-strike",
        "curl -s https://news.example/feed.jsonl | storytree add -",
    )
)
def add(
    context: typer.Context,
    places: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|-…", help="Files, folders, globs, URLs; - reads standard input."),
    ],
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Fetch from this machine and its own network too."),
    ] = False,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="When they were published, where they do not say."),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Read sources into the archive.

    Reads HTML pages, feeds, mail, PDF, Word, plain text, Markdown, JSON, JSONL and web archives. One that
    cannot be read is reported and the rest goes in; one that is already known is left as it is. Addresses
    are fetched from the public internet only, unless --allow-private is given. With --json each source is
    a line of JSON, printed once it is kept for good, and the last line counts them.
    """
    from agents.holding import open_for_adding
    from service.cli.watch import progress, reading, tell_spent

    if not all(place.strip() for place in places):
        raise UsageError(
            "A place is empty.", advice="Name a file, a folder, a glob or an address; . is this folder."
        )
    tally, day = _Tally(), moment(published, begin=True)
    with (
        progress("Indexing") as indexed,
        open_for_adding(settings_of(context), "storytree add", indexed) as (archive, index),
    ):
        with reading() as tell:
            for outcome in _ingest(archive, places, day, allow_private=allow_private):
                tally.count(outcome, as_json=as_json)
                tell(str(tally))
        emit_json_line(tally.as_json()) if as_json else typer.echo(str(tally))
    if tally.undated:
        complain(tally.advice())
    tell_spent(index.tokens)
    if not tally.added and not tally.known:
        raise typer.Exit(1)


def _ingest(
    archive: "Archive", places: list[str], published: datetime | None, *, allow_private: bool
) -> Iterator["Outcome"]:
    from store.ingest import dated, ingest
    from store.intake import Limits, read

    stdin = typer.get_binary_stream("stdin") if "-" in places else None
    limits = Limits(allow_private=allow_private)
    found = read(places, now=datetime.now(UTC), stdin=stdin, limits=limits)
    return ingest((dated(one, published) for one in found), archive)


@dataclass
class _Tally:
    """What became of what was read: counted, and told at once rather than kept."""

    added: int = 0
    known: int = 0
    skipped: int = 0
    undated: int = 0

    def count(self, outcome: "Outcome", *, as_json: bool) -> None:
        from store.ingest import Added

        if isinstance(outcome, UnreadableSource):
            self.skipped += 1
            complain(f"skipped {outcome.name}: {outcome}. {outcome.advice}".rstrip())
            row = {
                "outcome": "skipped",
                "name": outcome.name,
                "reason": str(outcome),
                "advice": outcome.advice,
            }
        else:
            new = isinstance(outcome, Added)
            self.added += new
            self.known += not new
            source = outcome.source
            self.undated += new and source.published_at is None
            row = {
                "outcome": "added" if new else "known",
                "id": source.id,
                "title": source.title,
                "name": source.name,
            }
        if as_json:
            emit_json_line(row)

    def as_json(self) -> dict[str, object]:
        return {"outcome": "done", "added": self.added, "known": self.known, "skipped": self.skipped}

    def advice(self) -> str:
        """On sources that came without a day."""
        return f"{self.undated:,} without a day, no news to an update: add with --published if you know it."

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.known:,} already known, {self.skipped:,} skipped."


@app.command(
    epilog=examples(
        "storytree sources",
        "storytree sources 3eeccbda",
        "storytree sources --json | jq -r '.[].title'",
    )
)
def sources(
    context: typer.Context,
    id_: Annotated[
        str | None, typer.Argument(metavar="ID", help="A source's id or its first digits.", callback=legible)
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="Only those in this language, such as en.")
    ] = "",
    outlet: Annotated[
        str, typer.Option("--outlet", metavar="NAME", help="Only those of this outlet.", callback=legible)
    ] = "",
    kind: Annotated[
        SourceKind | None, typer.Option("--kind", help="Only those of this kind, as their publishers say.")
    ] = None,
    status: Annotated[
        SourceStatus | None, typer.Option("--status", help="Only those that have this status.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """List the sources, or show one as it was read."""
    from agents.holding import read_archive
    from service.cli.tables import source_page, sources_table
    from store.archive import Sieve

    with read_archive(settings_of(context)) as archive:
        if id_ is not None:
            source = archive.source(id_)
            notices = archive.notices(source.id)
            if as_json:
                emit_json(_whole(source, notices, archive.snippets_of(source.id)))
            else:
                source_page(source, notices)
            return
        found = archive.sources(Sieve(language=language.lower(), outlet=outlet, kind=kind, status=status))
        if as_json:
            emit_json_list(one.model_dump(mode="json", exclude={"text"}) for one in found)
        else:
            sources_table(found)


def _whole(source: "Source", notices: "Sequence[Notice]", snippets: "Sequence[Snippet]") -> dict[str, object]:
    """All that is known of a source; the text of a snippet stands in that of the source."""
    return {
        **source.model_dump(mode="json"),
        "notices": [one.model_dump(mode="json") for one in notices],
        "snippets": [one.model_dump(mode="json", include={"start", "end", "dates"}) for one in snippets],
    }
