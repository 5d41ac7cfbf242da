"""What the claims of a version rest on today: sources may have been retracted, or edited, since."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.revision import Standing
from agents.surface import normal
from store.records import (
    Change,
    ChangeKind,
    Claim,
    Retirement,
    Source,
    SourceStatus,
    Span,
    StoryVersion,
    short,
    shown_ids,
)


@dataclass
class Foundations:
    """The claims that have a source left, and what became of the others."""

    stands: list[Standing] = field(default_factory=list[Standing])
    retired: list[Change] = field(default_factory=list[Change])
    renewed: dict[str, str] = field(default_factory=dict[str, str])
    corrections: list[str] = field(default_factory=list[str])


def foundations(
    live: StoryVersion, cited: Mapping[str, Source], editions: Mapping[str, Source]
) -> Foundations:
    """Each claim without the sources that were retracted, and with the newest edition of those edited."""
    found = Foundations()
    shown = shown_ids([*cited, *(one.id for one in editions.values())])
    spans = {(verdict.claim_id, span.source_id): span for verdict in live.verdicts for span in verdict.spans}
    for claim in live.claims():
        sources = [source for citation in claim.citations if (source := _meant(citation, cited))]
        told = [spans.get((claim.id, source.id)) for source in sources]
        left = [
            kept
            for source, span in zip(sources, told, strict=True)
            if (kept := _today(source, span, editions))
        ]
        if left:
            found.stands.append(_standing(claim, sources, left, shown, found.renewed))
        else:
            found.retired.append(_retired(claim, sources))
    gone = [source for source in cited.values() if source.status is SourceStatus.RETRACTED]
    found.corrections.extend(f"{_named(source)} was retracted." for source in gone)
    return found


def _meant(citation: str, cited: Mapping[str, Source]) -> Source | None:
    return next((source for id_, source in cited.items() if id_.startswith(citation)), None)


def _today(source: Source, span: Span | None, editions: Mapping[str, Source]) -> tuple[Source, int] | None:
    """The source, or its newest edition where that still says so, and where."""
    if source.status is SourceStatus.RETRACTED:
        return None
    newest = editions.get(source.id)
    if newest is None:
        return source, span.start if span else 0
    if span is None or normal(span.text) not in normal(newest.text):
        return None
    return newest, max(0, newest.text.find(span.text))


def _standing(
    claim: Claim,
    sources: list[Source],
    left: list[tuple[Source, int]],
    shown: Mapping[str, str],
    renewed: dict[str, str],
) -> Standing:
    now = tuple(source for source, _ in left)
    if now != tuple(sources):
        before = claim.id
        claim = claim.model_copy(update={"citations": tuple(shown[source.id] for source in now)})
        renewed[claim.id] = before
    return Standing(claim, now, left[0][1])


def _retired(claim: Claim, sources: list[Source]) -> Change:
    taken_back = [source for source in sources if source.status is SourceStatus.RETRACTED]
    why = Retirement.RETRACTED if taken_back or not sources else Retirement.CONTRADICTED
    detail = (
        "; ".join(f"{_named(source)} was retracted" for source in taken_back)
        if taken_back
        else "; ".join(f"{_named(source)} says so no longer" for source in sources) or "its source is gone"
    )
    return Change(kind=ChangeKind.RETIRED, claim=claim.id, reason=why, detail=detail)


def _named(source: Source) -> str:
    title = f"“{source.title}”" if source.title else short(source.id)
    return f"{title} ({source.outlet})" if source.outlet else title
