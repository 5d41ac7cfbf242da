"""Jobs on DBOS: kept in a database, worked on one at a time for each story, gone on with after a kill.

A process has one DBOS, and so at most one ``Works`` that is open.
"""

import json
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import count, islice
from uuid import uuid4

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowAttributes, SetWorkflowID, WorkflowStatus
from dbos._error import DBOSException, DBOSMaxStepRetriesExceeded

from agents.settings import Settings
from service.jobs.bench import Bench, Cancelled, Tell, told
from service.jobs.orders import (
    ORDERS,
    SOURCES,
    Add,
    Branch,
    Job,
    Order,
    Outcome,
    Poll,
    Problem,
    State,
    Told,
    Update,
    Write,
)
from store.errors import StorytreeError, UnknownJob, UsageError
from store.home import Home

QUEUE = "storytree"
EVENTS = "events"
SCHEDULE = "schedule"
"""The actor of what no person ordered."""
VERSION = "1"
"""Of what a job's steps are: jobs that one release began are gone on with by those of the same version."""
_TRIES = 5
_AT_ONCE = 200
_LOOK = 0.5
"""Seconds between two looks at whether a job is cancelled."""
_STATES = {
    "ENQUEUED": State.WAITING,
    "DELAYED": State.WAITING,
    "PENDING": State.WORKING,
    "SUCCESS": State.DONE,
    "CANCELLED": State.CANCELLED,
}
_BROKEN = "The work broke off; the log of the service says where."
_bench: list[Bench] = []


class Works:
    """Takes orders; with ``working`` this process does them too."""

    def __init__(self, settings: Settings, bench: Bench, *, working: bool = True) -> None:
        self._settings = settings
        self._bench = bench
        self._working = working

    def open(self) -> None:
        """From then on orders are taken, and what was begun before is gone on with."""
        _bench[:] = [self._bench]
        DBOS(config=self._config())
        if not self._working:
            DBOS.listen_queues([])
        logging.getLogger("dbos").setLevel(logging.WARNING)
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self._settings.jobs_at_once,
            partition_concurrency=1,
            polling_interval_sec=0.2,
            on_conflict="always_update",
        )

    def close(self, patience: int = 30) -> None:
        """What is worked on has ``patience`` seconds to end; what has not ended is gone on with next time."""
        DBOS.destroy(workflow_completion_timeout_sec=patience)
        _bench.clear()

    def order(self, order: Order, *, key: str = "", actor: str = "") -> Job:
        """The job; with a key that was used before, the one that it was used for."""
        id_ = key or str(uuid4())
        _enqueue(order, id_, actor)
        return self.job(id_)

    def job(self, id_: str) -> Job:
        """Raises UnknownJob."""
        status = DBOS.get_workflow_status(id_)
        if status is None:
            raise UnknownJob(f"There is no job {id_!r}.")
        return _job(status)

    def jobs(self, *, about: str = "", limit: int = 50, offset: int = 0) -> list[Job]:
        """Newest first."""
        if about:
            found = (job for job in self._all() if job.about == about)
            return list(islice(found, offset, offset + limit))
        found = DBOS.list_workflows(name="work", limit=limit, offset=offset, sort_desc=True)
        return list(map(_job, found))

    def _all(self) -> Iterator[Job]:
        for offset in count(0, _AT_ONCE):
            found = self.jobs(limit=_AT_ONCE, offset=offset)
            yield from found
            if len(found) < _AT_ONCE:
                return

    def cancel(self, id_: str) -> Job:
        """Nothing more is done for it; a version that it wrote stays. One that is over stays as it is."""
        if not self.job(id_).state.is_over:
            DBOS.cancel_workflow(id_)
        return self.job(id_)

    def schedule(self, order: Order, cron: str) -> None:
        """Do it at these times (UTC), in the place of the schedule that it had. Raises UsageError."""
        self.unschedule(order.about)
        try:
            DBOS.create_schedule(
                schedule_name=order.about,
                workflow_fn=scheduled,
                schedule=cron,
                context=order.model_dump_json(),
            )
        except DBOSException as error:
            advice = 'Write it as cron does: "0 * * * *" is each hour, "30 6 * * 1-5" 6:30 on weekdays.'
            raise UsageError(f"{cron!r} is no schedule.", advice=advice) from error

    def unschedule(self, about: str) -> bool:
        """Whether there was one."""
        there = DBOS.get_schedule(about) is not None
        DBOS.delete_schedule(about)
        return there

    def schedules(self) -> dict[str, str]:
        """Story, or ``sources``, to its schedule."""
        return {one["schedule_name"]: one["schedule"] for one in DBOS.list_schedules()}

    async def events(self, id_: str, after: int = 0) -> AsyncIterator[tuple[int, Told]]:
        """What is told of a job, each with its number from 1 on, until it is over."""
        number = after
        async for line in DBOS.read_stream_async(id_, EVENTS, offset=after, polling_interval_sec=0.2):
            number += 1
            yield number, Told.model_validate_json(line)

    def _config(self) -> DBOSConfig:
        worker = self._settings.worker or socket.gethostname()
        return DBOSConfig(
            name="storytree",
            system_database_url=jobs_url(self._settings),
            application_version=VERSION,
            executor_id=worker if self._working else f"{worker}, taking orders",
            log_level="WARNING",
            console_log_level="WARNING",
            notification_listener_polling_interval_sec=0.2,
        )


