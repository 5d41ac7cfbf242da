"""What was made lately, and is asked for again."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar, cast

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """The values that were asked for last, up to so many bytes; each is made anew after some seconds."""

    def __init__(self, room: int, size: Callable[[Value], int], seconds: float) -> None:
        self._room = room
        self._size = size
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, tuple[float, Value]] = OrderedDict()
        self._taken = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under this key, or what is made now; two may make the same one at once."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
            if until > time.monotonic():
                self._kept.move_to_end(key)
                return cast("Value", value)
        made = make()
        with self._lock:
            self._drop(key)
            self._kept[key] = (time.monotonic() + self._seconds, made)
            self._taken += self._size(made)
            while self._taken > self._room and self._kept:
                self._drop(next(iter(self._kept)))
        return made

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._taken -= self._size(self._kept.pop(key)[1])
