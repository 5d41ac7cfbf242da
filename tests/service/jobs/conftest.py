"""A desk, those who work at it, and work that waits until a test lets it go on."""

import asyncio
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock

import pytest

from agents.settings import Settings, load
from service.desk import Desk
from service.jobs import Job, Ledger, State, Told, Update, Works
from service.jobs.bench import Bench, Tell, Worker, told
from service.jobs.orders import Outcome
from tests.commands import Written


class Gated(Bench):
    """Updates that begin at once, and end when the test says so: as many as it lets through."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        super().__init__(settings, desk)
        self.gate = Event()
        self.begun: list[str] = []
        self.at_once: list[int] = []
        self._now: list[str] = []
        self._lock = Lock()

    def update(self, order: Update, job: str, tell: Tell) -> Outcome:
        with self._lock:
            self._now.append(order.story)
            self.begun.append(job)
            self.at_once.append(self._now.count(order.story))
        try:
            while not self.gate.wait(0.05):
                tell(told("checked", "One more sentence."))
        finally:
            with self._lock:
                self._now.remove(order.story)
        return Outcome(version="v0.2", new=True)


class Failing(Bench):
    """Updates that raise what they are given, one after the other, and then are done."""

    def __init__(self, settings: Settings, desk: Desk, *errors: Exception) -> None:
        super().__init__(settings, desk)
        self._errors = list(errors)

    def update(self, order: Update, job: str, tell: Tell) -> Outcome:  # noqa: ARG002
        if self._errors:
            raise self._errors.pop(0)
        return Outcome(version="v0.2")


@contextmanager
def working(settings: Settings, worker: Worker | None = None) -> Generator[Works]:
    """Those who work, and nobody else in this process."""
    desk = Desk(settings, "a test", linger=0.0)
    works = Works(settings, worker or Bench(settings, desk))
    works.open()
    try:
        yield works
    finally:
        works.close(patience=0)
        desk.close()


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    """One of the test's own, with a story."""
    return shutil.copytree(bridge.home, tmp_path / "home")


@pytest.fixture
def settings(home: Path) -> Settings:
    return load(home=home, wait=0.5)


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return load(home=tmp_path / "home", wait=0.5)


@pytest.fixture
def desk(empty: Settings) -> Iterator[Desk]:
    made = Desk(empty, "a test", linger=0.0)
    yield made
    made.close()


def told_of(ledger: Ledger, job: Job, after: int = 0) -> list[tuple[int, Told]]:
    """All of it, to the end."""

    async def read() -> list[tuple[int, Told]]:
        return [one async for one in ledger.events(job.id, after)]

    return asyncio.run(read())


def first_told(ledger: Ledger, job: Job) -> str:
    """What its first event is, once there is one; empty where it ended without."""

    async def read() -> str:
        async for _, one in ledger.events(job.id):
            return one.event
        return ""

    return asyncio.run(read())


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.05)


def over(ledger: Ledger, job: Job, seconds: float = 60.0) -> Job:
    """As it stands when it is over."""
    until(lambda: ledger.job(job.id).state.is_over, seconds)
    return ledger.job(job.id)


def stands(ledger: Ledger, job: Job, state: State) -> None:
    until(lambda: ledger.job(job.id).state == state)
