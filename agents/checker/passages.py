"""The sentences of a source, and the windows of them that could support a claim."""

from dataclasses import dataclass
from functools import cached_property

from agents.surface import Surface, normal, read_surface, words
from store.records import Source, Span
from store.snippets import sentences
from store.temporal import with_dates

WINDOW = 3
"""Sentences in a window at most: a news fact and its figures stand that close together."""


@dataclass(frozen=True)
class Passage:
    """Consecutive sentences of one source, as they stand and with their relative dates written out."""

    source: Source
    start: int
    end: int
    dated: str

    @property
    def text(self) -> str:
        """Verbatim text of the source."""
        return self.source.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """The passage as evidence."""
        return Span(source_id=self.source.id, start=self.start, end=self.end, text=self.text)

    @cached_property
    def surface(self) -> Surface:
        """What stands in the passage, dates both as written and as resolved."""
        return read_surface(f"{self.text}\n{self.dated}")


class ReadSource:
    """A source cut into sentences once, for many claims."""

    def __init__(self, source: Source) -> None:
        self.source = source
        published = source.published_at.date() if source.published_at else None
        spans = sentences(source.text)
        self._sentences = [
            Passage(source, start, end, with_dates(source.text[start:end], published)) for start, end in spans
        ]
        self._terms = [read_surface(f"{s.text}\n{s.dated}").terms for s in self._sentences]
        self.normal_text = normal(source.text)
        self.words = frozenset(
            part.lower()
            for word in words(f"{source.title} {source.text} {' '.join(s.dated for s in self._sentences)}")
            for part in (word, *word.split("-"))
        )

    def windows(self, claim: Surface, most: int = 3) -> list[Passage]:
        """Windows of one to three sentences that share most with the claim, best first.

        A longer window must earn each further sentence with a term that the shorter one lacks.
        """
        scored: list[tuple[int, int, int]] = []
        for first in range(len(self._sentences)):
            shared: frozenset[str] = frozenset()
            for length in range(1, min(WINDOW, len(self._sentences) - first) + 1):
                more = shared | (claim.terms & self._terms[first + length - 1])
                if len(more) > len(shared):
                    scored.append((len(more), -length, -first))
                shared = more
        best = sorted(scored, reverse=True)[:most]
        return [self._window(-first, -length) for _, length, first in best]

    def _window(self, first: int, length: int) -> Passage:
        members = self._sentences[first : first + length]
        dated = " ".join(member.dated for member in members)
        return Passage(self.source, members[0].start, members[-1].end, dated)

    def closest(self, claim: Surface, passage: Passage) -> Surface:
        """The sentence of the passage nearest to the claim: there negations and hedges must agree."""
        members = [s for s in self._sentences if passage.start <= s.start and s.end <= passage.end]
        return max(members, key=lambda s: len(s.surface.terms & claim.terms)).surface
