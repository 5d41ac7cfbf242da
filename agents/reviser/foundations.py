"""What the claims of a version rest on today: sources may have been retracted, or edited, since."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.revision import Standing
from agents.surface import normal
from store.records import (
    Change,
    ChangeKind,
    Claim,
    Ids,
    Label,
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
    """Each claim without the sources that were retracted, and with the newest edition of those edited.

    What never was checked, for its sources are not at hand, stands as it is.
    """
    found = Foundations()
    shown = shown_ids([*cited, *(one.id for one in editions.values())])
    unchecked = {one.claim_id for one in live.verdicts if one.label is Label.UNCHECKED}
    spans = {(verdict.claim_id, span.source_id): span for verdict in live.verdicts for span in verdict.spans}
    ids = Ids(cited)
    for claim in live.claims():
        sources = [cited[id_] for citation in claim.citations for id_ in ids.begun(citation)[:1]]
        if claim.id in unchecked and claim.citations and not sources:
            found.stands.append(Standing(claim, (), 0, live.dated))
            continue
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
    return Standing(claim, now, left[0][1], now[0].published_at or now[0].fetched_at)


def _retired(claim: Claim, sources: list[Source]) -> Change:
    taken_back = [_named(one) for one in sources if one.status is SourceStatus.RETRACTED]
    if not claim.citations:
        why, detail = Retirement.UNSUPPORTED, "it cites nothing"
    elif not sources:
        why, detail = Retirement.UNSUPPORTED, "its source is gone"
    elif taken_back:
        why, detail = Retirement.RETRACTED, f"{', '.join(taken_back)} was retracted"
    else:
        why, detail = Retirement.CONTRADICTED, f"{', '.join(map(_named, sources))} says so no longer"
    return Change(kind=ChangeKind.RETIRED, claim=claim.id, reason=why, detail=detail)


def _named(source: Source) -> str:
    title = f"“{source.title}”" if source.title else short(source.id)
    return f"{title} ({source.outlet})" if source.outlet else title
