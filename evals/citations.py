"""Citation recall and precision as two papers define them, and economy, from who bears what out.

Let φ(S, s) be 1 where the sources S together bear statement s out. Here φ is given as the smallest sets
that do, so it is monotone: more sources never make a statement less borne out. C is what s cites.

* **ALCE** (Gao et al., 2023, "Enabling Large Language Models to Generate Text with Citations").
  Recall of s is 1 where C is not empty and φ(C, s) = 1. A citation c is irrelevant where φ({c}, s) =
  0 and φ(C∖{c}, s) = 1; it is precise where recall of s is 1 and it is not irrelevant. A citation of
  nothing makes recall of its sentence 0, as in the authors' code; unlike there, the sentence's citations
  stay in the denominator of precision, and all citations count, not the first three.
* **Liu et al.** (2023, "Evaluating Verifiability in Generative Search Engines"). Recall is the
  share of the statements that their citations together fully support. A citation is precise where it fully
  supports its statement, or where it supports it in part, the citations together fully support it, and none
  does alone. A judge who knows no "in part" grants it to a member of a smallest set that supports the
  statement.
* **Economy**: the share of citations that are needed: without c, s is no longer borne out.

What no trick raises. A statement is a text: its copies are one, as good as the worst of them. No citation
at all is precision 0, as ALCE has it. So none of the measures rises when an invented id is added, when a
source that bears nothing out is cited as well, when a needed citation is taken away, when a sentence is
copied, when one that is not borne out is appended, or when two needed citations are exchanged between
statements that have only such. Taking away a citation that is not needed may raise precision and economy,
as it should; citing a second source that bears a statement out raises precision wherever it was below 1,
which is why economy stands beside it: that falls.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Ids = frozenset[str]


class Grade(StrEnum):
    """How far one citation supports its statement."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True)
class Statement:
    """One text of a story, and what is cited for it, once for each of its copies that cites otherwise."""

    variants: frozenset[Ids]
    bearing: frozenset[Ids] = frozenset()
    """The smallest sets of sources that bear it out."""
    known: Ids | None = None
    """Of the citations those that name a source; None where all do."""

    @classmethod
    def of(
        cls, citations: Iterable[str], *bearing: Iterable[str], known: Iterable[str] | None = None
    ) -> "Statement":
        """A statement that stands there once."""
        sets = frozenset(frozenset(one) for one in bearing)
        return cls(frozenset({frozenset(citations)}), sets, None if known is None else frozenset(known))

    @property
    def cited(self) -> Ids:
        return frozenset(one for variant in self.variants for one in variant)

    @property
    def invented(self) -> Ids:
        """Citations that name no source."""
        return frozenset() if self.known is None else self.cited - self.known

    @property
    def uncited(self) -> bool:
        """Whether it stands somewhere without any citation."""
        return frozenset() in self.variants

    @property
    def recalled(self) -> bool:
        """ALCE's recall of it."""
        return not self.invented and all(self.borne(variant) for variant in self.variants)

    @property
    def supported(self) -> bool:
        """Whether each of its citations bears it out alone: what the checker of production demands."""
        alone = all(frozenset({one}) in self.bearing for one in self.cited)
        return alone and not self.uncited and not self.invented

    def borne(self, ids: Ids) -> bool:
        """φ."""
        return any(one <= ids for one in self.bearing)

    def precise(self) -> Ids:
        """ALCE's precise citations."""
        if not self.recalled:
            return frozenset()
        return frozenset(
            one for one in self.cited if all(self._relevant(one, among) for among in self._with(one))
        )

    def needed(self) -> Ids:
        """Those without which it is not borne out."""
        if not self.recalled:
            return frozenset()
        return frozenset(
            one for one in self.cited if not any(self.borne(among - {one}) for among in self._with(one))
        )

    def grades(self) -> Mapping[str, Grade]:
        """How far each citation supports it, by the smallest sets."""
        return {one: self._grade(one) for one in self.cited}

    def _grade(self, citation: str) -> Grade:
        if frozenset({citation}) in self.bearing:
            return Grade.FULL
        helps = all(self._helps(citation, among) for among in self._with(citation))
        return Grade.PARTIAL if helps else Grade.NONE

    def _helps(self, citation: str, among: Ids) -> bool:
        return any(citation in one and one <= among for one in self.bearing)

    def _with(self, citation: str) -> list[Ids]:
        return [variant for variant in self.variants if citation in variant]

    def _relevant(self, citation: str, among: Ids) -> bool:
        return frozenset({citation}) in self.bearing or not self.borne(among - {citation})


@dataclass(frozen=True)
class Graded:
    """A statement as people judge it by the rules of Liu et al."""

    union: bool
    """Whether its citations together fully support it."""
    grades: Mapping[str, Grade] = field(default_factory=dict[str, Grade])

    @classmethod
    def of(cls, statement: Statement) -> "Graded":
        """A statement that stands somewhere without what bears it out has no precise citation anywhere."""
        if all(statement.borne(variant) for variant in statement.variants):
            return cls(union=True, grades=statement.grades())
        return cls(union=False, grades=dict.fromkeys(statement.cited, Grade.NONE))

    def true_positives(self) -> int:
        """Citations that are precise."""
        full = sum(one is Grade.FULL for one in self.grades.values())
        partial = sum(one is Grade.PARTIAL for one in self.grades.values())
        return full if full or not self.union else partial


Share = tuple[int, int]
"""Numerator and denominator."""


def alce_recall(story: Iterable[Statement]) -> Share:
    """Statements that their citations bear out, of all."""
    found = [one.recalled for one in story]
    return sum(found), len(found)


def alce_precision(story: Iterable[Statement]) -> Share:
    """Precise citations, of all; 0 of 1 where there are none."""
    told = list(story)
    return sum(len(one.precise()) for one in told), sum(len(one.cited) for one in told) or 1


def economy(story: Iterable[Statement]) -> Share:
    """Needed citations, of all; 0 of 1 where there are none."""
    told = list(story)
    return sum(len(one.needed()) for one in told), sum(len(one.cited) for one in told) or 1


def liu_recall(story: Iterable[Graded]) -> Share:
    """Fully supported statements, of all that need to be."""
    found = [one.union for one in story]
    return sum(found), len(found)


def liu_precision(story: Iterable[Graded]) -> Share:
    """True positives, of all citations; 0 of 1 where there are none."""
    told = list(story)
    return sum(one.true_positives() for one in told), sum(len(one.grades) for one in told) or 1


def support(story: Iterable[Statement]) -> Share:
    """Statements each citation of which bears them out alone, of all."""
    found = [one.supported for one in story]
    return sum(found), len(found)


def harmonic(one: float, other: float) -> float:
    """F1 of recall and precision; 0 where both are."""
    return 2 * one * other / (one + other) if one + other else 0.0
