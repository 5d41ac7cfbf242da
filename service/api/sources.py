"""Sources: what was read, what is added, and what no longer holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from service.api.fields import (
    LARGE,
    LONGEST_TEXT,
    Begin,
    Body,
    End,
    Name,
    SourcePath,
    Words,
)
from service.api.keys import Sent
from service.api.paging import Page, Paging, adapter
from service.api.shown import Cut, SourceHead, SourceWhole
from service.desk import House, caught_up
from service.here import Here, Service
from store import corrections
from store.archive import Sieve
from store.corrections import Reached
from store.errors import UnreadableSource
from store.ingest import Added, ingest
from store.intake import DEFAULT_LIMITS
from store.intake.reading import Reading
from store.intake.sources import source_of
from store.records import News, Record, Source, SourceStatus

router = APIRouter(prefix="/sources", tags=["sources"])

_PLACE = adapter(tuple[str])
_NAME = "text that was sent"

Reason = Annotated[Words, Field(max_length=2000, description="Kept, and told to readers.")]


class Text(Body):
    """A text as it should be, and what it does not say of itself."""

    text: str = Field(min_length=20, max_length=LONGEST_TEXT)
    title: str = Field(default="", max_length=2000)
    url: str = Field(default="", max_length=2000, description="Where it was published.")
    outlet: str = Field(default="", max_length=500)
    authors: list[Annotated[str, Field(max_length=500)]] = Field(default_factory=list[str], max_length=100)
    language: str = Field(default="", max_length=50, description="ISO 639-1; found out where it is empty.")
    published_at: Begin | None = None


class Correction(Text):
    """The corrected text. What it does not say it has from the source that it corrects."""

    reason: Reason = "corrected"


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
    status: SourceStatus | None = None
    since: Annotated[Begin | None, Query(description="Published then or later.")] = None
    until: Annotated[End | None, Query(description="Published by then.")] = None
    cited_by: Annotated[Name | None, Query(max_length=200, description="Name of a story.")] = None

    def sieve(self, here: Service, after: str | None) -> Sieve:
        """Raises UnknownStory."""
        return Sieve(
            language=self.language.lower(),
            outlet=self.outlet,
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


@router.post(
    "",
    status_code=201,
    max_body_size=LARGE,
    responses={200: {"description": "It was there already.", "model": SourceHead}},
)
def add_source(here: Here, sent: Sent, text: Text, response: Response) -> SourceHead:
    """Keep a text as a source: 201, or 200 where this very text was there already."""
    sent.claim(text.model_dump_json())
    found = _read(text)
    with here.desk.house() as house:
        outcome = next(iter(ingest([found], house.archive)))
        caught_up(house.archive, house.index)
    if isinstance(outcome, UnreadableSource):
        raise outcome
    response.status_code = 201 if isinstance(outcome, Added) else 200
    response.headers["Location"] = f"/v1/sources/{outcome.source.id}"
    return SourceHead.of(here.archive.source(outcome.source.id))


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
    return _told(corrections.retract(here.archive, source, wish.reason, now, only=wish.only))


@router.delete("/{source}/retraction")
def reinstate(
    here: Here,
    source: SourcePath,
    reason: Annotated[Reason, Query()],
    only: Annotated[bool, Query(description="This page alone.")] = False,
) -> SourcesReached:
    """Take a retraction back."""
    return _told(corrections.reinstate(here.archive, source, reason, datetime.now(UTC), only=only))


@router.post("/{source}/corrections", status_code=201, max_body_size=LARGE)
def correct(
    here: Here, sent: Sent, source: SourcePath, wish: Correction, response: Response
) -> SourcesReached:
    """Put a corrected text in its place: the last of the sources is the new one."""
    sent.claim(wish.model_dump_json())
    found = _read(wish)
    with here.desk.house() as house:
        reached = _corrected(house, source, found, wish.reason)
    response.headers["Location"] = f"/v1/sources/{reached.sources[-1].id}"
    return _told(reached)


def _corrected(house: House, source: str, found: Source, reason: str) -> Reached:
    reached = corrections.correct(house.archive, source, found, reason, datetime.now(UTC))
    caught_up(house.archive, house.index)
    return reached


def _read(text: Text) -> Source:
    """Raises UnreadableSource."""
    reading = Reading(
        name=_NAME,
        text=text.text,
        title=text.title,
        url=text.url,
        outlet=text.outlet,
        authors=tuple(text.authors),
        language=text.language,
        dates=(text.published_at.isoformat(),) if text.published_at else (),
    )
    found = source_of(reading, datetime.now(UTC), DEFAULT_LIMITS)
    if isinstance(found, UnreadableSource):
        raise found
    return found


def _told(reached: Reached) -> SourcesReached:
    return SourcesReached(
        sources=[SourceHead.of(one) for one in reached.sources],
        stories=[
            StoryReached(story=one.story, topic=one.topic, version=one.label, live=one.live)
            for one in reached.stories
        ],
    )
