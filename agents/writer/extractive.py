"""The writer that needs no language model: it selects, merges and orders real sentences."""

from collections.abc import Sequence

from agents.writer.candidates import Candidate, candidates
from agents.writer.likeness import likeness
from agents.writer.order import arrange, subject
from agents.writer.selection import select, worth
from agents.writer.tellings import Telling, current, merge
from agents.writer.title import entitle
from store.errors import NothingToTell
from store.records import Claim, ClaimKind, Draft, Evidence, Paragraph, shown_ids


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
        paragraphs = arrange(tellings)
        shown = shown_ids({one.source.id for one in evidence})
        title, source = entitle(paragraphs)
        return Draft(
            title=Claim(text=title, citations=(shown[source.id],)),
            paragraphs=tuple(_paragraph(paragraph, shown) for paragraph in paragraphs),
        )

    def _tellings(self, topic: str, found: list[Candidate]) -> list[Telling]:
        alike = likeness([candidate.surface for candidate in found])
        tellings = merge(found, worth(topic, found, alike), alike)
        rows = {candidate.text: row for row, candidate in enumerate(found)}
        texts = [telling.told.text for telling in tellings]
        pairs = {(a, b): float(alike[rows[a], rows[b]]) for a in texts for b in texts}
        return select(tellings, pairs, self._length)


def _paragraph(tellings: Sequence[Telling], shown: dict[str, str]) -> Paragraph:
    claims = tuple(
        Claim(
            text=telling.told.text,
            citations=tuple(shown[s.id] for s in telling.sources),
            kind=kind(telling.told.text),
        )
        for telling in tellings
    )
    return Paragraph(subject=subject(tellings), claims=claims)


def kind(text: str) -> ClaimKind:
    """How a sentence speaks, by its cues."""
    lowered = f" {text.lower()} "
    if lowered.startswith(" if ") or " if " in lowered or " unless " in lowered:
        return ClaimKind.CONDITIONAL
    if any(
        cue in lowered for cue in (" said", " says ", "according to", " told ", " stated", "announced", "“")
    ):
        return ClaimKind.ATTRIBUTED
    if any(
        cue in lowered
        for cue in (" will ", " is expected", " are expected", " is due", " scheduled ", " plans to ")
    ):
        return ClaimKind.FORECAST
    return ClaimKind.FACT
