"""What may be spent on language models, for one story and in one day."""

from dataclasses import dataclass, fields
from typing import Literal

from agents.settings import Settings, variable
from store.errors import BudgetSpent
from store.records import Usage


@dataclass(frozen=True)
class Limits:
    """0 is none."""

    calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    """US dollars, of what has a known price."""
    seconds: float = 0.0


@dataclass(frozen=True)
class Budget:
    """Limits for one run, or for one day in UTC."""

    of: Literal["story", "day"]
    limits: Limits

    @property
    def is_open(self) -> bool:
        """It has no limit at all."""
        return self.limits == Limits()

    def fits(self, spent: Usage, ahead: Usage) -> bool:
        """Whether what lies ahead may be spent too."""
        return self._exceeded(spent, ahead) is None

    def check(self, spent: Usage, ahead: Usage) -> None:
        """Raises BudgetSpent where it does not fit."""
        if unit := self._exceeded(spent, ahead):
            raise self._spent(unit, spent, ahead)

    def _exceeded(self, spent: Usage, ahead: Usage) -> str | None:
        for unit in (field.name for field in fields(Limits)):
            limit: float = getattr(self.limits, unit)
            if limit and _over(limit, getattr(spent, unit) or 0.0, getattr(ahead, unit), unit):
                return unit
        return None

    def _spent(self, unit: str, spent: Usage, ahead: Usage) -> BudgetSpent:
        limit, gone, more = (_amount(getattr(one, unit), unit) for one in (self.limits, spent, ahead))
        whose = "one run on a story" if self.of == "story" else "a day"
        later = "" if self.of == "story" else ", or wait until the day ends (00:00 UTC)"
        takes = f", and the next question takes about {more}" if unit in {"tokens", "cost"} else ""
        return BudgetSpent(
            f"The budget of {limit} for {whose} does not last: {gone} went already{takes}.",
            advice=f"Raise {variable(f'{self.of}_{unit}')}{later}, and run it again: "
            "nothing that was paid for is paid for twice.",
        )


def budgets(settings: Settings) -> tuple[Budget, Budget]:
    """Of a story, and of a day."""
    story = Limits(settings.story_calls, settings.story_tokens, settings.story_cost, settings.story_seconds)
    day = Limits(settings.day_calls, settings.day_tokens, settings.day_cost, settings.day_seconds)
    return Budget("story", story), Budget("day", day)


def _over(limit: float, spent: float, ahead: float | None, unit: str) -> bool:
    """An answer's time is not known before; what costs nothing may be asked when all money is gone."""
    return spent >= limit if unit == "seconds" else bool(ahead) and spent + (ahead or 0.0) > limit


def _amount(given: float | None, unit: str) -> str:
    number = given or 0.0
    if unit == "cost":
        return f"${number:,.4f}" if number < 1 else f"${number:,.2f}"
    return f"{number:,.0f} {unit.removesuffix('s') if number == 1 else unit}"
