"""The writer that needs no language model: it selects, merges and orders real sentences."""

from collections.abc import Mapping, Sequence

from agents.revision import RevisedDraft, Revision
from agents.writer.candidates import Candidate, candidates
from agents.writer.kinds import kind
from agents.writer.order import arrange, subject
from agents.writer.revising import Composition, citations, compose, replacing
from agents.writer.selection import select, worth
from agents.writer.tellings import Telling, current, likenesses, merge
from agents.writer.title import entitle
from store.errors import NothingToTell
from store.records import Change, ChangeKind, Claim, Draft, Evidence, Paragraph, shown_ids


class ExtractiveWriter:
    """Writes at most ``length`` words, every sentence of them from a source and cited."""

    name = "extractive-1"

    def __init__(self, length: int) -> None:
        self._length = length

    def write(self, topic: str, evidence: Sequence[Evidence]) -> Draft:
        found = current(candidates(topic, evidence))
        tellings = self._tellings(topic, found)
        if not tellings:
            raise NothingToTell("No sentence of the evidence can stand in a story of its own.")
        shown = shown_ids({one.source.id for one in evidence})
        return _draft(tellings, {one.told.text: _claim(one, shown) for one in tellings}, shown)

    def revise(self, topic: str, revision: Revision, evidence: Sequence[Evidence]) -> RevisedDraft:
        """What stands keeps its words; the story is arranged anew around what is new."""
        composed = compose(topic, revision, candidates(topic, evidence), self._length)
        if not composed.told:
            raise NothingToTell("Nothing that the story told still stands, and nothing new can be told.")
        cited = {source.id for one in composed.standing.values() for source in one.sources}
        shown = shown_ids(cited | {one.source.id for one in evidence}) | _not_at_hand(composed)
        claims = {one.told.text: _standing_or_new(one, composed, shown) for one in composed.told}
        stood = {text: composed.standing[text].claim for text in claims if text in composed.standing}
        return RevisedDraft(
            draft=_draft(composed.told, claims, shown),
            retired=_retired(composed, claims),
            renewed={claims[text].id: was.id for text, was in stood.items() if claims[text] != was},
            by=replacing(revision, composed, claims),
        )

    def _tellings(self, topic: str, found: list[Candidate]) -> list[Telling]:
        alike = likenesses(found)
        tellings = merge(found, worth(topic, found, alike), alike)
        rows = {candidate.text: row for row, candidate in enumerate(found)}
        texts = [telling.told.text for telling in tellings]
        pairs = {(a, b): float(alike[rows[a], rows[b]]) for a in texts for b in texts}
        return select(tellings, pairs, self._length)


def _not_at_hand(composed: Composition) -> dict[str, str]:
    """What a claim cites whose sources are not at hand, by what stands in their place."""
    return {
        one.told.source.id: standing.claim.citations[0]
        for one in composed.told
        if (standing := composed.standing.get(one.told.text)) and not standing.sources
    }


def _draft(tellings: list[Telling], claims: Mapping[str, Claim], shown: Mapping[str, str]) -> Draft:
    paragraphs = arrange(tellings)
    title, source = entitle(paragraphs)
    return Draft(
        title=Claim(text=title, citations=(shown[source.id],)),
        paragraphs=tuple(
            Paragraph(subject=subject(some), claims=tuple(claims[one.told.text] for one in some))
            for some in paragraphs
        ),
    )


def _claim(telling: Telling, shown: Mapping[str, str]) -> Claim:
    cited = tuple(shown[source.id] for source in telling.sources)
    return Claim(text=telling.told.text, citations=cited, kind=kind(telling.told.text))


def _standing_or_new(telling: Telling, composed: Composition, shown: Mapping[str, str]) -> Claim:
    standing = composed.standing.get(telling.told.text)
    if standing is None:
        return _claim(telling, shown)
    return standing.claim.model_copy(update={"citations": citations(telling, composed, shown)})


def _retired(composed: Composition, claims: Mapping[str, Claim]) -> tuple[Change, ...]:
    return tuple(
        Change(
            kind=ChangeKind.RETIRED,
            claim=one.standing.claim.id,
            reason=one.reason,
            detail=one.detail,
            by=claims[one.by].id if one.by in claims else "",
        )
        for one in composed.gone
    )
