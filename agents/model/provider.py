"""Whoever answers at one address: all roles and threads share what is known of how it is."""

import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal

from agents.model.breaker import Breaker
from agents.model.turns import Turns
from store.errors import PASSING, ModelError, ModelFailed

Mode = Literal["json_schema", "function_calling", "json_mode"]
_TOO_MANY = 429
AT_ONCE = 8


class Provider:
    """Safe for threads."""

    def __init__(self, at_once: int = AT_ONCE, breaker: Breaker | None = None) -> None:
        self._turns = Turns(at_once)
        self._breaker = breaker or Breaker()
        self.modes: dict[str, Mode] = {}
        """Model to how it is asked for a shape, where that is known."""

    @property
    def is_down(self) -> bool:
        """No use in asking again now."""
        return self._breaker.is_open

    @property
    def at_once(self) -> int:
        """Replies that it is asked for at once, as far as is known."""
        return self._turns.allowed

    def turn(self) -> AbstractContextManager[None]:
        """For one reply, its pauses included: who is told to wait keeps others from asking meanwhile."""
        return self._turns.turn()

    @contextmanager
    def asked(self, name: str) -> Generator[None]:
        """Around one request to the model. Raises ModelFailed, without a request, while it is down."""
        self._breaker.check(name)
        begun = time.monotonic()
        try:
            yield
        except ModelError as error:
            self._learn(error, begun)
            raise
        except BaseException:
            self._breaker.left()
            raise
        self._breaker.answered()
        self._turns.widen()

    def _learn(self, error: ModelError, begun: float) -> None:
        """Who refuses even one at a time is as good as down."""
        status = error.status if isinstance(error, ModelFailed) else 0
        crowded = status == _TOO_MANY and self._turns.allowed == 1
        if crowded or (isinstance(error, ModelFailed) and error.retry and status not in PASSING):
            self._breaker.failed(error)
        else:
            self._breaker.answered()
        if status == _TOO_MANY:
            self._turns.narrow(begun)
