"""The sentences of a source, and the windows of them that could support a claim."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from agents.amounts import Amount, amounts
from agents.surface import CALENDAR_STEMS, Surface, content_stems, names, normal, read_surface, words
from store.records import Source, Span
from store.snippets import sentences
from store.temporal import with_dates

WINDOW = 3
"""Sentences in a window at most: a news fact and its figures stand that close together."""

ALIGNED = 0.6
"""Share of their terms in common from which two sentences tell one thing."""

COVERED = 0.8
"""Share of a claim's terms that the sentence must have: a claim made of two sentences has no twin."""

MOST = 8
"""Sentences that are asked for one claim."""

FEWEST = 3
"""Terms that they share at least if they differ in names and figures."""


_COULD_END = re.compile(
    r"[.,;:!?]| -|$"
    r"| (?:after|over|following|amid|in|on|at|for|from|with|by|as|when|while|because|since|and|but)\b"
)
"""Behind the words that are told; a sentence is not over before "not" or a noun."""


@dataclass(frozen=True)
class Passage:
    """Consecutive sentences of one source, as they stand and with their relative dates written out."""

    source: Source
    start: int
    end: int
    dated: str
    told: tuple[str, ...]
    """Each of its sentences, as it stands and dated."""
    twin: str = ""
    """The sentence of the source that tells what the claim tells, in the form nearest to it."""

    @property
    def text(self) -> str:
        """Verbatim text of the source."""
        return self.source.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """The passage as evidence."""
        return Span(source_id=self.source.id, start=self.start, end=self.end, text=self.text)

    @property
    def both(self) -> str:
        """The passage with its dates as written, then as resolved."""
        return f"{self.text}\n{self.dated}"

    @cached_property
    def surface(self) -> Surface:
        """What stands in the passage, dates both as written and as resolved."""
        return Surface("", tuple(read_surface(sentence) for sentence in self.told))

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Its figures with what is bound to them."""
        return tuple(amount for sentence in self.told for amount in amounts(sentence))


class ReadSource:
    """A source cut into sentences once, for many claims."""

    def __init__(self, source: Source) -> None:
        self.source = source
        published = source.published_at.date() if source.published_at else None
        spans = sentences(source.text)
        self._sentences = [_read(source, start, end, published) for start, end in spans]
        self._forms = [
            _Form(form, place)
            for place, sentence in enumerate(self._sentences)
            for form in dict.fromkeys((sentence.text, sentence.dated))
        ]
        self._borne: tuple[str, float, list[str]] = ("", 0, [])
        self.normal_text = normal(source.text)
        self.title_stems = frozenset(content_stems(source.title))
        self.words = frozenset(
            part.lower()
            for word in words(f"{source.title} {source.text} {' '.join(s.dated for s in self._sentences)}")
            for part in (word, *word.split("-"))
        )

    @cached_property
    def dated(self) -> str:
        """The whole text, relative dates written out."""
        return " ".join(sentence.dated for sentence in self._sentences)

    def windows(self, claim: str, most: int = 3) -> list[Passage]:
        """The claim's twin, if it has one, and windows of one to three sentences that share most with it.

        Each sentence must earn its place with a word that those before it lack, not with a figure alone:
        that one counts something else.
        """
        twin = self._twin(claim) if read_surface(claim).stems else None
        spans = [*([(twin.place, 1)] if twin else []), *self._spans(read_surface(claim))[:most]]
        return [self._window(*span, twin.text if twin else "") for span in dict.fromkeys(spans)]

    def same(self, claim: str) -> str:
        """The sentence of the source that tells what the claim tells, its dates written out; or nothing."""
        twin = self._twin(claim)
        return self._sentences[twin.place].dated if twin else ""

    def bearers(self, claim: str, share: float = COVERED) -> list[str]:
        """Sentences that have this share of the claim's terms, however much more they say; nearest first."""
        if self._borne[:2] != (claim, share):
            wanted = _Form(claim)
            terms = wanted.surface.terms
            least = max(1, share * len(terms))
            found = [form for form in self._forms if len(terms & form.surface.terms) >= least]
            found.sort(key=wanted.nearness, reverse=True)
            self._borne = claim, share, [form.text for form in found[:MOST]]
        return self._borne[2]

    def around(self, quote: str) -> list[str]:
        """The sentence in which the quotation begins, then its neighbours; empty where none has it."""
        begun = " ".join(normal(quote).split()[:4])
        for place, sentence in enumerate(self._normal_sentences):
            if begun in sentence:
                near = [place, place - 1, place + 1, place - 2]
                return [self._sentences[one].text for one in near if 0 <= one < len(self._sentences)]
        return []

    @cached_property
    def _normal_sentences(self) -> list[str]:
        return [normal(sentence.text) for sentence in self._sentences]

    @cached_property
    def told(self) -> list[tuple[str, ...]]:
        """Each sentence as it stands, then with its dates written out if that differs."""
        return [sentence.told for sentence in self._sentences]

    @cached_property
    def flat_sentences(self) -> list[str]:
        """Each sentence as its words alone, a blank around each, dates as written and as resolved."""
        return [f" {' '.join(form.words)} " for form in self._forms]

    def begins(self, claim: str) -> bool:
        """Whether one of its sentences begins with these very words, and could end with them."""
        begun = normal(claim).rstrip(".")
        return any(
            sentence.startswith(begun) and _COULD_END.match(sentence, len(begun))
            for sentence in self._normal_sentences
        )

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """Every two words that stand side by side in a sentence."""
        return frozenset(pair for form in self._forms for pair in pairwise(form.words))

    def _spans(self, claim: Surface) -> list[tuple[int, int]]:
        scored: list[tuple[int, int, int]] = []
        told = [claim.terms & sentence.surface.terms for sentence in self._sentences]
        for first in range(len(told)):
            shared: frozenset[str] = frozenset()
            for length, more in enumerate(told[first : first + WINDOW], start=1):
                if (more - shared) & claim.stems:
                    shared |= more
                    scored.append((len(shared), -length, -first))
        return [(-first, -length) for _, length, first in sorted(scored, reverse=True)]

    def _window(self, first: int, length: int, twin: str) -> Passage:
        members = self._sentences[first : first + length]
        dated = " ".join(member.dated for member in members)
        told = tuple(sentence for member in members for sentence in member.told)
        return Passage(self.source, members[0].start, members[-1].end, dated, told, twin)

    def _twin(self, claim: str) -> "_Form | None":
        wanted = _Form(claim)
        return max(filter(wanted.tells, self._forms), key=wanted.nearness, default=None)


