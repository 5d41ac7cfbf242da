"""What a language model is shown of claims in doubt: each sentence, and what its source has on it."""

from collections.abc import Sequence

from agents.checker.doubts import Part
from agents.checker.passages import ReadSource
from prompts import Prompt, Template, fenced
from store.records import Source

MOST = 900
"""Characters of a source that are enough for a claim: what bears it out stands close together."""
GAP = "\n[…]\n"
"""Between passages that do not follow one another in their source."""


class Shown:
    """Parts of claims, for one question or several."""

    def __init__(self, template: Template, parts: Sequence[Part]) -> None:
        self._template = template
        self._parts = parts
        read = {part.source.id: ReadSource(part.source) for part in parts}
        self._passages = [_passage(part, read[part.source.id]) for part in parts]

    @property
    def sizes(self) -> list[int]:
        """Characters of each."""
        pairs = zip(self._parts, self._passages, strict=True)
        return [len(part.claim.text) + len(passage) for part, passage in pairs]

    def prompt(self, places: Sequence[int]) -> Prompt:
        """The question on those at these places, numbered from 1."""
        texts = [self._parts[place].claim.text for place in places]
        fences = fenced([*texts, *(self._passages[place] for place in places)])
        told = (
            f"Sentence {number}:\n{sentence}\n"
            f"Its passage, published {_day(self._parts[place].source)}:\n{passage}"
            for number, (place, sentence, passage) in enumerate(
                zip(places, fences[: len(places)], fences[len(places) :], strict=True), start=1
            )
        )
        return self._template.fill(sentences="\n\n".join(told), count=str(len(places)))


def _passage(part: Part, read: ReadSource) -> str:
    """The title, and in their own order the windows of the source that share most with the claim."""
    spans: list[tuple[int, int]] = []
    for window in read.windows(part.claim.text):
        if not spans or sum(end - start for start, end in spans) + window.end - window.start <= MOST:
            spans.append((window.start, window.end))
    told = (part.source.text[start:end] for start, end in _joined(sorted(spans)))
    return f"{part.source.title}\n{GAP.join(told)}".strip()


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without what two of them have in common."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _day(source: Source) -> str:
    return f"{source.published_at:%A, %Y-%m-%d}" if source.published_at else "on a day that is not known"
