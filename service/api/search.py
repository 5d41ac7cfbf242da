"""The archive, searched as the retrieval agents do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from agents.neighbours import neighbours
from agents.retriever import HybridRetriever, wanted
from service.api.fields import Begin, End, Name, number_of
from service.api.paging import Page, Paging
from service.api.shown import SourceHead
from service.backroom.passing import AtTheBack
from service.here import Here, Service
from store.errors import UsageError
from store.records import Evidence, Question, Record, SourceKind

router = APIRouter(prefix="/search", tags=["search"], route_class=AtTheBack)

DEEPEST = 1000
"""Snippets that a search goes through, whatever is asked."""


@dataclass(frozen=True)
class Filters:
    """Which sources may answer."""

    as_of: Annotated[End | None, Query(description="Only what was known by then.")] = None
    since: Annotated[Begin | None, Query(description="Only what was published then or later.")] = None
    until: Annotated[End | None, Query(description="Only what was published by then.")] = None
    outlet: Annotated[Name, Query(max_length=500)] = ""
    language: Annotated[Name, Query(max_length=50, description="As `en`.")] = ""
    kind: Annotated[SourceKind | None, Query(description="As its publisher says.")] = None
    status: Literal["active", "corrected"] | None = None
    half_life: Annotated[
        float | None, Query(ge=0.01, le=36_500, description="Days after which a snippet weighs half.")
    ] = None
    cited_by: Annotated[
        Name | None, Query(max_length=200, description="Only what this story cites; as `strike@v0.3` too.")
    ] = None
    new_to: Annotated[Name | None, Query(max_length=200, description="Only what it does not cite.")] = None

    def question(self, text: str, here: Service, depth: int) -> Question:
        """Raises UnknownStory and UnknownVersion."""
        return Question(
            text=text,
            as_of=self.as_of,
            since=self.since,
            until=self.until,
            outlet=self.outlet,
            language=self.language.lower(),
            kind=self.kind,
            status=self.status,
            half_life=timedelta(days=self.half_life) if self.half_life else None,
            among=_cited(here, self.cited_by) if self.cited_by else None,
            without=_cited(here, self.new_to) if self.new_to else (),
            depth=depth,
        )


class Hit(Record):
    """A snippet with its source, and why it was found."""

    snippet: str
    text: str
    start: int
    end: int
    before: str
    after: str
    source: SourceHead
    score: float
    ranks: dict[str, int] = Field(description="In each retrieval channel; 1 is best.")
    channels: dict[str, float] = Field(description="What each says.")


@router.get("")
def search(
    here: Here,
    page: Paging,
    filters: Annotated[Filters, Depends()],
    q: Annotated[str, Query(min_length=1, max_length=10_000, description="Words, a name, a whole headline.")],
    context: Annotated[int, Query(ge=0, le=100, description="Sentences before and after.")] = 0,
) -> Page[Hit]:
    """What is about these words, best first; nothing where nothing is."""
    text = _asked(q)
    question = filters.question(text, here, DEEPEST if page.cursor else page.limit + 1)
    with here.desk.house() as house:
        retriever = HybridRetriever(house.archive, house.index, here.settings.depth)
        found = retriever.retrieve(question)
    return page.of(_hit(one, context) for one in found)


def _asked(query: str) -> str:
    """On one line. Raises UsageError where there is nothing to look up."""
    text = " ".join(query.split())
    if not wanted(text):
        raise UsageError(
            "There is nothing to look up: the query has no word, or only words that every text has.",
            advice="Name what you look for: GET /v1/search?q=bus+driver",
        )
    return text


def _cited(here: Service, story: str) -> tuple[str, ...]:
    name, at, label = story.partition("@")
    return here.archive.version(name, number_of(name, label) if at else None).sources


def _hit(one: Evidence, context: int) -> Hit:
    beside = neighbours(one.snippet, one.source, context)
    return Hit(
        snippet=one.snippet.id,
        text=one.snippet.text,
        start=one.snippet.start,
        end=one.snippet.end,
        before=beside.before,
        after=beside.after,
        source=SourceHead.of(one.source),
        score=one.score,
        ranks=one.ranks,
        channels=one.channels,
    )
