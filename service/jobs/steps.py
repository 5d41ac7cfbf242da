"""The steps of a job, as DBOS does them: what a step came to is kept, and it is not done again.

A process has one DBOS, and so one ``Shift`` that is on.
"""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Lock

from dbos import DBOS
from dbos._error import DBOSException

from service.jobs.bench import Cancelled, Worker, attempted, told
from service.jobs.ledger import EVENTS, SCHEDULE, SCHEDULED, WORK, Ledger
from service.jobs.orders import ORDERS, Add, Order, Outcome, Poll, Told, Update, Write

PATIENCE = 600.0
"""Seconds for which what may pass is tried again: another holds the home, a server is down."""
_FIRST, _LONGEST = 1.0, 30.0
"""Seconds between two tries: each time twice as many, up to the longest."""
_LOOK = 0.5
"""Seconds between two looks at whether a job is cancelled."""


class Stopped(BaseException):
    """The process is to end: the job is left as it is, and gone on with by the next."""


class Shift:
    """Those who work in this process: with what, on which jobs, and until when."""

    def __init__(self, worker: Worker, ledger: Ledger, patience: float = PATIENCE) -> None:
        self.worker = worker
        self.ledger = ledger
        self.patience = patience
        self.over = Event()
        """Set when what is not done is to be left."""
        self.ordering = Lock()
        """Held from the look at what waits to the order that is to be the only one."""
        self._jobs: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def on(self, job: str) -> Generator[None]:
        """While it is worked on."""
        with self._lock:
            self._jobs.add(job)
        try:
            yield
        finally:
            with self._lock:
                self._jobs.discard(job)

    @property
    def jobs(self) -> set[str]:
        """That are worked on at this moment."""
        with self._lock:
            return set(self._jobs)


_on: list[Shift] = []


def begin(shift: Shift) -> None:
    """From then on it does what there is to do."""
    if _on:
        raise RuntimeError("a process has one DBOS")
    _on.append(shift)


def end() -> None:
    _on.clear()


@DBOS.workflow(name=WORK)
def work(order: str) -> str:
    """The steps of a job in their order; orders and outcomes as JSON, so that any release can read them."""
    with _on[0].on(DBOS.workflow_id or ""):
        outcome = _done(ORDERS.validate_json(order))
        DBOS.write_stream(EVENTS, _ending(outcome).model_dump_json())
        DBOS.close_stream(EVENTS)
        return outcome.model_dump_json()


@DBOS.workflow(name=SCHEDULED)
def scheduled(at: datetime, order: str) -> None:
    """What a schedule starts: an order like that of anybody else, one for each time."""
    with _on[0].on(DBOS.workflow_id or ""):
        _ordered(order, f"{at:%Y-%m-%dT%H:%M:%S}")


@DBOS.step()
def _ordered(order: str, at: str) -> None:
    """Where the one of the time before still waits, there is nothing to add to it."""
    asked, ledger = ORDERS.validate_json(order), _on[0].ledger
    with _on[0].ordering:
        if not ledger.is_waiting(asked):
            ledger.order(asked, key=f"{asked.about} at {at}", actor=SCHEDULE)


def _done(asked: Order) -> Outcome:
    match asked:
        case Add(places=places) | Write(places=places) if places:
            read = _add(json.dumps(places))
        case Poll(feeds=feeds):
            read = _poll(json.dumps(feeds))
        case Update(poll=True):
            read = _poll("[]")
        case _:
            read = Outcome().model_dump_json()
    found = Outcome.model_validate_json(read)
    if isinstance(asked, Add | Poll):
        return found
    ours = Outcome.model_validate_json(_edit(asked.model_dump_json()))
    return ours.model_copy(update={name: getattr(found, name) for name in ("added", "known", "skipped")})


@DBOS.step()
def _add(places: str) -> str:
    return _tried(Add(places=json.loads(places)))


@DBOS.step()
def _poll(feeds: str) -> str:
    return _tried(Poll(feeds=json.loads(feeds)))


@DBOS.step()
def _edit(order: str) -> str:
    return _tried(ORDERS.validate_json(order))


def _tried(asked: Order) -> str:
    """What came of it, errors too: DBOS would keep those as pickles. What may pass is tried again."""
    shift, job = _on[0], DBOS.workflow_id or ""
    teller = _Teller(shift, job)
    until, pause = time.monotonic() + shift.patience, _FIRST
    while True:
        outcome = attempted(lambda: shift.worker.do(asked, job, teller), job, (DBOSException,))
        if not (outcome.problem and outcome.problem.retry) or time.monotonic() + pause > until:
            return outcome.model_dump_json()
        teller(told("waiting", f"{outcome.problem.detail} It is tried again in {pause:.0f} s."))
        if not teller.rest(pause):
            return outcome.model_dump_json()
        pause = min(2 * pause, _LONGEST)


class _Teller:
    """Writes down what happens, and looks from time to time whether the job is still wanted."""

    def __init__(self, shift: Shift, job: str) -> None:
        self._shift = shift
        self._job = job
        self._looked = time.monotonic()

    def __call__(self, said: Told) -> None:
        if self._shift.over.is_set():
            raise Stopped
        DBOS.write_stream(EVENTS, said.model_dump_json())
        if time.monotonic() - self._looked > _LOOK and self._is_cancelled():
            raise Cancelled("The job was cancelled.")

    def rest(self, seconds: float) -> bool:
        """Whether the job is still wanted after so long a pause."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._shift.over.wait(min(left, _LOOK)):
                raise Stopped
            if self._is_cancelled():
                return False
        return True

    def _is_cancelled(self) -> bool:
        self._looked = time.monotonic()
        status = DBOS.get_workflow_status(self._job)
        return status is not None and status.status == "CANCELLED"


def _ending(outcome: Outcome) -> Told:
    if outcome.problem:
        return told("failed", f"{outcome.problem.detail} {outcome.problem.advice}".strip())
    if outcome.version:
        return told("done", f"{outcome.version} {'is written' if outcome.new else 'stands'}.")
    return told("done", f"{outcome.added:,} sources added, {len(outcome.skipped):,} skipped.")
