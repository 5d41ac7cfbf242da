"""A process that does jobs for another one, which holds the house: its life, and how it sees the house."""

import logging
import os
import signal
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from threading import RLock
from typing import TYPE_CHECKING, cast

from threadpoolctl import threadpool_limits

from agents.holding import read_archive
from agents.settings import Settings
from service.desk import House
from service.jobs.bench import Bench, attempted
from service.jobs.letters import Answer, CatchUp, Enter, Leave, Letter, Near, Note, Say, Task
from service.jobs.orders import Told
from service.orphans import end_with_parent
from store.archive import Archive
from store.index import Progress

if TYPE_CHECKING:
    from queue import Queue

READERS_FIRST = 10
"""How much nicer than the process that serves: where both want a processor, readers have it."""


def live(settings: Settings, line: Connection) -> None:
    """Do one task after another, until the line ends or the other process does."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other process, which ends this one
    os.nice(READERS_FIRST)
    wire = Wire(line)
    logging.root.handlers = [Notes(wire)]
    logging.root.setLevel(logging.INFO)
    with read_archive(settings) as archive, threadpool_limits(limits=1, user_api="blas"):
        worker = Bench(settings, Lent(archive, wire))
        while task := wire.task():
            wire.send(attempted(partial(worker.do, task.order, task.job, wire.say), task.job))


class Wire:
    """The line to the other process; threads take turns."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._turn = RLock()

    def task(self) -> Task | None:
        """The next one; None where there is to be none."""
        try:
            return cast("Task", self._line.recv())
        except EOFError:
            return None

    def send(self, letter: object) -> None:
        with self._turn:
            self._line.send(letter)

    def ask(self, letter: Letter) -> object:
        """What is answered. Raises what the other process was told instead."""
        with self._turn:
            self._line.send(letter)
            answer = cast("Answer", self._line.recv())
        if answer.error:
            raise answer.error
        return answer.value

    def say(self, told: Told) -> None:
        """Raises ``Cancelled`` where the job is to end."""
        self.ask(Say(told))


class Lent:
    """The house: an archive of this process, and the index of the other one."""

    def __init__(self, archive: Archive, wire: Wire) -> None:
        self._house = House(archive, FarIndex(wire))
        self._wire = wire

    @contextmanager
    def house(self) -> Generator[House]:
        """As ``Desk.house``."""
        with self.hold():
            yield self._house

    @contextmanager
    def hold(self) -> Generator[None]:
        """As ``Desk.hold``."""
        self._wire.ask(Enter())
        try:
            yield
        finally:
            self._wire.ask(Leave())


class FarIndex:
    """The index of the other process."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def nearest(self, text: str, limit: int, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """As ``Index.nearest``."""
        return cast("list[tuple[str, float]]", self._wire.ask(Near(text, limit, among)))

    def catch_up(self, archive: Archive, progress: Progress | None = None) -> int:  # noqa: ARG002
        """As ``Index.catch_up``, with the other's archive, which is the same; nobody watches its progress."""
        return cast("int", self._wire.ask(CatchUp()))


class Notes(QueueHandler):
    """Lines of the log are written by the other process, like its own."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(cast("Queue[object]", wire))

    def enqueue(self, record: logging.LogRecord) -> None:
        """Without waiting for an answer."""
        cast("Wire", self.queue).send(Note(record))
