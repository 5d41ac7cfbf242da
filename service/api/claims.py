"""The claims of a story, each with its verdict, its evidence and its life; and the conflicts between them."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from agents.neighbours import neighbours
from service.api.fields import Name, StoryPath, number_of
from service.api.paging import Page, Paging
from service.api.shown import SourceHead
from service.here import Here, Service
from service.render.disputes import disputes, origins
from service.render.references import References
from store.changes import Stage, history, lineage
from store.errors import NotThere
from store.records import (
    ChangeKind,
    Claim,
    Record,
    Retirement,
    Snippet,
    Source,
    Span,
    StoryVersion,
    UTCDateTime,
    Verdict,
)

router = APIRouter(prefix="/stories", tags=["claims"])

ClaimPath = Annotated[
    Name, Path(max_length=100, description="Id of a claim, or its first digits: eight at least.")
]
VersionAsked = Annotated[Name | None, Query(max_length=30, description="As `v0.3`; else the live one.")]
_FEWEST = 8
_ADVICE = "List what is there with: GET /v1/stories/STORY/claims"


class ClaimTold(Record):
    """A sentence of a version with its verdict."""

    claim: Claim
    paragraph: int = Field(description="From 1 on; 0 is the title.")
    verdict: Verdict | None
    corroboration: int = Field(description="Sources that tell it independently of one another.")


class SpanShown(Record):
    """Words of a source that bear a claim out, and what stands around them there."""

    source: SourceHead
    start: int
    end: int
    before: str
    text: str
    after: str


class StageShown(Record):
    """What happened to the claim in a version. Where it was kept, nothing did."""

    version: str
    dated: UTCDateTime
    kind: ChangeKind
    claim: Claim = Field(description="As it stood then.")
    reason: Retirement | None
    by: str = Field(description="Id of the claim that took its place, if one did.")
    detail: str


class ClaimShown(ClaimTold):
    """A claim as its newest version tells it, and its life until the live one."""

    version: str = Field(description="The newest that tells it.")
    live: bool = Field(description="Whether that is the live one.")
    spans: list[SpanShown]
    history: list[StageShown]


class SideShown(Record):
    """One of the values, the claim that gives it, and who says so."""

    value: str
    claim: Claim
    sources: list[SourceHead]


class DisputeShown(Record):
    """Sides that cannot all be right."""

    about: str
    sides: list[SideShown]


@router.get("/{story}/claims")
def every_claim(here: Here, story: StoryPath, page: Paging, version: VersionAsked = None) -> Page[ClaimTold]:
    """The title, then every sentence in reading order."""
    return page.of(_told(here, _version(here, story, version)))


@router.get("/{story}/claims/{claim}")
def one_claim(here: Here, story: StoryPath, claim: ClaimPath) -> ClaimShown:
    """A claim, what bears it out, and when it was told first, reworded, cited anew or retired."""
    live, versions = here.archive.version(story), here.archive.versions(story)
    id_ = _meant(story, claim, versions)
    newest = max(
        (one for one in versions if any(told.id == id_ for told in _claims(one))),
        key=lambda one: (one.number == live.number, not one.branch, one.number),
    )
    told = next(one for one in _told(here, newest) if one.claim.id == id_)
    line = lineage(versions, newest.number if newest.branch else live.number)
    return ClaimShown(
        **dict(told),
        version=newest.label,
        live=newest.number == live.number,
        spans=list(_spans(here, told.verdict.spans if told.verdict else ())),
        history=[_stage(one) for one in history(line, id_)],
    )


@router.get("/{story}/conflicts")
def every_conflict(here: Here, story: StoryPath, version: VersionAsked = None) -> list[DisputeShown]:
    """What the sources of a version do not agree on, side by side."""
    found = _version(here, story, version)
    references = References.of_story(found, here.archive.sources_by_id(found.sources))
    return [
        DisputeShown(
            about=one.about,
            sides=[
                SideShown(value=side.value, claim=side.claim, sources=list(map(SourceHead.of, side.sources)))
                for side in one.sides
            ],
        )
        for one in disputes(found, references)
    ]


def _version(here: Service, story: str, label: str | None) -> StoryVersion:
    return here.archive.version(story, number_of(story, label) if label else None)


def _claims(version: StoryVersion) -> Iterator[Claim]:
    yield version.title
    yield from version.claims()


def _meant(story: str, prefix: str, versions: Sequence[StoryVersion]) -> str:
    """The whole id. Raises NotThere."""
    ids = {one.id for version in versions for one in _claims(version) if one.id.startswith(prefix)}
    if len(ids) == 1 and len(prefix) >= _FEWEST:
        return ids.pop()
    raise NotThere(f"The story {story!r} has no claim {prefix!r}.", advice=_ADVICE)


def _told(here: Service, version: StoryVersion) -> Iterator[ClaimTold]:
    references = References.of_story(version, here.archive.sources_by_id(version.sources))
    verdicts = {one.claim_id: one for one in version.verdicts}
    told = [(0, version.title)]
    told += [(n, claim) for n, one in enumerate(version.paragraphs, 1) for claim in one.claims]
    for paragraph, claim in told:
        yield ClaimTold(
            claim=claim,
            paragraph=paragraph,
            verdict=verdicts.get(claim.id),
            corroboration=origins(claim, references),
        )


def _spans(here: Service, spans: Sequence[Span]) -> Iterator[SpanShown]:
    sources = here.archive.sources_by_id({one.source_id for one in spans})
    for one in spans:
        if source := sources.get(one.source_id):
            yield _span(one, source)


def _span(span: Span, source: Source) -> SpanShown:
    cut = Snippet(source_id=source.id, ordinal=0, start=span.start, end=span.end, text=span.text)
    beside = neighbours(cut, source, 1)
    return SpanShown(
        source=SourceHead.of(source),
        start=span.start,
        end=span.end,
        before=beside.before,
        text=span.text,
        after=beside.after,
    )


def _stage(stage: Stage) -> StageShown:
    change, version = stage.change, stage.version
    return StageShown(
        version=version.label,
        dated=version.dated,
        kind=change.kind,
        claim=stage.claim,
        reason=change.reason,
        by=change.by,
        detail=change.detail,
    )
