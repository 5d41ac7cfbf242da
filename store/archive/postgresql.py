"""The archive on a PostgreSQL server, by psycopg: how it is reached and locked, and what its errors mean.

Whoever writes holds one lock until the commit. So numbers are in the order of the commits, and who follows
the snippets by their numbers misses none. Whoever reads sees one moment.
"""

import re
from typing import Any, NamedTuple

from sqlalchemy import URL, ColumnElement, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from store.errors import ArchiveDamaged, ArchiveUnreachable, BadSettings, HomeBusy, HomeReadOnly, StoreError

NAMES = ("postgresql", "postgresql+psycopg", "postgres")
PATIENCE = {"connect_timeout": "10", "client_encoding": "utf8", "application_name": "storytree"}
"""What a connection is asked for unless the address says otherwise."""

WAIT_MS = 60_000
"""How long a writer waits for its turn: others may be before it, from several machines."""

SILENCE_MS = 120_000
"""How long a writer may say nothing: one whose machine is gone must not hold up the others."""

_LOCK = 0x53746F7279
_WRITE = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; "
    "SET LOCAL lock_timeout = {wait}; "
    "SET LOCAL idle_in_transaction_session_timeout = {silence}; "
    f"SELECT pg_advisory_xact_lock({_LOCK})"
)


class _Meaning(NamedTuple):
    kind: type[StoreError]
    what: str
    advice: str | None = None


_GRANT = "Let the owner of the database grant what is missing, or name another user in STORYTREE_DATABASE."
_RESTORE = "Restore it from a backup, or name another database in STORYTREE_DATABASE."
_STATES: dict[str, _Meaning] = {
    "55P03": _Meaning(HomeBusy, "is being written by another process", "Wait until it is done."),
    "42501": _Meaning(HomeReadOnly, "gives this user too few rights", _GRANT),
    "25P03": _Meaning(ArchiveUnreachable, "broke off: this process said nothing for too long"),
    "25006": _Meaning(HomeReadOnly, "can only be read", "Name the primary server in STORYTREE_DATABASE."),
    "53100": _Meaning(StoreError, "cannot grow: the disk of the server is full", "Make room, and try again."),
    "53": _Meaning(ArchiveUnreachable, "has no room for another connection or question"),
    "57": _Meaning(ArchiveUnreachable, "broke off"),
    "08": _Meaning(ArchiveUnreachable, "is out of reach"),
    "58": _Meaning(ArchiveUnreachable, "cannot read or write its files", _RESTORE),
    "XX": _Meaning(ArchiveDamaged, "is damaged", _RESTORE),
    "42P01": _Meaning(ArchiveDamaged, "lacks a table", _RESTORE),
    "42703": _Meaning(ArchiveDamaged, "lacks a column", _RESTORE),
}
"""By the SQLSTATE, whole or its first two letters."""

_REFUSALS = {
    r"database .* does not exist": "Make it with: createdb --encoding UTF8 NAME.",
    r"authentication|password|role .* does not exist|pg_hba": (
        "Look at the user and the password in STORYTREE_DATABASE, in PGPASSWORD or in ~/.pgpass."
    ),
}
"""By what a server says that lets nobody in: it gives no SQLSTATE then."""


def is_server(url: str) -> bool:
    """Whether the address is one of PostgreSQL."""
    return url.partition("://")[0] in NAMES and "://" in url


def engine(url: str) -> Engine:
    """Raises ``BadSettings`` for an address that is none, or without the driver."""
    try:
        import psycopg  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ModuleNotFoundError as error:
        advice = "Install it with: pip install 'storytree[postgresql]'"
        raise BadSettings(
            "PostgreSQL needs the driver psycopg, which is not there.", advice=advice
        ) from error
    made = create_engine(
        _address(url),
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
        # Prepared, a query for words may get a plan that was made for other words.
        connect_args={"prepare_threshold": None},
    )
    event.listen(made, "connect", _prepare)
    return made


def begin(connection: Connection) -> None:
    """Take the lock where the transaction writes; ``HomeBusy`` where it cannot be had."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(_WRITE.format(wait=WAIT_MS, silence=SILENCE_MS))


def translate(context: ExceptionContext) -> None:
    """Raise what an error of the driver means; one that is no state of the server is a mistake of ours."""
    from psycopg import Error, OperationalError

    error = context.original_exception
    if not isinstance(error, Error) or context.is_pre_ping:
        return
    state = error.sqlstate or ""
    meaning = _STATES.get(state) or _STATES.get(state[:2])
    if meaning is None and isinstance(error, OperationalError):
        meaning = _Meaning(ArchiveUnreachable, "is out of reach", _refusal(str(error)))
    if meaning:
        said = " ".join(str(error).split())
        raise meaning.kind(
            f"The archive {place(context)} {meaning.what} ({said}).", advice=meaning.advice
        ) from error


def place(at: Any) -> str:
    """Server and database, as they may be shown: the address without who asks and by which password."""
    url: URL | None = at.engine and at.engine.url
    if url is None:
        return ""
    host = url.host or str(url.query.get("host", "localhost"))
    return f"{host}:{url.port}/{url.database}" if url.port else f"{host}/{url.database}"


def by_bytes(connection: Connection, column: ColumnElement[str]) -> ColumnElement[str]:
    """The column in the order of its bytes, as SQLite has it, whatever order the database has."""
    return column.collate("C") if connection.dialect.name == "postgresql" else column


def _address(url: str) -> URL:
    """What is wrong with it is not said in its words: they may be those of a password."""
    try:
        read = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        read = None
    if read is None or not read.database:
        advice = "Write it as postgresql://USER:PASSWORD@HOST/DATABASE, with %40 for an @ in the password."
        raise BadSettings("STORYTREE_DATABASE is no address of a database.", advice=advice)
    return read.set(query={**PATIENCE, **read.query})


def _refusal(said: str) -> str | None:
    return next((advice for pattern, advice in _REFUSALS.items() if re.search(pattern, said)), None)


def _prepare(connection: Any, *_: object) -> None:
    from store.archive.characters import Escaped, Unescaped

    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        advice = (
            "Make one that keeps every language, with: createdb --encoding UTF8 --template template0 NAME."
        )
        raise StoreError(f"The database {connection.info.dbname} keeps texts in {encoding}.", advice=advice)
    connection.adapters.register_dumper(str, Escaped)
    for kind in ("text", "varchar"):
        connection.adapters.register_loader(kind, Unescaped)
