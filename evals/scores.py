"""What a suite found: values with how much was scored, how much was not and why, and 95 % intervals.

A value is a formula over sums. The sums are kept by cluster (a story, or the text that claims are of), for
what stands in one cluster is no independent witness: intervals draw whole clusters (Efron and Tibshirani,
1993), and two runs over the same clusters are compared cluster by cluster.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from store.records import Record

DRAWS = 2000
"""Bootstrap samples: the ends of an interval then move by less than a tenth of its width."""

Floats = NDArray[np.float64]
Better = Literal["higher", "lower", "neither"]
Parts = Mapping[str, Sequence[float]]
"""Cluster → its summands."""


class Formula(StrEnum):
    """How sums make a value."""

    RATIO = "ratio"
    """First over second: of a share both its parts, of a mean of shares their sum and number."""
    NUMBER = "number"
    """The same of what is no share."""
    BALANCED = "balanced"
    """Balanced accuracy of (true positives, positives, true negatives, negatives)."""
    PLAIN = "plain"
    """Made of no sums, as a rank statistic: no two runs are compared cluster by cluster."""


class Measure(Record):
    """One value. None where there was nothing to score: never a zero, never a division by it."""

    name: str
    formula: Formula = Formula.RATIO
    better: Better = "higher"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    scored: int = 0
    unscored: dict[str, int] = Field(default_factory=dict[str, int], description="Reason to number.")
    parts: dict[str, tuple[float, ...]] = Field(default_factory=dict[str, tuple[float, ...]])

    @classmethod
    def of(
        cls,
        name: str,
        parts: Parts,
        scored: int,
        unscored: Mapping[str, int],
        *,
        formula: Formula = Formula.RATIO,
    ) -> Self:
        """The value of these sums, and its interval where there are two clusters or more."""
        kept = {cluster: tuple(map(float, parts[cluster])) for cluster in sorted(parts)}
        sums = np.array(list(kept.values()), np.float64)
        value = float(apply(formula, sums.sum(axis=0)[None])[0]) if kept else float("nan")
        low, high = _ends(apply(formula, draws(sums)))
        if formula is Formula.RATIO and value in {0.0, 1.0} and low is not None:
            low, high = _beyond(value, len(kept))
        return cls(
            name=name,
            formula=formula,
            value=_known(value),
            low=low,
            high=high,
            scored=scored,
            unscored=dict(sorted(unscored.items())),
            parts=kept,
        )


class Case(Record):
    """Something that a person should look at: the text, what it rests on, and what was found."""

    where: str
    text: str
    evidence: str = ""
    verdict: str
    why: str = ""
    score: float = 0.0
    """What is worst is least."""


class Picture(Record):
    """What is best seen: bars or lines of series, points against the diagonal, or clouds of points."""

    title: str
    labels: tuple[str, ...] = ()
    """Of the bars."""
    bars: dict[str, tuple[float | None, ...]] = Field(default_factory=dict[str, tuple[float | None, ...]])
    follow: bool = False
    """Whether the labels follow one another, as versions do: then lines are drawn, and no bars."""
    points: tuple[tuple[float, float], ...] = ()
    clouds: dict[str, tuple[tuple[float, float], ...]] = Field(
        default_factory=dict[str, tuple[tuple[float, float], ...]]
    )
    across: str = ""
    """What clouds have to the right."""
    up: str = ""


class Scores(Record):
    """Of one suite."""

    suite: str
    judge: str = ""
    notes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    cases: tuple[Case, ...] = Field(default=(), description="Worst first.")

    @cached_property
    def by_name(self) -> dict[str, Measure]:
        return {one.name: one for one in self.measures}


def apply(formula: Formula, sums: Floats) -> Floats:
    """The value of each row of sums; NaN where it divides by nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if formula is Formula.BALANCED:
            return (sums[:, 0] / sums[:, 1] + sums[:, 2] / sums[:, 3]) / 2
        return sums[:, 0] / sums[:, 1]


def draws(sums: Floats, seed: int = 0) -> Floats:
    """Sums over clusters drawn with replacement, each time the same; none of fewer than two clusters."""
    clusters = len(sums)
    if clusters < 2:
        return np.empty((0, 4))
    counts = np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=DRAWS)
    return counts.astype(np.float64) @ sums


