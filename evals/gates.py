"""What must hold of a run, and how two runs differ."""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

from evals.runs import Run
from evals.scores import Difference, Measure, difference
from store.errors import UsageError

_GATE = re.compile(r"(?P<suite>\w+)\.(?P<measure>\S+?)\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>\d*\.?\d+)")
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Gate:
    """For example ``faithfulness.citation_precision>=0.98``."""

    suite: str
    measure: str
    sign: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises UsageError."""
        found = _GATE.fullmatch(text.strip())
        if found is None:
            raise UsageError(
                f"{text!r} is no gate.", advice="Write it so: faithfulness.citation_precision>=0.98"
            )
        return cls(found["suite"], found["measure"], found["sign"], float(found["bound"]))

    def __str__(self) -> str:
        return f"{self.suite}.{self.measure}{self.sign}{self.bound:g}"


class Passed(NamedTuple):
    """Whether a gate holds. What was not measured does not."""

    gate: Gate
    value: float | None
    holds: bool


def passed(gate: Gate, run: Run) -> Passed:
    """Raises UsageError where the run has no such measure: a misspelt gate would hold for ever."""
    scores = run.scores(gate.suite)
    measure = scores.by_name.get(gate.measure) if scores else None
    if measure is None:
        raise UsageError(
            f"The run has no {gate.suite}.{gate.measure}.", advice="Its run.json names every measure."
        )
    value = measure.value
    return Passed(gate, value, value is not None and _SIGNS[gate.sign](value, gate.bound))


class Compared(NamedTuple):
    """One measure in two runs."""

    suite: str
    first: Measure
    second: Measure
    difference: Difference

    @property
    def surely(self) -> bool:
        """Whether the interval of the difference has no zero in it."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


def compared(first: Run, second: Run) -> Iterator[Compared]:
    """Every measure that both have, in the order of the second."""
    for ran in second.suites:
        other = first.scores(ran.scores.suite)
        for measure in ran.scores.measures if other else ():
            before = other.by_name.get(measure.name) if other else None
            if before:
                yield Compared(ran.scores.suite, before, measure, difference(before, measure))


def other_data(first: Run, second: Run) -> list[str]:
    """Suites that had other rows in one run than in the other."""
    had = {one.scores.suite: one.data for one in first.suites}
    return [
        one.scores.suite
        for one in second.suites
        if one.scores.suite in had and had[one.scores.suite] != one.data
    ]
