"""When a text is a copy of an earlier one, and when it is a report of its own that uses the other's words.

A copy says what the earlier text says and hardly more: the two have one voice. A text that puts other figures
or other names into the same words is no copy, however like it is: it reuses the earlier one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self, cast

import numpy as np

from store.shingles import SHINGLE, Hashes, Shingles, common, shingles

COPIED = 0.7
"""Share of a copy's shingles that stand in the earlier text."""

WORTH = 1 / 3
"""Share of the earlier text that a copy has at least: a brief out of a digest is no copy of the digest."""

REUSED = 0.2
"""Share of the shorter text that stands in the longer one."""

FEWEST = 40
"""Shingles that a reuse shares at least: a paragraph, where quotations and notices are shorter."""

STATEMENT = 12
"""Words up to which what two texts have in one place is one statement, put in two ways."""

INSERTION = 6
"""Words up to which what only one of them has in a place belongs to the sentence around it."""

TOP = -1
"""Stands for the shingle before the first word."""

_DIGITS = re.compile(r"\d+")
_NUMERALS = {
    word: str(value)
    for value, word in enumerate(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty""".split(),
        start=2,
    )
}
_SCALES = frozenset("thirty forty fifty sixty seventy eighty ninety hundred thousand million billion".split())
_DENIALS = frozenset(
    """no not never none nobody nothing neither nor without deny denies denied denying false untrue""".split()
)
_NOT = re.compile(r"cannot|(?:is|are|was|were|do|does|did|has|have|had|wo|would|could|should|ca)nt")


class Relation(StrEnum):
    """What a text is to an earlier one."""

    COPY = "copy"
    REUSE = "reuse"


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """What a text shares with an earlier one."""

    later: Shingles
    earlier: Shingles
    shared: Hashes

    @classmethod
    def of(cls, later: Shingles, earlier: Shingles) -> Self:
        return cls(later, earlier, common(later, earlier))

    @property
    def of_later(self) -> float:
        """Share of the later text that stands in the earlier one."""
        return self.shared.size / max(1, self.later.distinct.size)

    @property
    def of_earlier(self) -> float:
        """Share of the earlier text that stands in the later one."""
        return self.shared.size / max(1, self.earlier.distinct.size)

    @property
    def is_near(self) -> bool:
        """Whether the later one has hardly more than the earlier, and much of it."""
        return self.of_later >= COPIED and self.of_earlier >= WORTH

    def relation(self) -> Relation | None:
        """By how much they share, and whether the later one changes what they share."""
        if self.is_near:
            return Relation.REUSE if _contradicts(self) else Relation.COPY
        reused = max(self.of_later, self.of_earlier) >= REUSED and self.shared.size >= FEWEST
        return Relation.REUSE if reused else None


def altered(later: str, earlier: str) -> Hashes:
    """Shingles of the later text in which it says otherwise what both say in the same words."""
    overlap = Overlap.of(_read(later), _read(earlier))
    if not overlap.shared.size:
        return overlap.shared
    ours, theirs = _sides(overlap)
    both = {place for place in ours.own.keys() & theirs.own.keys() if _is_short(ours, theirs, place)}
    places = {place for place in both if _differs(ours, theirs, place)} | {*_added(ours, theirs)}
    runs = [ours.of.ordered[slice(*ours.lacking[place])] for place in sorted(places & ours.lacking.keys())]
    return np.concatenate([overlap.shared[:0], *runs])


_read = lru_cache(maxsize=256)(shingles)
"""A report that many reuse is read once."""


def nearer(text: str, one: str, other: str) -> bool:
    """Whether the text shares more with the one than with the other."""
    of = shingles(text)
    near, far = (Overlap.of(of, shingles(earlier)) for earlier in (one, other))
    return near.of_later + near.of_earlier > far.of_later + far.of_earlier


@dataclass(frozen=True, slots=True)
class _Side:
    """A text beside another: where it has words that the other does not have in the same run."""

    of: Shingles
    words: Sequence[str]
    head: int
    own: dict[int, tuple[int, int]]
    """Start and end of each run of own words, by the shingle before it."""
    lacking: dict[int, tuple[int, int]]
    """The same of the shingles that the other lacks, also where only the other has words."""

    @property
    def folded(self) -> set[str]:
        return {word.casefold() for word in self.words}

    def at(self, place: int) -> Sequence[str]:
        """Own words, without those of a byline or a dateline."""
        start, end = self.own[place]
        return self.words[max(start, self.head) : end]

    def is_outside(self, place: int) -> bool:
        """Before or behind all that is shared: a byline, a notice, a paragraph cut off or put on."""
        start, end = self.own[place]
        return start <= self.head or end == len(self.words)

    def is_credit(self, place: int) -> bool:
        """Whole lines at the end."""
        start, end = self.own[place]
        return end == len(self.words) and self.of.begins_line(start)


def _side(of: Shingles, shared: Hashes) -> _Side:
    found = of.words
    lacking = np.zeros(of.ordered.size + 2, dtype=np.bool_)
    lacking[1:-1] = shared[np.searchsorted(shared, of.ordered).clip(max=shared.size - 1)] != of.ordered
    borders = np.flatnonzero(lacking[1:] != lacking[:-1]).reshape(-1, 2)
    own: dict[int, tuple[int, int]] = {}
    runs: dict[int, tuple[int, int]] = {}
    for first, end in cast("list[tuple[int, int]]", borders.tolist()):
        start = first + SHINGLE - 1 if first else 0
        stop = end if end < of.ordered.size else len(found)
        place = int(of.ordered[first - 1]) if first else TOP
        runs[place] = first, end
        if start < stop:
            own[place] = start, stop
    return _Side(of, found, of.head, own, runs)


def _contradicts(overlap: Overlap) -> bool:
    """Whether a figure, a name or a denial differs in words that are otherwise the same."""
    ours, theirs = _sides(overlap)
    both = ours.own.keys() & theirs.own.keys()
    return any(_differs(ours, theirs, place) for place in both) or any(_added(ours, theirs))


def _sides(overlap: Overlap) -> tuple[_Side, _Side]:
    return _side(overlap.later, overlap.shared), _side(overlap.earlier, overlap.shared)


def _is_short(ours: _Side, theirs: _Side, place: int) -> bool:
    """Whether what they have in one place is one statement: longer ones are passages of their own."""
    return max(len(ours.at(place)), len(theirs.at(place))) <= STATEMENT


def _added(ours: _Side, theirs: _Side) -> Iterator[int]:
    """Places where only one of them has words, and they change what is said."""
    both = ours.own.keys() & theirs.own.keys()
    return (place for side in (ours, theirs) for place in side.own.keys() - both if _adds(side, place))


def _adds(side: _Side, place: int) -> bool:
    """Whether a few words that the other text lacks change what the sentence around them says."""
    run = side.at(place)
    return len(run) <= INSERTION and not side.is_outside(place) and bool(_figures(run) or _denials(run))


def _differs(ours: _Side, theirs: _Side, place: int) -> bool:
    one, other = ours.at(place), theirs.at(place)
    if not one or not other or (ours.is_credit(place) and theirs.is_credit(place)):
        return False
    if place == TOP or max(len(one), len(other)) > STATEMENT:
        return _tells_otherwise(ours, theirs, place)
    if "".join(_figures(one)) != "".join(_figures(other)) or _denials(one) != _denials(other):
        return True
    names, others = _names(one, ours, theirs), _names(other, ours, theirs)
    return bool(names - others and others - names)


def _tells_otherwise(ours: _Side, theirs: _Side, place: int) -> bool:
    """Whether two passages in one place each have a figure or a name that the whole other text lacks."""
    if any(side.own[place][1] == len(side.words) for side in (ours, theirs)):
        return False  # outlets cut the end off, and put their own
    one, other = ours.at(place), theirs.at(place)
    figures = {*_figures(one)} - {*_figures(theirs.words)}, {*_figures(other)} - {*_figures(ours.words)}
    names = _names(one, ours, theirs) - theirs.folded, _names(other, ours, theirs) - ours.folded
    return all(figures) or all(names)


def _figures(run: Sequence[str]) -> list[str]:
    lowered = (word.lower() for word in run)
    return [
        _NUMERALS.get(word) or (_DIGITS.match(word) or [word])[0]
        for word in lowered
        if word[0].isdigit() or word in _NUMERALS or word in _SCALES
    ]


def _denials(run: Sequence[str]) -> set[str]:
    return {"not" if _NOT.fullmatch(word) else word for word in map(str.lower, run)} & _DENIALS


def _names(run: Sequence[str], *sides: _Side) -> set[str]:
    """Words with a capital that neither text has without; initials are none."""
    capital = {word.casefold() for word in run if word[0].isupper() and len(word) > 1}
    return capital.difference(*(side.words for side in sides)) if capital else capital
