"""Sentences beside one another: how alike they are, and which of two says all of the other and more."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.declared import declares
from agents.likeness import own_terms, shares, terms_of
from agents.sameness import apart
from agents.surface import Surface, content_stems, read_surface
from agents.writer.candidates import Candidate
from agents.writer.tellings import likenesses, turns

SAID = 0.45
"""Share of a sentence, its figures, days and turns all there, from which a fuller one takes its place."""
OWN, OWN_COUNTED = 0.7, 0.6
"""The same beside its names; of one with so many figures and days as ``EXACT`` less has to be there."""
EXACT = 2
_ASIDE = re.compile(r", (?:an? [^,“”]{0,60}? )?(?:which|who|whose|whom) [^,“”]*,")
"""What is said by the way, between commas, is not told: who reads that a firm, which went bankrupt in May,
has a plan for June has to read of May as well."""


class Compared:
    """Each two of some sentences, by their texts; the rows of ``alike`` are in their order."""

    def __init__(self, found: Sequence[Candidate]) -> None:
        self.alike = likenesses(found)
        told = [read_surface(_ASIDE.sub(",", one.line)) for one in found]
        self._shares = np.where(self.alike > 0, shares([one.surface for one in found], told), 0.0)
        self._rows = {one.text: row for row, one in reversed([*enumerate(found)])}

    def __getitem__(self, texts: tuple[str, str]) -> float:
        return float(self.alike[self._rows[texts[0]], self._rows[texts[1]]])

    def share(self, one: str, other: str) -> float:
        """Of what the first says, the part that the second says too."""
        return float(self._shares[self._rows[one], self._rows[other]])

    def shares(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The same of each two of some: of what the row says, the part that the column says too."""
        rows = [self._rows[text] for text in texts]
        return self._shares[np.ix_(rows, rows)]

    def says_more(self, one: Candidate, other: Candidate) -> bool:
        """Whether the first says most of what the second says, figures and days included, and more."""
        if one.bulletin or other.bulletin or declares(other.text):
            return False
        a, b = one.surface, other.surface
        exact = len(b.figures) + len(b.dates) >= EXACT
        return (
            self.share(b.text, a.text) >= SAID
            and len(b.terms) < len(a.terms)
            and b.figures <= a.figures
            and b.calendar <= a.calendar
            and (b.negations, b.hedges) == (a.negations, a.hedges)
            and not apart(b.text, a.text)
            and turns(b.text) <= turns(a.text) | {"by"}
            and says_own(a, b, OWN_COUNTED if exact else OWN)
        )


def says_own(one: Surface, other: Surface, share: float) -> bool:
    """Whether the first has so many of the words of the second beside its names, and these in their order."""
    said = own_terms(other)
    return len(said & terms_of(one)) >= share * len(said) and _in_order(one, other)


def _in_order(one: Surface, other: Surface) -> bool:
    """Of the names that both have: who attacked whom."""
    named = [[*dict.fromkeys(content_stems(" ".join(surface.names)))] for surface in (one, other)]
    both = {*named[0]} & {*named[1]}
    first, second = ([part for part in parts if part in both] for parts in named)
    return first == second
