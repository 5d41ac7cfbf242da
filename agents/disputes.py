"""Whether two sentences give different values for one thing: the later supersedes, or both are in dispute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.quantities import counts, measures
from agents.surface import CALENDAR_STEMS, content_stems, read_surface

DISAGREE = timedelta(hours=36)
"""Two figures published within this time disagree; further apart, the later one updates the earlier."""
ALIKE = 0.6
"""Share of the shorter sentence's words, figures and days apart, from which both measure the same thing."""
MAGNITUDE = 20
"""Values further apart are of two things: what a bridge costs, and what a trip around it does."""
FEWEST = 3
"""Words that they share at least."""


@dataclass(frozen=True)
class Difference:
    """A quantity that both give, with no value in common."""

    about: str
    ours: frozenset[str]
    theirs: frozenset[str]

    @property
    def first(self) -> str:
        """Our values, as they are shown."""
        return _shown(self.ours)

    @property
    def second(self) -> str:
        """Theirs."""
        return _shown(self.theirs)


def differences(ours: str, theirs: str, years: tuple[int, int]) -> Iterator[Difference]:
    """``years`` are those in which the two were published: a sentence about another year counts nothing."""
    counted = [*_unlike(counts(ours, years[0]), counts(theirs, years[1]))]
    if not counted and same_thing(ours, theirs):
        counted = [*_unlike(measures(ours), measures(theirs))]
    yield from counted


def same_thing(one: str, other: str) -> bool:
    """Whether two sentences are about one thing: most words of the shorter stand in the other."""
    a, b = _plain(one), _plain(other)
    return len(a & b) >= max(FEWEST, ALIKE * min(len(a), len(b)))


def later(one: datetime, other: datetime, *, same_outlet: bool) -> bool:
    """Whether the first is an update of the second: an outlet updates its own figures at any time."""
    return one > other if same_outlet else one - other > DISAGREE


def _shown(values: frozenset[str]) -> str:
    return " and ".join(sorted(value.strip("#") for value in values))


def _unlike(ours: dict[str, frozenset[str]], theirs: dict[str, frozenset[str]]) -> Iterator[Difference]:
    for about in sorted(ours.keys() & theirs.keys()):
        if unlike(ours[about], theirs[about]):
            yield Difference(about, ours[about], theirs[about])


def unlike(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether they have no value in common, and could yet be values of one thing."""
    if not all(value.startswith("#") for value in ours | theirs):
        return not ours & theirs  # positions have no magnitude
    apart = _largest(ours) / _largest(theirs) if _largest(theirs) else 0.0
    return not ours & theirs and 1 / MAGNITUDE <= apart <= MAGNITUDE


def _largest(values: frozenset[str]) -> float:
    return max(abs(float(value.strip("#%"))) for value in values)


def _plain(text: str) -> frozenset[str]:
    named = content_stems(" ".join(read_surface(text).names))
    return frozenset(content_stems(text)).difference(CALENDAR_STEMS).union(named)