def _read(source: Source, start: int, end: int, published: date | None) -> Passage:
    text = source.text[start:end]
    dated = with_dates(text, published)
    return Passage(source, start, end, dated, tuple(dict.fromkeys((text, dated))))


@dataclass(frozen=True)
class _Form:
    """A sentence as it stands, or with its dates written out."""

    text: str
    place: int = 0

    @cached_property
    def surface(self) -> Surface:
        return read_surface(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word.lower() for word in words(self.text))

    @cached_property
    def plain(self) -> frozenset[str]:
        """Stems that are no part of a name and no day."""
        named = content_stems(" ".join(names(self.text, begun=True)))
        return self.surface.stems.difference(named, CALENDAR_STEMS)

    def tells(self, other: "_Form") -> bool:
        """Whether both tell one thing, be it of other people or in other figures."""
        alike = _overlap(self.surface.terms, other.surface.terms) >= ALIGNED
        most = len(self.plain & other.surface.stems)
        if most < FEWEST or (most < COVERED * len(self.plain) and not alike):
            return alike and most < FEWEST
        shared = len(self.plain & other.plain)
        if shared < FEWEST:
            return alike
        return shared >= COVERED * len(self.plain) and _overlap(self.plain, other.plain) >= ALIGNED

    def nearness(self, other: "_Form") -> tuple[float, float, bool]:
        """Small words decide between equals: he will resign, and he will not."""
        small = _overlap(frozenset(self.words), frozenset(other.words))
        return _overlap(self.surface.terms, other.surface.terms), small, self.words == other.words


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
