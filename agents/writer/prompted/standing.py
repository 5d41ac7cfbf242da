"""The story as its next version finds it: what stands, and what took the place of what does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.revision import Revision
from agents.writer.candidates import candidates
from agents.writer.claims import claims, renewed, retired, shown_in
from agents.writer.revising import Composition, compose, replacing
from agents.writer.tellings import Telling
from store.records import Change, Claim, Evidence

ENDLESS = 10**9


@dataclass
class Line:
    """One sentence of the story, and when the first of its sources was published."""

    claim: Claim
    time: datetime
    stood: bool
    """Whether an earlier version told it; else it is in its source's words, for something it replaces."""


@dataclass
class Story:
    """Paragraphs as the live version has them. Edits change it in place."""

    lines: list[list[Line]]
    subjects: list[str]
    renewed: dict[str, str]
    retired: list[Change]
    by: dict[str, str]
    """Id of a claim that the reviser retired → the one that tells what took its place."""
    shown: dict[str, str]

    def flat(self) -> list[Line]:
        """In reading order."""
        return [line for paragraph in self.lines for line in paragraph]

    def place(self, line: Line) -> tuple[int, int]:
        """Paragraph and place in it."""
        return next(
            (row, column)
            for row, paragraph in enumerate(self.lines)
            for column, one in enumerate(paragraph)
            if one is line
        )


def standing(topic: str, revision: Revision, evidence: Sequence[Evidence]) -> Story:
    """All that stands, cited by the news that bears it out too, and the sentences that overtook the rest."""
    composed = compose(topic, revision, candidates(topic, evidence, revision.stands), ENDLESS, extra=False)
    shown = shown_in(composed, evidence)
    told = claims(composed, shown)
    lines = [
        list(_lines(paragraph.claims, revision, composed, told)) for paragraph in revision.live.paragraphs
    ]
    met = {line.claim.text for some in lines for line in some}
    lost = [_line(one, composed, told) for one in composed.told if one.told.text not in met]
    if lost:
        lines[0][:0] = lost
    kept = [(some, one.subject) for some, one in zip(lines, revision.live.paragraphs, strict=True) if some]
    return Story(
        lines=[some for some, _ in kept],
        subjects=[subject for _, subject in kept],
        renewed=renewed(composed, told),
        retired=list(retired(composed, told)),
        by=replacing(revision, composed, told),
        shown=shown,
    )


def _lines(
    before: Sequence[Claim], revision: Revision, composed: Composition, told: dict[str, Claim]
) -> Iterator[Line]:
    """What stands of a paragraph, and where a sentence went, the one that took its place."""
    instead = {id_: composed.tells.get(place, "") for id_, place in revision.places.items()}
    now = {revision.renewed.get(id_, id_): text for text, id_ in _stood(composed)}
    by_text = {one.told.text: one for one in composed.told}
    for claim in before:
        text = now.get(claim.id) or instead.get(claim.id, "")
        if text in by_text:
            yield _line(by_text.pop(text), composed, told)


def _stood(composed: Composition) -> Iterator[tuple[str, str]]:
    return ((text, standing.claim.id) for text, standing in composed.standing.items())


def _line(telling: Telling, composed: Composition, told: dict[str, Claim]) -> Line:
    text = telling.told.text
    return Line(told[text], telling.told.time, stood=text in composed.standing)
