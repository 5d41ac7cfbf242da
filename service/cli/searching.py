"""The command search: what the retrieval agents find, and why."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import emit_json_list
from service.cli.telling import version_asked
from service.cli.times import moment
from store.errors import NothingFound, UsageError
from store.vocabulary import SourceKind

if TYPE_CHECKING:
    from store.archive import Archive
    from store.records import Evidence

LONGEST_QUERY = 100_000
"""Characters; only the first words of a long one are looked up."""


AS_OF = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Only what was known by then.")]
SINCE = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only what was published then or later (00:00 UTC)."),
]
UNTIL = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Only what was published by the end of that day."),
]
OUTLET = Annotated[str, typer.Option("--outlet", help="Only of this outlet.", callback=legible)]
LANGUAGE = Annotated[
    str, typer.Option("--language", help="Only in this language: en, de …", callback=legible)
]
KIND = Annotated[
    SourceKind | None,
    typer.Option("--kind", help="Only what its publisher says is of this kind."),
]
STATUS = Annotated[
    Literal["active", "corrected"] | None,
    typer.Option("--status", help="Only sources that have this status."),
]
CITED_BY = Annotated[
    str | None,
    typer.Option("--cited-by", metavar="STORY", help="Only what this story cites.", callback=legible),
]
NEW_TO = Annotated[
    str | None,
    typer.Option("--new-to", metavar="STORY", help="Only what this story does not cite.", callback=legible),
]
HALF_LIFE = Annotated[
    float | None,
    typer.Option(
        "--half-life", metavar="DAYS", min=0.01, max=36_500, help="The age at which a snippet weighs half."
    ),
]
LIMIT = Annotated[int, typer.Option("--limit", min=1, max=1000, help="Snippets at most.")]
AROUND = Annotated[
    int, typer.Option("--context", metavar="N", min=0, max=100, help="Show N sentences before and after.")
]
EXPLAIN = Annotated[bool, typer.Option("--explain", help="Show what each channel says.")]


@app.command(
    epilog=examples(
        'storytree search "bus driver" --context 1',
        'storytree search "toll of the collapse" --as-of 2025-03-12 --explain',
        'storytree search "ferry timetable" --outlet "Tarn Valley Radio" --since 2025-04-01',
        'storytree search "bridge inquiry" --kind opinion',
        'storytree search "bridge inquiry" --new-to marrow-bridge-collapse --half-life 7',
    )
)
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, a name or a whole headline.", callback=legible)],
    as_of: AS_OF = None,
    since: SINCE = None,
    until: UNTIL = None,
    outlet: OUTLET = "",
    language: LANGUAGE = "",
    kind: KIND = None,
    status: STATUS = None,
    cited_by: CITED_BY = None,
    new_to: NEW_TO = None,
    half_life: HALF_LIFE = None,
    limit: LIMIT = 10,
    around: AROUND = 0,
    explain: EXPLAIN = False,
    as_json: JSON = False,
) -> None:
    """Search the archive as the retrieval agents do.

    Snippets are found by their words (BM25) and by their meaning (vectors), and those whose source tells
    of the same event as the best ones come first. Copies of one report speak once; what was retracted
    or replaced does not. Exit code 1 when nothing is about the query: the nearest is not shown then.
    """
    from agents.holding import open_for_finding
    from agents.retriever import HybridRetriever
    from service.cli.tables import hits_table
    from service.cli.watch import progress
    from store.records import Question

    question = Question(
        text=_asked(query),
        as_of=moment(as_of),
        since=moment(since, begin=True),
        until=moment(until),
        outlet=outlet,
        language=language.lower(),
        kind=kind,
        status=status,
        half_life=None if half_life is None else timedelta(days=half_life),
    )
    settings = settings_of(context)
    with (
        progress("Indexing") as indexed,
        open_for_finding(settings, "storytree search", indexed) as (archive, index),
    ):
        within = {"among": _cited(archive, cited_by), "without": _cited(archive, new_to) or ()}
        retriever = HybridRetriever(archive, index, max(limit, settings.depth))
        found = retriever.retrieve(question.model_copy(update=within))[:limit]
    if not found:
        raise NothingFound(f"Nothing in the archive is about “{_begin(question.text)}”.")
    emit_json_list(_row(one, around) for one in found) if as_json else hits_table(
        found, around, explain=explain
    )


def _cited(archive: "Archive", story: str | None) -> tuple[str, ...] | None:
    """What the story's version cites, by default the live one. Raises UnknownStory."""
    return None if story is None else archive.version(*version_asked(story)).sources


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


def _row(one: "Evidence", around: int) -> dict[str, object]:
    from agents.neighbours import neighbours

    source = one.source
    beside = neighbours(one.snippet, source, around)
    return {
        "snippet": one.snippet.id,
        "text": one.snippet.text,
        "start": one.snippet.start,
        "end": one.snippet.end,
        **({"before": beside.before, "after": beside.after} if around else {}),
        "source": source.id,
        "title": source.title,
        "outlet": source.outlet,
        "kind": source.kind,
        "url": source.url,
        "published_at": source.published_at.isoformat() if source.published_at else None,
        "score": round(one.score, 4),
        "ranks": one.ranks,
        "channels": {name: round(value, 4) for name, value in one.channels.items()},
    }
