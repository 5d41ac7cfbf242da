"""The book of jobs: what was ordered, how it stands, what it told, and what is ordered on a schedule.

Whoever has the database can read and write it; nobody needs to work for that.
"""

import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from anyio import sleep, to_thread
from croniter import CroniterError, croniter
from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowStatus
from dbos._error import DBOSAwaitedWorkflowCancelledError, DBOSException

from agents.settings import Settings
from service.jobs.orders import ORDERS, SOURCES, Job, Order, Outcome, Problem, State, Told
from store.archive.beside import engine_beside
from store.errors import HomeBusy, KeyReused, UnknownJob, UsageError
from store.home import Home

APPLICATION = "storytree"
QUEUE = "storytree"
EVENTS = "events"
WORK = "work"
SCHEDULED = "scheduled"
SCHEDULE = "schedule"
"""The actor of what no person ordered."""

_KEYS = UUID("6f0f6a4e-6d3c-4a58-9a0e-0f1a53b1c0de")
_STATES = {
    "ENQUEUED": State.WAITING,
    "DELAYED": State.WAITING,
    "PENDING": State.WORKING,
    "SUCCESS": State.DONE,
    "CANCELLED": State.CANCELLED,
}
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_BROKEN = "The work broke off; the log of the service says where."
_ADVICE = 'Write it as cron does: "0 * * * *" is each hour, "30 6 * * 1-5" 6:30 on weekdays.'
_POLL = 0.2
"""Seconds between two looks at what a job tells."""
_AT_ONCE = 500


class Schedule(NamedTuple):
    """What is ordered again and again."""

    about: str
    """A story, or ``sources``."""
    cron: str
    order: Order


