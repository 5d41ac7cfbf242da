"""A few threads that work through groups of things side by side, what is in one group one after another."""

from collections.abc import Callable, Generator, Sequence
from queue import Empty, Full, Queue, SimpleQueue
from threading import Event, Thread
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_PATIENCE = 0.5
"""Seconds after which a thread that cannot hand over looks whether anybody still waits for it."""


class Crew(Generic[Given, Made]):
    """Threads end with the process, so that Ctrl-C need not wait for a slow host.

    They end by themselves when nobody takes what they make. No more than one thing a thread waits to be
    taken, so that memory does not grow with their number.
    """

    def __init__(self, work: Callable[[Given], Made], threads: int) -> None:
        self._work = work
        self._threads = threads
        self._groups: SimpleQueue[Sequence[Given]] = SimpleQueue()
        self._made: Queue[tuple[Made, ...]] = Queue(maxsize=threads)
        self._over = Event()

    def results(self, groups: Sequence[Sequence[Given]]) -> Generator[Made]:
        """As they come. A thread that fails is told by the interpreter, and the rest goes on."""
        for group in groups:
            self._groups.put(group)
        at_work = min(self._threads, len(groups))
        for _ in range(at_work):
            Thread(target=self._stint, daemon=True).start()
        try:
            while at_work:
                made = self._made.get()
                at_work -= not made
                yield from made
        finally:
            self._over.set()

    def _stint(self) -> None:
        try:
            while True:
                for given in self._groups.get_nowait():
                    if self._over.is_set():
                        return
                    self._hand_over((self._work(given),))
        except Empty:
            return
        finally:
            self._hand_over(())

    def _hand_over(self, made: tuple[Made, ...]) -> None:
        """Nothing says that this thread is done."""
        while not self._over.is_set():
            try:
                self._made.put(made, timeout=_PATIENCE)
            except Full:
                continue
            return
