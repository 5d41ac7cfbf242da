"""A provider that is down is left alone for a while, and then asked once.

pybreaker, the library for this, holds its lock for as long as a call lasts: one would ask at a time.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from store.errors import ModelError, ModelFailed

FAILURES = 5
"""In a row: more than one reply alone is tried."""
PAUSE = 30.0
"""Seconds."""


class Breaker:
    """Safe for threads. Each ``check`` that raises nothing ends in ``answered``, ``failed`` or ``left``."""

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._tried = False
        self._last: ModelError | None = None
        self._lock = Lock()

    @property
    def is_open(self) -> bool:
        """It is left alone, or asked whether it is back."""
        return self._failures >= FAILURES

    def check(self, name: str) -> None:
        """Raises ModelFailed while the provider of this model is left alone; lets one through after that."""
        with self._lock:
            if not self.is_open:
                return
            left = self._until - self._clock()
            if left > 0 or self._tried:
                raise _left_alone(name, max(left, 0.0), self._last)
            self._tried = True

    def answered(self) -> None:
        """Whatever it said: it is there."""
        with self._lock:
            self._failures = 0
            self._tried = False

    def failed(self, error: ModelError) -> None:
        """Its server was out of order or not there, or takes nobody."""
        with self._lock:
            self._last = error
            self._failures += 1
            self._tried = False
            self._until = self._clock() + self._pause

    def left(self) -> None:
        """Nobody waited for what it would say."""
        with self._lock:
            self._tried = False


def _left_alone(name: str, seconds: float, last: ModelError | None) -> ModelFailed:
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    return ModelFailed(
        f"{name} failed or refused {FAILURES} times in a row: not asked again before {until:%H:%M:%S} UTC. "
        f"At last: {last}",
        advice=f"{last.advice if last else ''} What was paid for is not paid for again.".strip(),
        retry_after=seconds,
    )