class Ledger:
    """Raises what StoreError covers where the database is out of reach."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: DBOSClient | None = None
        self._let_go: Callable[[], None] = _nothing

    def open(self) -> None:
        """Make the database, or bring it up to date."""
        quieten()
        url = jobs_url(self._settings)
        engine = engine_beside(url)
        self._let_go = engine.dispose
        engine.connect().close()  # raises in our words where it cannot be reached: DBOS has others
        DBOS.migrate(url)
        self._opened = DBOSClient(
            system_database_engine=engine, application_name=APPLICATION, retry_connection_errors=False
        )

    def close(self) -> None:
        if self._opened:
            self._opened.destroy()
            self._opened = None
        self._let_go()

    def order(self, order: Order, *, key: str = "", actor: str = "") -> Job:
        """The job; with a key that its actor used before, the one that it was used for. Raises KeyReused."""
        id_ = str(uuid5(_KEYS, f"{actor}\n{key}")) if key else _fresh()
        self._client.enqueue(_enqueued(order, id_, actor), order.model_dump_json())
        job = self.job(id_)
        if job.order != order:
            raise KeyReused(f"The key {key!r} stands for another order.")
        return job

    def job(self, id_: str) -> Job:
        """Raises UnknownJob."""
        found = self._client.list_workflows(workflow_ids=[id_], name=WORK) if id_ else []
        if not found:
            raise UnknownJob(f"There is no job {id_!r}.")
        return _job(found[0])

    def jobs(self, *, about: str = "", limit: int = 50, offset: int = 0) -> list[Job]:
        """Newest first."""
        found = self._client.list_workflows(
            name=WORK, user=about or None, limit=limit, offset=offset, sort_desc=True
        )
        return sorted(map(_job, found), key=lambda job: (job.ordered_at, job.id), reverse=True)

    def is_waiting(self, order: Order) -> bool:
        """Whether the same is ordered and nobody began with it: once is enough then."""
        waiting = self._client.list_workflows(
            name=WORK, user=order.about, status=["ENQUEUED", "DELAYED"], queues_only=True
        )
        return any(_job(status).order == order for status in waiting)

    def cancel(self, id_: str) -> Job:
        """Nothing more is done for it; a version that it wrote stays. One that is over stays as it is."""
        if not self.job(id_).state.is_over:
            self._client.cancel_workflow(id_)
        return self.job(id_)

    def forget(self, before: datetime) -> int:
        """Delete jobs that were over by then, with what they told; returns how many."""
        forgotten = 0
        while old := self._client.list_workflows(
            status=_OVER,
            completed_before=before.isoformat(),
            limit=_AT_ONCE,
            load_input=False,
            load_output=False,
        ):
            self._client.delete_workflows([status.workflow_id for status in old])
            forgotten += len(old)
        return forgotten

    def workers(self) -> dict[str, list[str]]:
        """Who works, and on which jobs."""
        found = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        working: dict[str, list[str]] = {}
        for status in found:
            working.setdefault(status.executor_id or "", []).append(status.workflow_id)
        return working

    def resume(self, ids: Sequence[str]) -> None:
        """Have somebody go on with jobs that nobody works on, though they are not over."""
        left = self._client.list_workflows(workflow_ids=list(ids), name=WORK, status="PENDING")
        self._client.resume_workflows([status.workflow_id for status in left], queue_name=QUEUE)

    def schedule(self, order: Order, cron: str) -> None:
        """Do it at these times (UTC), in the place of the schedule that it had. Raises UsageError."""
        name, context = order.about, order.model_dump_json()
        try:
            croniter(cron, datetime.now(UTC), second_at_beginning=True).get_next(datetime)
            self._client.apply_schedules(
                [
                    {
                        "schedule_name": name,
                        "workflow_name": SCHEDULED,
                        "schedule": cron,
                        "context": context,
                    }
                ]
            )
        except (DBOSException, CroniterError) as error:
            raise UsageError(f"{cron!r} is no schedule.", advice=_ADVICE) from error

    def unschedule(self, about: str) -> bool:
        """Whether there was one."""
        there = self._client.get_schedule(about) is not None
        self._client.delete_schedule(about)
        return there

    def schedules(self) -> dict[str, str]:
        """Story, or ``sources``, to its schedule."""
        return {one.about: one.cron for one in self.timetable()}

    def timetable(self) -> list[Schedule]:
        """What is ordered when, by story."""
        found = sorted(self._client.list_schedules(), key=lambda one: one["schedule_name"])
        return [
            Schedule(one["schedule_name"], one["schedule"], ORDERS.validate_json(one["context"]))
            for one in found
        ]

    async def events(self, id_: str, after: int = 0) -> AsyncIterator[tuple[int, Told]]:
        """What is told of a job, each with its number from 1 on, until it is over."""
        number = after
        async for line in self._client.read_stream_async(
            id_, EVENTS, offset=after, polling_interval_sec=_POLL
        ):
            number += 1
            yield number, Told.model_validate_json(line)
        while not (await to_thread.run_sync(self.job, id_)).state.is_over:  # noqa: ASYNC110  another process ends it
            await sleep(_POLL)

    @property
    def _client(self) -> DBOSClient:
        if not self._opened:
            raise HomeBusy("The book of jobs is closed.", advice="Try again when the service is up.")
        return self._opened


@contextmanager
def ledger(settings: Settings) -> Generator[Ledger]:
    """Open for a while, whether somebody works or not."""
    book = Ledger(settings)
    try:
        book.open()
        yield book
    finally:
        book.close()


def quieten() -> None:
    """What the library logs goes where all goes, and jobs that are cancelled are no errors."""
    log = logging.getLogger("dbos")
    log.setLevel(logging.WARNING)
    log.handlers.clear()
    log.filters[:] = [_is_worth_telling]


def _is_worth_telling(record: logging.LogRecord) -> bool:
    kind = record.exc_info[0] if record.exc_info else None
    parted = "no longer owned by this execution" in record.getMessage()
    return not (parted or (kind and issubclass(kind, DBOSAwaitedWorkflowCancelledError)))


def _nothing() -> None: ...


def jobs_url(settings: Settings) -> str:
    """Where jobs are kept: beside the archive, on its server or in the home."""
    shared = settings.database.get_secret_value()
    return shared or f"sqlite:///{Home(settings.home).open().folder / 'jobs.sqlite'}"


def _fresh() -> str:
    """A UUID of version 7, by the time: who came first in the same second is the first in the queue."""
    moment = time.time_ns() * 4096 // 1_000_000
    stamp = (moment >> 12) << 80 | 7 << 76 | (moment & 0xFFF) << 64
    return str(UUID(int=stamp | 2 << 62 | secrets.randbits(62)))


def _enqueued(order: Order, id_: str, actor: str) -> EnqueueOptions:
    return EnqueueOptions(
        workflow_name=WORK,
        queue_name=QUEUE,
        workflow_id=id_,
        queue_partition_key=order.about,
        authenticated_user=order.about,  # attributes cannot be searched on SQLite
        attributes={"actor": actor},
    )


def _job(status: WorkflowStatus) -> Job:
    outcome = Outcome.model_validate_json(status.output) if status.output else None
    if status.status in {"ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}:
        outcome = Outcome(problem=Problem(kind=type(status.error).__name__, detail=_BROKEN))
    state = _STATES.get(status.status, State.FAILED)
    if outcome and outcome.problem:
        state = State.FAILED
    return Job(
        id=status.workflow_id,
        order=ORDERS.validate_json(status.input["args"][0] if status.input else ""),
        about=status.authenticated_user or SOURCES,
        actor=(status.attributes or {}).get("actor", ""),
        state=state,
        ordered_at=_moment(status.created_at) or datetime.now(UTC),
        ended_at=_moment(status.completed_at),
        outcome=outcome,
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
