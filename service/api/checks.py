"""Any text with ids in brackets, checked against the sources that it cites."""

import re
from datetime import UTC, datetime

from fastapi import APIRouter
from pydantic import Field

from agents.model.roles import Models
from service.api.fields import LARGE, Body, End, SourceId
from service.backroom.passing import AtTheBack
from service.checking import CheckedClaim, Told, check_text, claims_of, remarked
from service.here import Here, Service
from service.remarks import Remark
from store.errors import UsageError
from store.records import Claim, Record, Source, Verdict

router = APIRouter(prefix="/checks", tags=["checks"], route_class=AtTheBack)

MOST = 300
"""Sentences that one request has checked: what takes longer is for several."""
_ID = re.compile(r"[0-9a-f]{8,64}")


class CheckWanted(Body):
    """A text, and its sources."""

    text: str = Field(min_length=1, max_length=200_000)
    sources: list[SourceId] | None = Field(
        default=None, max_length=1000, description="The only sources to check against; else all there are."
    )
    as_of: End | None = Field(default=None, description="Remark on what has passed by then; else by now.")


class SentenceChecked(Record):
    """A sentence with its verdict."""

    claim: Claim
    title: bool
    verdict: Verdict
    problem: str = Field(description="Why there is no verdict, where it is `unchecked`.")
    remarks: list[Remark]


class Checked(Record):
    """What was found of a text."""

    supported: bool = Field(description="Whether every sentence is.")
    sentences: list[SentenceChecked]


@router.post("", max_body_size=LARGE)
def check(here: Here, wish: CheckWanted) -> Checked:
    """Check each sentence against what it cites. Nothing is kept."""
    text = claims_of(wish.text)
    if not len(text):
        raise UsageError(
            "The text has no sentences to check.", advice="Send a text with source ids in brackets."
        )
    if len(text) > MOST:
        raise UsageError(f"The text has {len(text)} sentences, more than {MOST}.", advice="Send it in parts.")
    sources = _sources(here, text, wish.sources)
    found = check_text(text, sources, here.settings, Models(here.settings, here.archive), _unwatched)
    rows = remarked(list(found), text, sources, wish.as_of or datetime.now(UTC))
    return Checked(supported=all(row.supported for row in rows), sentences=list(map(_told, rows)))


def _sources(here: Service, text: Told, among: list[str] | None) -> list[Source]:
    """Raises UnknownSource and AmbiguousSource for what is named."""
    if among is not None:
        return [here.archive.source(id_) for id_ in dict.fromkeys(among)]
    cited = [citation for citation in text.citations() if _ID.fullmatch(citation)]
    ids = {id_ for citation in cited for id_ in here.archive.matching(citation)}
    return list(here.archive.sources_by_id(sorted(ids)).values())


def _told(row: CheckedClaim) -> SentenceChecked:
    return SentenceChecked(
        claim=row.claim,
        title=row.title,
        verdict=row.verdict,
        problem=row.problem,
        remarks=list(row.remarks),
    )


def _unwatched(done: int, whole: int) -> None:
    """Nobody watches a request."""
