"""A question that names a day asks for what was told of that day, in however few of its own words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agents.marks import Marks
from agents.surface import STOP_WORDS, words
from store.intake.written import CHANGED, written_dates
from store.temporal import MONTHS, WEEKDAYS

FADES = 3.0
"""Days after which a source is near by a third only: reports of an event come within a week of it."""
NEAR = math.exp(-1)
"""From here a source is of the days that were asked for."""

_BESIDE_A_DATE = frozenset(
    part for name in (*MONTHS, *WEEKDAYS) for part in (name.lower(), name[:3].lower())
) | frozenset(
    """sept pm st th last time first today posted published uk us utc gmt bst cet cest est edt et cst cdt
    mst mdt pst pdt pt ist jst m p happened told news""".split()
)
"""What stands in a dateline, and in a question for a day, and says nothing of what happened."""
_SAYS_NOTHING = _BESIDE_A_DATE | STOP_WORDS


@dataclass(frozen=True, slots=True)
class Days:
    """That a question names, as ordinals of the Gregorian calendar."""

    asked: tuple[int, ...]
    alone: bool
    """Whether the question says nothing else."""
    rest: str
    """The question without them."""

    @property
    def first(self) -> datetime:
        return datetime.fromordinal(self.asked[0]).replace(tzinfo=UTC)

    @property
    def last(self) -> datetime:
        """Where it ends."""
        return datetime.fromordinal(self.asked[-1] + 1).replace(tzinfo=UTC)


def days_of(question: str) -> Days:
    """Whole dates only: a day without its year is a day of every year."""
    found = written_dates(question, "")
    rest = list(question)
    for one in found:
        rest[one.start : one.end] = " " * (one.end - one.start)
    others = words(CHANGED.sub(" ", "".join(rest)))
    alone = all(word[0].isdigit() or word.lower() in _SAYS_NOTHING for word in others)
    asked = tuple(sorted({one.day.toordinal() for one in found}))
    return Days(asked, alone=bool(found) and alone, rest="".join(rest))


def nearness(days: Days, marked: Sequence[Marks], published: Sequence[int | None]) -> list[float]:
    """For each source how near the nearest of its days is to one that is asked for, 0..1.

    Its days are that of its publication and those that its opening writes out.
    """
    return [
        max((_near(days, day) for day in (*marks.days.tolist(), own) if day is not None), default=0.0)
        for marks, own in zip(marked, published, strict=True)
    ]


def _near(days: Days, day: int) -> float:
    return max(math.exp(-abs(day - other) / FADES) for other in days.asked)
