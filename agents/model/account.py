"""What the models of one run have spent and may spend, and the ledger that keeps it beyond the run."""

import logging
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import reduce
from operator import add
from threading import Condition
from typing import Protocol

from agents.model.budget import Budget, Limits
from store.errors import StoreError
from store.records import Payment, Usage

_log = logging.getLogger(__name__)


class Ledger(Protocol):
    """The seam: an archive has both."""

    def pay(self, payments: Iterable[Payment]) -> None: ...

    def paid(self, since: datetime) -> Usage:
        """By everybody; the cost is that of what has a known price."""
        ...


class MemoryLedger:
    """For as long as the process lives."""

    def __init__(self) -> None:
        self.payments: list[Payment] = []

    def pay(self, payments: Iterable[Payment]) -> None:
        self.payments.extend(payments)

    def paid(self, since: datetime) -> Usage:
        return _sum(one.usage for one in self.payments if one.at >= since)


@dataclass
class Bill:
    """Of one question, open until it is answered."""

    ahead: Usage
    usage: Usage = field(default_factory=Usage)


def _now() -> datetime:
    return datetime.now(UTC)


class Account:
    """One run at a time, any number of threads and roles. Budgets hold for all of them together.

    What questions under way may cost is estimated until they are answered: one that would fit without them
    waits for that, so that a budget is never overdrawn by more than they were underestimated.

    A day is one in UTC: its budget counts what the ledger has, of other processes too.
    """

    def __init__(
        self,
        ledger: Ledger | None = None,
        budgets: tuple[Budget, Budget] = (Budget("story", Limits()), Budget("day", Limits())),
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._ledger = ledger or MemoryLedger()
        self._of_story, self._of_day = budgets
        self._clock = clock
        self._change = Condition()
        self._owed: list[Payment] = []
        self._under_way: list[Bill] = []
        self._story = ""
        self._usage: dict[str, Usage] = {}
        self._spent = Usage()

    def begin(self, story: str) -> None:
        """A run on this story: its budget is whole again, and its usage is none."""
        with self._change:
            self._story, self._usage, self._spent = story, {}, Usage()

    def usage(self) -> Mapping[str, Usage]:
        """Role to what it used in this run."""
        with self._change:
            self._settle()
            return dict(self._usage)

    @contextmanager
    def question(self, role: str, model: str, ahead: Usage) -> Generator[Bill]:
        """Around one request; what is on the bill at the end is paid. Raises BudgetSpent before it."""
        bill = Bill(ahead)
        with self._change:
            self._change.wait_for(lambda: self._fits(ahead))
            self._under_way.append(bill)
        try:
            yield bill
        finally:
            with self._change:
                self._under_way = [one for one in self._under_way if one is not bill]
                self._pay(role, model, bill.usage)
                self._change.notify_all()

    def kept(self, role: str, model: str) -> None:
        """A question that an answer was there for. It is written down with what is paid next."""
        with self._change:
            self._pay(role, model, Usage(kept=1))

    def _fits(self, ahead: Usage) -> bool:
        """Beside what is under way. Raises BudgetSpent where it would not without that either."""
        under_way = _sum(one.ahead for one in self._under_way)
        of_day = Usage() if self._of_day.is_open else self._today()
        for budget, spent in ((self._of_story, self._spent), (self._of_day, of_day)):
            budget.check(spent, ahead)
            if not budget.fits(spent + under_way, ahead):
                return False
        return True

    def _today(self) -> Usage:
        today = datetime.combine(self._clock().astimezone(UTC), time.min, UTC)
        owed = _sum(one.usage for one in self._owed if one.at >= today)
        return self._ledger.paid(today) + owed

    def _pay(self, role: str, model: str, usage: Usage) -> None:
        if usage == Usage():
            return
        self._usage[role] = self._usage.get(role, Usage()) + usage
        self._spent += _known(usage)
        payment = Payment(at=self._clock(), story=self._story, role=role, model=model, usage=usage)
        self._owed.append(payment)
        if not usage.kept:
            self._settle()

    def _settle(self) -> None:
        """An answer is not lost over a ledger that somebody holds: it is written with the next."""
        if not self._owed:
            return
        try:
            self._ledger.pay(self._owed)
        except StoreError as error:
            _log.warning("what a model cost could not be written down yet: %s", error)
        else:
            self._owed = []


def _known(usage: Usage) -> Usage:
    """An unknown cost counts for nothing where a limit is held against it."""
    return usage if usage.cost is not None else usage.model_copy(update={"cost": 0.0})


def _sum(many: Iterable[Usage]) -> Usage:
    return reduce(add, map(_known, many), Usage())
