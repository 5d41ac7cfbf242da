"""Sources that are sent as texts: new ones, and corrected ones."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from agents.holding import caught_up
from service.api.fields import LARGE, LONGEST_TEXT, Begin, Body, SourcePath
from service.api.keys import Sent
from service.api.shown import SourceHead
from service.api.sources import Reason, SourcesReached, told
from service.backroom.passing import AtTheBack
from service.desk import House
from service.here import Here
from store import corrections
from store.corrections import Reached
from store.errors import UnreadableSource
from store.ingest import Added, ingest
from store.intake import DEFAULT_LIMITS
from store.intake.reading import Reading
from store.intake.sources import source_of
from store.records import Source, SourceKind

router = APIRouter(prefix="/sources", tags=["sources"], route_class=AtTheBack)

_NAME = "text that was sent"


class Text(Body):
    """A text as it should be, and what it does not say of itself."""

    text: str = Field(min_length=20, max_length=LONGEST_TEXT)
    title: str = Field(default="", max_length=2000)
    url: str = Field(default="", max_length=2000, description="Where it was published.")
    outlet: str = Field(default="", max_length=500)
    authors: list[Annotated[str, Field(max_length=500)]] = Field(default_factory=list[str], max_length=100)
    language: str = Field(default="", max_length=50, description="ISO 639-1; found out where it is empty.")
    kind: SourceKind = Field(default=SourceKind.UNKNOWN, strict=False, description="As its publisher says.")
    published_at: Begin | None = None


class Correction(Text):
    """The corrected text. What it does not say it has from the source that it corrects."""

    reason: Reason = "corrected"


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
    return told(reached)


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
        kind=text.kind,
        dates=(text.published_at.isoformat(),) if text.published_at else (),
    )
    found = source_of(reading, datetime.now(UTC), DEFAULT_LIMITS)
    if isinstance(found, UnreadableSource):
        raise found
    return found
