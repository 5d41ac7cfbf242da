"""Claims in the words of their sources: of tellings, and of what a version before had told."""

from collections.abc import Mapping, Sequence

from agents.writer.kinds import kind
from agents.writer.revising import Composition, citations
from agents.writer.tellings import Telling
from store.records import Change, ChangeKind, Claim, Evidence, shown_ids


def claim(telling: Telling, shown: Mapping[str, str]) -> Claim:
    """A sentence that is new to the story; ``shown`` is how its sources' ids are written."""
    cited = tuple(shown[source.id] for source in telling.sources)
    return Claim(text=telling.told.text, citations=cited, kind=kind(telling.told.text))


def claims(composed: Composition, shown: Mapping[str, str]) -> dict[str, Claim]:
    """By their text: what stands keeps its words and its citations, and may have further ones."""
    return {one.told.text: _standing_or_new(one, composed, shown) for one in composed.told}


def renewed(composed: Composition, told: Mapping[str, Claim]) -> dict[str, str]:
    """Id of a claim that is cited anew → the id that it had."""
    stood = {text: composed.standing[text].claim for text in told if text in composed.standing}
    return {told[text].id: was.id for text, was in stood.items() if told[text] != was}


def retired(composed: Composition, told: Mapping[str, Claim]) -> tuple[Change, ...]:
    """Why claims that stood are told no longer."""
    return tuple(
        Change(
            kind=ChangeKind.RETIRED,
            claim=one.standing.claim.id,
            reason=one.reason,
            detail=one.detail,
            by=told[one.by].id if one.by in told else "",
        )
        for one in composed.gone
    )


def shown_in(composed: Composition, evidence: Sequence[Evidence]) -> dict[str, str]:
    """How each source's id is written, what a claim cites whose sources are not at hand too."""
    cited = {source.id for one in composed.standing.values() for source in one.sources}
    return shown_ids(cited | {one.source.id for one in evidence}) | _not_at_hand(composed)


def _standing_or_new(telling: Telling, composed: Composition, shown: Mapping[str, str]) -> Claim:
    standing = composed.standing.get(telling.told.text)
    if standing is None:
        return claim(telling, shown)
    return standing.claim.model_copy(update={"citations": citations(telling, composed, shown)})


def _not_at_hand(composed: Composition) -> dict[str, str]:
    """What a claim cites whose sources are not at hand, by what stands in their place."""
    return {
        one.told.source.id: standing.claim.citations[0]
        for one in composed.told
        if (standing := composed.standing.get(one.told.text)) and not standing.sources
    }
