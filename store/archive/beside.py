"""A database beside the archive that a library keeps: how it is reached, and who of its users is alive."""

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text

from store.archive import postgresql
from store.archive.connection import BUSY_MS, translate
from store.errors import ArchiveUnreachable, HomeBusy, HomeReadOnly

_SQLITE = "sqlite:///"


def engine_beside(url: str) -> Engine:
    """Errors are those of the store, and nothing is waited for longer than for the archive."""
    if postgresql.is_server(url):
        made = postgresql.engine(url).execution_options(isolation_level="READ COMMITTED")
        event.listen(made, "handle_error", postgresql.translate)
        return made
    made = create_engine(url)
    event.listen(made, "connect", _prepare)
    event.listen(made, "handle_error", translate)
    return made


def _prepare(connection: sqlite3.Connection, *_: object) -> None:
    """Readers wait for no writer; what is committed is kept when the power fails."""
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")


class Presence(Protocol):
    """Tells others who share a database that a process is alive: what it holds goes with it."""

    def come(self, name: str) -> None:
        """From then on one of this name is here. Raises HomeBusy where another must not be."""
        ...

    def is_gone(self, name: str) -> bool:
        """Whether nobody of this name is here any more. Raises ArchiveUnreachable."""
        ...

    def leave(self) -> None: ...


class Alone:
    """In a home there is one at most: whoever it is, nobody else is."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = FileLock(home / "jobs.lock", timeout=5, thread_local=False)
        self._name = ""

    def come(self, name: str) -> None:
        try:
            self._lock.acquire()
        except Timeout as error:
            advice = "Beside it serve with --no-work, or use another home with --home DIR."
            raise HomeBusy(
                f"Another process does the jobs of {self._home} already.", advice=advice
            ) from error
        except OSError as error:
            raise HomeReadOnly(f"{self._home} cannot be locked: {error.strerror or error}.") from error
        self._name = name

    def is_gone(self, name: str) -> bool:
        return name != self._name

    def leave(self) -> None:
        self._lock.release()


class Among:
    """On a server: a lock for as long as the connection lasts, so that it goes with the process."""

    def __init__(self, url: str) -> None:
        self._engine = engine_beside(url).execution_options(isolation_level="AUTOCOMMIT")
        self._held: Connection | None = None
        self._name = ""

    def come(self, name: str) -> None:
        self._name = name
        self._locked()

    def is_gone(self, name: str) -> bool:
        """A server that went away and came back has forgotten us: the lock is taken anew first."""
        held = self._again()
        if name == self._name:
            return False
        key = {"key": _key(name)}
        free = bool(held.execute(text("SELECT pg_try_advisory_lock(:key)"), key).scalar())
        if free:
            held.execute(text("SELECT pg_advisory_unlock(:key)"), key)
        return free

    def leave(self) -> None:
        self._drop()
        self._engine.dispose()

    def _locked(self) -> Connection:
        self._held = self._engine.connect()
        self._held.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(self._name)})
        return self._held

    def _again(self) -> Connection:
        if self._held:
            try:
                self._held.execute(text("SELECT 1"))
            except ArchiveUnreachable:
                self._drop()
        return self._held or self._locked()

    def _drop(self) -> None:
        if self._held:
            self._held.invalidate()
            self._held.close()
            self._held = None


def presence(url: str) -> Presence:
    """Of those who work with this database."""
    return Among(url) if postgresql.is_server(url) else Alone(Path(url.removeprefix(_SQLITE)).parent)


def _key(name: str) -> int:
    return int.from_bytes(sha256(f"storytree {name}".encode()).digest()[:8], signed=True)
