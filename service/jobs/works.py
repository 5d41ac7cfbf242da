"""Jobs on DBOS: kept in a database, worked on one at a time for each story, gone on with after a kill."""

import logging
import socket
import time
from datetime import UTC, datetime, timedelta
from threading import Event, Thread, Timer
from uuid import uuid4

from dbos import DBOS, DBOSConfig
from dbos._recovery import recover_pending_workflows

from agents.settings import Settings
from service.jobs import steps
from service.jobs.bench import Worker
from service.jobs.ledger import APPLICATION, QUEUE, Ledger, jobs_url, quieten
from service.jobs.steps import Shift
from store.archive.beside import Presence, presence
from store.errors import StorytreeError

VERSION = "1"
"""Of what a job's steps are: jobs that one release began are gone on with by those of the same version."""
KEPT = timedelta(days=30)
"""For how long a job is kept when it is over, with what it told and the key that it was ordered with."""
ROUND = 10.0
"""Seconds between two looks at who is gone and what is left."""
_log = logging.getLogger(__name__)


class Works(Ledger):
    """Takes orders; with ``working`` this process does them too."""

    def __init__(self, settings: Settings, worker: Worker, *, working: bool = True) -> None:
        super().__init__(settings)
        self._worker = worker
        self._crew: _Crew | None = None
        self._working = working

    def open(self) -> None:
        """From then on orders are taken, and what was begun before is gone on with.

        Raises HomeBusy where another process does the jobs of this home.
        """
        super().open()
        if self._working:
            self._crew = _Crew(self._settings, self._worker, self)
            try:
                self._crew.open()
            except StorytreeError:
                super().close()
                raise

    def close(self, patience: int = 30) -> None:
        """What is worked on has ``patience`` seconds to end; what has not ended is gone on with next time."""
        if self._crew:
            self._crew.close(patience)
            self._crew = None
        self._worker.close()
        super().close()


class _Crew:
    """Those who work in this process, and a caretaker who looks after what others left.

    The name under which jobs are worked on is new each time: whatever stands under another, of a process
    that is no more, is free to be gone on with.
    """

    def __init__(self, settings: Settings, worker: Worker, ledger: Ledger) -> None:
        self._settings = settings
        self._ledger = ledger
        self._shift = Shift(worker, ledger)
        self._name = f"{settings.worker or socket.gethostname()} {uuid4().hex[:12]}"
        self._presence: Presence = presence(jobs_url(settings))
        self._leaving = Event()
        self._caretaker = Thread(target=self._take_care, name="caretaker", daemon=True)
        self._left: set[str] = set()

    def open(self) -> None:
        self._presence.come(self._name)
        steps.begin(self._shift)
        self._dbos = DBOS(config=self._config())
        quieten()
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self._settings.jobs_at_once,
            partition_concurrency=1,
            polling_interval_sec=0.2,
            on_conflict="always_update",
        )
        self._caretaker.start()

    def close(self, patience: int) -> None:
        self._leaving.set()
        enough = Timer(patience, self._shift.over.set)
        enough.start()
        DBOS.destroy(workflow_completion_timeout_sec=patience + 5)
        enough.cancel()
        self._shift.over.set()
        self._caretaker.join()
        steps.end()
        self._presence.leave()

    def _take_care(self) -> None:
        forgot_at = -KEPT.total_seconds()
        while not self._leaving.is_set():
            try:
                self._recover()
                self._shift.worker.rest()
                if time.monotonic() - forgot_at > timedelta(days=1).total_seconds():
                    forgot_at = time.monotonic()
                    self._ledger.forget(datetime.now(UTC) - KEPT)
            except StorytreeError as error:
                _log.warning("jobs that others left cannot be looked for: %s", error)
            self._leaving.wait(ROUND)

    def _recover(self) -> None:
        """Jobs of those who are gone; and of ours what nobody here works on, seen so twice in a row."""
        working = self._ledger.workers()
        gone = [name for name in working if name != self._name and self._presence.is_gone(name)]
        if gone:
            _log.warning("jobs are gone on with that others left: %d", sum(len(working[one]) for one in gone))
            recover_pending_workflows(self._dbos, gone)
        self._presence.is_gone(self._name)
        idle = set(working.get(self._name, ())) - self._shift.jobs
        if again := idle & self._left:
            self._ledger.resume(sorted(again))
        self._left = idle - again

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=APPLICATION,
            system_database_url=jobs_url(self._settings),
            application_version=VERSION,
            executor_id=self._name,
            log_level="WARNING",
            console_log_level="WARNING",
            notification_listener_polling_interval_sec=0.2,
            scheduler_polling_interval_sec=2.0,
        )
