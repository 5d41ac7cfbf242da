"""The writer that needs no language model: it selects, merges and orders real sentences."""

from collections.abc import Mapping, Sequence

from agents.revision import RevisedDraft, Revision
from agents.writer.candidates import candidates
from agents.writer.claims import claim, claims, renewed, retired, shown_in
from agents.writer.compared import Compared
from agents.writer.order import arrange, subject
from agents.writer.revising import compose, replacing
from agents.writer.selection import select, worth
from agents.writer.tellings import Telling, current, merge
from agents.writer.title import entitle
from store.errors import NothingToTell
from store.records import Claim, Draft, Evidence, Paragraph, shown_ids


class ExtractiveWriter:
    """Writes at most ``length`` words, or as many as a story has of its own, every sentence cited."""

    name = "extractive-1"

    def __init__(self, length: int) -> None:
        self._length = length

    def write(self, topic: str, evidence: Sequence[Evidence], length: int = 0) -> Draft:
        told = tellings(topic, evidence, length or self._length)
        if not told:
            raise NothingToTell("No sentence of the evidence can stand in a story of its own.")
        shown = shown_ids({one.source.id for one in evidence})
        return _draft(told, {one.told.text: claim(one, shown) for one in told}, shown)

    def revise(self, topic: str, revision: Revision, evidence: Sequence[Evidence]) -> RevisedDraft:
        """What stands keeps its words; the story is arranged anew around what is new."""
        news = candidates(topic, evidence, revision.stands)
        composed = compose(topic, revision, news, revision.live.length or self._length)
        if not composed.told:
            raise NothingToTell("Nothing that the story told still stands, and nothing new can be told.")
        shown = shown_in(composed, evidence)
        told = claims(composed, shown)
        return RevisedDraft(
            draft=_draft(composed.told, told, shown),
            retired=retired(composed, told),
            renewed=renewed(composed, told),
            by=replacing(revision, composed, told),
        )


def tellings(topic: str, evidence: Sequence[Evidence], length: int) -> list[Telling]:
    """What matters most of the evidence, told once each, in at most so many words."""
    found = current(candidates(topic, evidence))
    compared = Compared(found)
    merged = merge(found, worth(topic, found, compared.alike), compared.alike)
    return select(merged, compared, length)


def _draft(told: list[Telling], of: Mapping[str, Claim], shown: Mapping[str, str]) -> Draft:
    paragraphs = arrange(told)
    title, *others = entitle(paragraphs, shown)
    return Draft(
        title=title,
        titles=tuple(others),
        paragraphs=tuple(
            Paragraph(subject=subject(some), claims=tuple(of[one.told.text] for one in some))
            for some in paragraphs
        ),
    )