def macro(name: str, sets: Sequence[Measure]) -> Measure:
    """Mean over sets, each alike and drawn by itself, or taken as it is where it has but one cluster.

    Those of no value are left out and counted.
    """
    known = [one for one in sets if one.value is not None]
    values = [one.value for one in known if one.value is not None]
    sums = [np.array([one.parts[cluster] for cluster in one.parts], np.float64) for one in known]
    drawn = [
        apply(one.formula, draws(of, seed)) if len(of) > 1 else np.full(DRAWS, one.value)
        for seed, (one, of) in enumerate(zip(known, sums, strict=True))
    ]
    low, high = _ends(np.mean(drawn, axis=0)) if any(len(of) > 1 for of in sums) else (None, None)
    if low is not None and low == high and low in {0.0, 1.0}:
        low, high = _beyond(low, len({cluster for one in known for cluster in one.parts}))
    missing = +Counter({"set without a value": len(sets) - len(known)})
    return Measure(
        name=name,
        formula=Formula.PLAIN,
        better=sets[0].better if sets else "higher",
        value=float(np.mean(values)) if known else None,
        low=low,
        high=high,
        scored=sum(one.scored for one in known),
        unscored=dict(counted([*(one.unscored for one in sets), missing])),
    )


def bars(title: str, measures: Mapping[str, Mapping[str, Measure]]) -> Picture:
    """Of each series the values of its measures, which have the labels for keys."""
    labels = tuple(dict.fromkeys(label for of_series in measures.values() for label in of_series))
    values = {
        series: tuple(one[label].value if label in one else None for label in labels)
        for series, one in measures.items()
    }
    return Picture(title=title, labels=labels, bars=values)


def plain(
    name: str,
    value: float,
    scored: int,
    better: Better = "higher",
    ends: tuple[float | None, float | None] = (None, None),
) -> Measure:
    """A value that is made of no sums."""
    low, high = ends
    return Measure(
        name=name,
        formula=Formula.PLAIN,
        better=better,
        value=_known(value),
        low=low,
        high=high,
        scored=scored,
    )


def _ends(values: Floats) -> tuple[float | None, float | None]:
    known = values[~np.isnan(values)]
    if not known.size:
        return None, None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)


def _beyond(value: float, clusters: int) -> tuple[float, float]:
    """Of none or all of so many: no draw has others, yet so far may it be off (Clopper and Pearson, 1934)."""
    reach = 1 - 0.025 ** (1 / clusters)
    return (0.0, reach) if value == 0.0 else (1 - reach, 1.0)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


class Difference(NamedTuple):
    """Second run less first, over the clusters that both have."""

    value: float | None
    low: float | None
    high: float | None
    clusters: int


def difference(first: Measure, second: Measure) -> Difference:
    """Paired: each draw takes the same clusters of both. None where the formula is another."""
    shared = sorted(first.parts.keys() & second.parts.keys())
    if not shared or first.formula is not second.formula:
        return Difference(None, None, None, 0)
    one, other = (np.array([run.parts[name] for name in shared], np.float64) for run in (first, second))
    formula = first.formula
    value = apply(formula, other.sum(axis=0)[None]) - apply(formula, one.sum(axis=0)[None])
    low, high = _ends(apply(formula, draws(other)) - apply(formula, draws(one)))
    return Difference(_known(float(value[0])), low, high, len(shared))


class Tally:
    """Summands of one measure as they come in, by cluster, and what could not be scored."""

    def __init__(self) -> None:
        self.parts: defaultdict[str, list[float]] = defaultdict(list)
        self.scored = 0
        self.unscored: Counter[str] = Counter()

    def add(self, cluster: str, summands: Iterable[float]) -> None:
        """What one thing that was scored adds to the sums of its cluster."""
        known = self.parts[cluster]
        fresh = list(summands)
        self.parts[cluster] = [
            one + more for one, more in zip(known or [0.0] * len(fresh), fresh, strict=True)
        ]
        self.scored += 1

    def miss(self, why: str, number: int = 1) -> None:
        """What could not be scored, and why."""
        self.unscored[why] += number

    def measure(self, name: str, formula: Formula = Formula.RATIO, better: Better = "higher") -> Measure:
        found = Measure.of(name, self.parts, self.scored, self.unscored, formula=formula)
        return found.model_copy(update={"better": better})


def counted(reasons: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Reasons of several, added up."""
    return dict(sum(map(Counter, reasons), Counter[str]()))
