"""Whether two sentences give different values for one thing: the later supersedes, or both are in dispute."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from agents.ahead import last_day
from agents.amounts import Amount, amounts
from agents.quantities import THINGS, counts, measures
from agents.sameness import apart, by_stem, matter, other_event, other_kind
from agents.surface import CALENDAR_STEMS, MONEY, content_stems, names, read_surface
from agents.totals import brings

DISAGREE = timedelta(hours=36)
"""Two figures published within this time disagree; further apart, the later one updates the earlier."""
ALIKE = 0.6
"""Share of the shorter sentence's words, figures and days apart, from which both measure the same thing."""
AKIN = 0.3
"""The same for what something costs: the word says already what is measured."""
_PRICED = frozenset(content_stems("cost costs price bill estimate million billion")) | MONEY
_MONEYS = by_stem(
    ("damage", "loan grant aid subsidy reserve bailout fund donation", "bail", "fine", "wage salary")
)
"""What is lost, given, pledged, paid and earned are sums of different things."""
MAGNITUDE = 20
"""Values further apart are of two things: what a bridge costs, and what a trip around it does."""
MISSING, NONE = "missing", frozenset({"#0"})
MANY = 2
"""Values more than the other has, from which a sentence counts several things."""
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
    if not counted:
        measured = [one for one in _unlike(measures(ours), measures(theirs)) if _is_one_thing(one)]
        counted = measured if measured and same_thing(ours, theirs) and not apart(ours, theirs) else []
    for one in counted:
        priced = one.about in {"cost", "money"}
        alike = _akin(ours, theirs) if priced else not other_event(ours, theirs)
        if alike and not _rounded(one, ours, theirs):
            yield one


def same_thing(one: str, other: str) -> bool:
    """Whether two sentences are about one thing: most words of the shorter stand in the other."""
    a, b = _plain(one), _plain(other)
    return len(a & b) >= max(FEWEST, ALIKE * min(len(a), len(b)))


def same_news(one: str, other: str) -> bool:
    """Whether one tells anew what the other tells: not only of whom, but what."""
    a, b = matter(one), matter(other)
    told, before = (_plain(text).difference(content_stems(" ".join(names(text)))) for text in (a, b))
    return (
        same_thing(a, b)
        and not apart(one, other)
        and len(told & before) >= ALIKE * min(len(told), len(before))
    )


def later(one: datetime, other: datetime, *, same_outlet: bool) -> bool:
    """Whether the first is an update of the second: an outlet updates its own figures at any time."""
    return one > other if same_outlet else one - other > DISAGREE


def _akin(one: str, other: str) -> bool:
    """Whether it may be one thing that costs so much: of what is named beside the price, some is the same."""
    a, b = (_plain(matter(text)) - _PRICED for text in (one, other))
    elsewhere = other_kind(matter(one), matter(other)) or _of_other_money(one, other)
    return not elsewhere and len(a & b) >= max(2, AKIN * min(len(a), len(b)))


def _of_other_money(one: str, other: str) -> bool:
    """Whether one is told of a damage and the other of a grant, of bail or of wages."""
    kinds = [{_MONEYS[stem] for stem in content_stems(text) if stem in _MONEYS} for text in (one, other)]
    return all(kinds) and kinds[0].isdisjoint(kinds[1])


def _is_one_thing(found: Difference) -> bool:
    """Not the shares of four owners on one side, and that of another firm's one owner on the other."""
    return abs(len(found.ours) - len(found.theirs)) < MANY


def _rounded(found: Difference, ours: str, theirs: str) -> bool:
    """Whether one is the other in round figures: "more than 300" of 312."""
    pairs = ((a, b) for a in _given(found.ours, ours) for b in _given(found.theirs, theirs))
    return any(a.rounds_to(b) or b.rounds_to(a) for a, b in pairs)


def _given(values: frozenset[str], text: str) -> list[Amount]:
    return [amount for amount in amounts(text) if str(amount.figure) in values]


def _shown(values: frozenset[str]) -> str:
    return " and ".join(sorted(value.strip("#") for value in values))


def _unlike(ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> Iterator[Difference]:
    for about in sorted(ours.keys() & theirs.keys()):
        if unlike(ours[about], theirs[about]):
            yield Difference(about, ours[about], theirs[about])
    yield from _none_left(ours, theirs)


def _none_left(
    ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]
) -> Iterator[Difference]:
    """Where nobody is missing by the one, and somebody by the other: a man, children, or whoever it is."""
    for about in sorted(filter(of_missing, ours.keys() | theirs.keys())):
        a, b = ours.get(about), theirs.get(about)
        if a and a != NONE and NONE in (theirs.get(MISSING), b) and ours.get(MISSING) != NONE:
            yield Difference(MISSING, a, NONE)
        if b and b != NONE and NONE in (ours.get(MISSING), a) and theirs.get(MISSING) != NONE:
            yield Difference(MISSING, NONE, b)


def of_missing(about: str) -> bool:
    """Whether people are counted that are missing."""
    missing, *group = about.split()
    return missing == MISSING and not THINGS.intersection(group)


def unlike(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether they have no value in common, and could yet be values of one thing."""
    if not all(value.startswith("#") for value in ours | theirs):
        return not ours & theirs  # positions have no magnitude
    apart = largest(ours) / largest(theirs) if largest(theirs) else 0.0
    return not ours & theirs and 1 / MAGNITUDE <= apart <= MAGNITUDE


def fewer_dead(about: str, later: frozenset[str], earlier: frozenset[str]) -> bool:
    """Whether it is the toll of another event: the dead of one do not become fewer."""
    return about.startswith("dead") and largest(later) < largest(earlier)


def reached(text: str) -> bool:
    """Whether it tells to what an event of a day that it names brought a toll: that stays true."""
    return brings(text) and last_day(text) is not None


def largest(values: frozenset[str]) -> float:
    """Of several values of one quantity, whatever its sign."""
    return max(abs(float(value.strip("#%"))) for value in values)


@lru_cache(maxsize=20_000)
def _plain(text: str) -> frozenset[str]:
    named = content_stems(" ".join(read_surface(text).names))
    return read_surface(text).stems.difference(CALENDAR_STEMS).union(named)
