"""What one role asks of one model: estimated before, counted after, written on the account of the run."""

from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from agents.model.account import Account, Bill
from agents.model.prices import Price
from store.records import Usage

CHARACTERS = 4
"""Of a token, roughly, in most languages."""
_FIRST = 600
"""Tokens of an answer in a shape that none was given in yet: a section of a story, about."""


class Meter:
    """Safe for threads. ``usage`` is of everything so far, whatever the run."""

    def __init__(self, account: Account, role: str, model: str, price: Price | None = None) -> None:
        self._account = account
        self._who = (role, model)
        self._price = price
        self._answers: dict[str, int] = {}
        self._usage = Usage()
        self._lock = Lock()

    @property
    def usage(self) -> Usage:
        return self._usage

    @contextmanager
    def question(self, shape: str, characters: int) -> Generator[Bill]:
        """Around one request that is so long, for an answer in this shape. Raises BudgetSpent before it."""
        with self._account.question(*self._who, self._ahead(shape, characters)) as bill:
            begun = monotonic()
            try:
                yield bill
            finally:
                seconds = {"seconds": round(monotonic() - begun, 3)}
                bill.usage = self._priced(bill.usage).model_copy(update=seconds)
                self._count(shape, bill.usage)

    def kept(self) -> None:
        """An answer was there already."""
        self._account.kept(*self._who)
        with self._lock:
            self._usage += Usage(kept=1)

    def _ahead(self, shape: str, characters: int) -> Usage:
        """The answer as long as the longest so far in its shape."""
        asked = -(-characters // CHARACTERS)
        return self._priced(
            Usage(calls=1, tokens_in=asked, tokens_out=self._answers.get(shape, _FIRST), estimated=1)
        )

    def _priced(self, usage: Usage) -> Usage:
        if not usage.calls:
            return usage
        cost = self._price(usage) if self._price else None
        return usage.model_copy(update={"cost": cost})

    def _count(self, shape: str, usage: Usage) -> None:
        with self._lock:
            self._usage += usage
            if usage.calls:
                self._answers[shape] = max(self._answers.get(shape, 0), usage.tokens_out)
