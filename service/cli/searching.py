"""The command search: what the retrieval agents find, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import emit_json_list
from service.cli.times import moment
from store.errors import NothingFound, UsageError

if TYPE_CHECKING:
    from store.records import Evidence

LONGEST_QUERY = 100_000
"""Characters; only the first words of a long one are looked up."""


@app.command(
    epilog=examples(
        'storytree search "bus driver"',
        'storytree search "toll of the collapse" --as-of 2025-03-12 --explain',
        'storytree search "ferry timetable" --outlet "Tarn Valley Radio" --since 2025-04-01',
    )
)
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, a name or a whole headline.", callback=legible)],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Only what was published by then.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only what was published then or later (00:00 UTC)."),
    ] = None,
    outlet: Annotated[str, typer.Option("--outlet", help="Only of this outlet.", callback=legible)] = "",
    language: Annotated[
        str, typer.Option("--language", help="Only in this language: en, de …", callback=legible)
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Snippets at most.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Show what each channel says.")] = False,
    as_json: JSON = False,
) -> None:
    """Search the archive as the retrieval agents do.

    Snippets are found by their words (BM25) and by their meaning (vectors), and those whose source tells
    of the same event as the best ones come first. Copies of one report speak once; what was retracted
    or replaced does not. Exit code 1 when nothing is about the query: the nearest is not shown then.
    """
    from agents.newsroom import open_newsroom
    from service.cli.tables import hits_table
    from service.cli.watch import progress
    from store.records import Question

    question = Question(
        text=_asked(query),
        as_of=moment(as_of),
        since=moment(since, begin=True),
        outlet=outlet,
        language=language,
    )
    settings = settings_of(context)
    settings = settings.model_copy(update={"depth": max(limit, settings.depth)})
    with (
        progress("Indexing") as indexed,
        open_newsroom(settings, "storytree search", indexed) as newsroom,
    ):
        found = newsroom.retriever.retrieve(question)[:limit]
    if not found:
        raise NothingFound(f"Nothing in the archive is about “{_begin(question.text)}”.")
    emit_json_list(_row(one) for one in found) if as_json else hits_table(found, explain=explain)


def _asked(query: str) -> str:
    """On one line. Raises UsageError where there is nothing to look up."""
    from agents.retriever import wanted

    text = " ".join(query[:LONGEST_QUERY].split())
    if not wanted(text):
        raise UsageError(
            "There is nothing to look up: the query has no word, or only words that every text has.",
            advice='Name what you look for: storytree search "bus driver"',
        )
    return text


def _begin(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _row(one: "Evidence") -> dict[str, object]:
    source = one.source
    return {
        "snippet": one.snippet.id,
        "text": one.snippet.text,
        "start": one.snippet.start,
        "end": one.snippet.end,
        "source": source.id,
        "title": source.title,
        "outlet": source.outlet,
        "url": source.url,
        "published_at": source.published_at.isoformat() if source.published_at else None,
        "score": round(one.score, 4),
        "ranks": one.ranks,
        "channels": {name: round(value, 4) for name, value in one.channels.items()},
    }
