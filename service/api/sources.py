"""Sources: what was read, what is added, and what no longer holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from service.api.fields import (
    Begin,
    Body,
    End,
    Name,
    SourcePath,
    Words,
)
from service.api.paging import Page, Paging, adapter
from service.api.shown import Cut, SourceHead, SourceWhole
from service.here import Here, Service
from store import corrections
from store.archive import Sieve
from store.corrections import Reached
from store.records import News, Record, SourceKind, SourceStatus

router = APIRouter(prefix="/sources", tags=["sources"])

_PLACE = adapter(tuple[str])
_NAME = "text that was sent"

Reason = Annotated[Words, Field(max_length=2000, description="Kept, and told to readers.")]


class Retraction(Body):
    """Why a source no longer holds."""

    reason: Reason
    only: bool = Field(default=False, description="This page alone, and not the copies of its report.")


class StoryReached(Record):
    """A story with its newest version that cites a source."""

    story: str
    topic: str
    version: str
    live: bool = Field(description="Whether that is the live one, which does without it from the next on.")


class SourcesReached(Record):
    """Sources whose status was changed, the first as named, and the stories that cite any of them."""

    sources: list[SourceHead]
    stories: list[StoryReached]


@dataclass(frozen=True)
class Filters:
    """Which sources are listed."""

    language: Annotated[Name, Query(max_length=50, description="As `en`.")] = ""
    outlet: Annotated[Name, Query(max_length=500)] = ""
    kind: Annotated[SourceKind | None, Query(description="As its publisher says.")] = None
    status: SourceStatus | None = None
    since: Annotated[Begin | None, Query(description="Published then or later.")] = None
    until: Annotated[End | None, Query(description="Published by then.")] = None
    cited_by: Annotated[Name | None, Query(max_length=200, description="Name of a story.")] = None

    def sieve(self, here: Service, after: str | None) -> Sieve:
        """Raises UnknownStory."""
        return Sieve(
            language=self.language.lower(),
            outlet=self.outlet,
            kind=self.kind,
            status=self.status,
            since=self.since,
            until=self.until,
            news=News(after=here.archive.arrival(after)) if after else None,
            among=frozenset(here.archive.version(self.cited_by).sources) if self.cited_by else None,
        )


@router.get("")
def every_source(here: Here, page: Paging, filters: Annotated[Filters, Depends()]) -> Page[SourceHead]:
    """In order of arrival."""
    after = page.after(_PLACE)
    sieve = filters.sieve(here, after[0] if after else None)
    found = list(islice(here.archive.sources(sieve), page.limit + 1))
    shown = [SourceHead.of(one) for one in found[: page.limit]]
    return page.page(shown, (shown[-1].id,) if len(found) > page.limit else None)


@router.get("/{source}")
def one_source(here: Here, source: SourcePath) -> SourceWhole:
    """As it was read, with what was said of it since."""
    found = here.archive.source(source)
    return SourceWhole(
        **dict(found.model_copy(update={"name": found.called})),
        notices=here.archive.notices(found.id),
        snippets=tuple(Cut(start=one.start, end=one.end) for one in here.archive.snippets_of(found.id)),
    )


@router.put("/{source}/retraction")
def retract(here: Here, source: SourcePath, wish: Retraction) -> SourcesReached:
    """No story uses it again, nor, unless it is for this page only, the copies of its report."""
    now = datetime.now(UTC)
    return told(corrections.retract(here.archive, source, wish.reason, now, only=wish.only))


@router.delete("/{source}/retraction")
def reinstate(
    here: Here,
    source: SourcePath,
    reason: Annotated[Reason, Query()],
    only: Annotated[bool, Query(description="This page alone.")] = False,
) -> SourcesReached:
    """Take a retraction back."""
    return told(corrections.reinstate(here.archive, source, reason, datetime.now(UTC), only=only))


def told(reached: Reached) -> SourcesReached:
    return SourcesReached(
        sources=[SourceHead.of(one) for one in reached.sources],
        stories=[
            StoryReached(story=one.story, topic=one.topic, version=one.label, live=one.live)
            for one in reached.stories
        ],
    )