def jobs_url(settings: Settings) -> str:
    """Where jobs are kept: beside the archive, on its server or in the home."""
    shared = settings.database.get_secret_value()
    return shared or f"sqlite:///{Home(settings.home).open().folder / 'jobs.sqlite'}"


@DBOS.workflow(name="work")
def work(order: str) -> str:
    """The steps of a job in their order; orders and outcomes as JSON, so that any release can read them."""
    outcome = _done(ORDERS.validate_json(order))
    DBOS.write_stream(EVENTS, _ending(outcome).model_dump_json())
    DBOS.close_stream(EVENTS)
    return outcome.model_dump_json()


@DBOS.workflow(name="scheduled")
def scheduled(at: datetime, order: str) -> None:
    """What a schedule starts: an order like that of anybody else, one for each time."""
    asked = ORDERS.validate_json(order)
    _enqueue(asked, f"{asked.about} at {at:%Y-%m-%dT%H:%M:%S}", SCHEDULE)


def _enqueue(order: Order, id_: str, actor: str) -> None:
    with (
        SetWorkflowID(id_),
        SetWorkflowAttributes({"about": order.about, "actor": actor}),
        SetEnqueueOptions(queue_partition_key=order.about),
    ):
        DBOS.enqueue_workflow(QUEUE, work, order.model_dump_json())


def _done(asked: Order) -> Outcome:
    match asked:
        case Add(places=places) | Write(places=places) if places:
            read = _step(_add, json.dumps(places))
        case Poll(feeds=feeds):
            read = _step(_poll, json.dumps(feeds))
        case Update(poll=True):
            read = _step(_poll, "[]")
        case _:
            read = Outcome()
    if isinstance(asked, Add | Poll):
        return read
    ours = _step(_edit, asked.model_dump_json())
    return ours.model_copy(update={name: getattr(read, name) for name in ("added", "known", "skipped")})


def _step(step: Callable[[str], str], given: str) -> Outcome:
    try:
        return Outcome.model_validate_json(step(given))
    except DBOSMaxStepRetriesExceeded as error:
        return Outcome.model_validate_json(str(error.errors[-1]))


class _Again(Exception):
    """A step that may be tried again; its words are the outcome, if it is not."""


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, _Again)


_step_of_ours = DBOS.step(
    retries_allowed=True, interval_seconds=2, backoff_rate=2, max_attempts=_TRIES, should_retry=_is_passing
)


@_step_of_ours
def _add(places: str) -> str:
    return _tried(lambda bench, tell: bench.add(json.loads(places), tell))


@_step_of_ours
def _poll(feeds: str) -> str:
    return _tried(lambda bench, tell: bench.poll(json.loads(feeds), tell))


@_step_of_ours
def _edit(order: str) -> str:
    asked, job = ORDERS.validate_json(order), DBOS.workflow_id or ""
    if isinstance(asked, Write):
        return _tried(lambda bench, tell: bench.write(asked, job, tell))
    if isinstance(asked, Update):
        return _tried(lambda bench, tell: bench.update(asked, job, tell))
    if isinstance(asked, Branch):
        return _tried(lambda bench, tell: bench.branch(asked, job, tell))
    raise AssertionError(asked)


def _tried(do: Callable[[Bench, Tell], Outcome]) -> str:
    """What came of it, errors of ours too: DBOS would keep those as pickles."""
    try:
        return do(_bench[0], _Teller()).model_dump_json()
    except StorytreeError as error:
        outcome = Outcome(problem=Problem.of(error)).model_dump_json()
        if error.retry:
            DBOS.write_stream(EVENTS, told("waiting", f"{error} It is tried again.").model_dump_json())
            raise _Again(outcome) from error
        return outcome


class _Teller:
    """Writes down what happens, and looks from time to time whether the job is still wanted."""

    def __init__(self) -> None:
        self._looked = time.monotonic()

    def __call__(self, said: Told) -> None:
        DBOS.write_stream(EVENTS, said.model_dump_json())
        now = time.monotonic()
        if now - self._looked > _LOOK:
            self._looked = now
            status = DBOS.get_workflow_status(DBOS.workflow_id or "")
            if status and status.status == "CANCELLED":
                raise Cancelled("The job was cancelled.")


def _ending(outcome: Outcome) -> Told:
    if outcome.problem:
        return told("failed", f"{outcome.problem.detail} {outcome.problem.advice}".strip())
    if outcome.version:
        return told("done", f"{outcome.version} {'is written' if outcome.new else 'stands'}.")
    return told("done", f"{outcome.added:,} sources added, {len(outcome.skipped):,} skipped.")


def _job(status: WorkflowStatus) -> Job:
    attributes = status.attributes or {}
    outcome = Outcome.model_validate_json(status.output) if status.output else None
    if status.status in {"ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}:
        outcome = Outcome(problem=Problem(kind=type(status.error).__name__, detail=_BROKEN))
    state = _STATES.get(status.status, State.FAILED)
    if outcome and outcome.problem:
        state = State.FAILED
    given = status.input["args"][0] if status.input else ""
    return Job(
        id=status.workflow_id,
        order=ORDERS.validate_json(given),
        about=attributes.get("about", SOURCES),
        actor=attributes.get("actor", ""),
        state=state,
        ordered_at=_moment(status.created_at) or datetime.now(UTC),
        ended_at=_moment(status.completed_at),
        outcome=outcome,
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
