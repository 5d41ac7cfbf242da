"""How many may ask one provider at once: one more for each round that goes well, half as many at a refusal.

So what a provider takes is found out without a table of its limits, as TCP finds out what a line takes.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition

FIRST = 4
"""At once, before anything is known."""


class Turns:
    """Safe for threads. Whoever has a turn may make a few requests, one after the other."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._allowed = float(min(FIRST, most))
        self._taken = 0
        self._narrowed_at = clock()
        self._change = Condition()

    @property
    def allowed(self) -> int:
        """At once; those who were there before may be more."""
        return int(self._allowed)

    @contextmanager
    def turn(self) -> Generator[None]:
        """Waits for one: nobody who has one waits for another."""
        with self._change:
            self._change.wait_for(lambda: self._taken < self.allowed)
            self._taken += 1
        try:
            yield
        finally:
            with self._change:
                self._taken -= 1
                self._change.notify_all()

    def widen(self) -> None:
        """A request went well."""
        with self._change:
            self._allowed = min(float(self._most), self._allowed + 1 / self._allowed)
            self._change.notify_all()

    def narrow(self, since: float) -> None:
        """One that was sent at ``since`` was too much. Those sent before the last refusal say nothing new."""
        with self._change:
            if since >= self._narrowed_at:
                self._allowed = max(1.0, self._allowed / 2)
                self._narrowed_at = self._clock()
