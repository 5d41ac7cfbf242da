"""Opens the database, migrates it, and says in our words what went wrong with it."""

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic_core import from_json
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import ExceptionContext

from store.archive import fresh, postgresql
from store.archive.schema import HEAD, sources
from store.errors import ArchiveDamaged, BadSettings, HomeBusy, HomeReadOnly, StoreError

BUSY_MS = 5000
"""How long one process waits for another's transaction: as long as for the lock on a home."""

CACHE_KB = 32_000
"""Of the file that is kept in memory: a search reads a good part of the lexical index."""

_WORDS = "CREATE VIRTUAL TABLE temp.lexical_words USING fts5vocab(main, lexical, instance)"
"""The lexical index read by its words; it lasts as long as the connection, and may come before the index."""

_SQLITE = "sqlite:///"
_IN_MEMORY = "sqlite://"
_FAILURES: dict[str, tuple[type[StoreError], str]] = {
    "SQLITE_NOTADB": (ArchiveDamaged, "is not a database"),
    "SQLITE_CORRUPT": (ArchiveDamaged, "is damaged"),
    "SQLITE_READONLY": (HomeReadOnly, "cannot be written"),
    "SQLITE_CANTOPEN": (HomeReadOnly, "cannot be opened or made"),
    "SQLITE_BUSY": (HomeBusy, "is being written by another process"),
    "SQLITE_FULL": (StoreError, "cannot grow: the disk is full"),
    "SQLITE_IOERR": (StoreError, "cannot be read or written: the disk fails"),
}


def connect(url: str) -> Engine:
    """An engine whose transactions are the database's own and whose failures are StoreErrors."""
    if postgresql.is_server(url):
        engine = postgresql.engine(url)
        event.listen(engine, "handle_error", postgresql.translate)
        event.listen(engine, "begin", postgresql.begin)
        return engine
    engine = create_engine(_address(url), json_deserializer=from_json)
    event.listen(engine, "handle_error", translate)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: they take the lock of those who write when they begin."""
    return engine.execution_options(writes=True)


def migrate(engine: Engine) -> None:
    """Bring the tables up to ``HEAD``; raises ``ArchiveDamaged`` for what is not an archive of ours."""
    with engine.connect() as connection:
        if _migration(connection) == HEAD:
            return
    with writing(engine).begin() as connection:
        match _migration(connection):
            case None:
                fresh.make(connection)
            case found if found != HEAD:
                _upgrade(connection)
            case _:
                """Another process was first."""


def _address(url: str) -> URL:
    """Our own reading of SQLite URLs: a path may have any character in it. Read-only where it must be."""
    if url == _IN_MEMORY:
        return make_url(url)
    if not url.startswith(_SQLITE):
        advice = "Write it as postgresql://USER:PASSWORD@HOST/DATABASE, or leave it empty."
        raise BadSettings("STORYTREE_DATABASE is no address of a database.", advice=advice)
    path = Path(url.removeprefix(_SQLITE))
    if not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return URL.create("sqlite", database=str(path))
    query = {"uri": "true", "mode": "ro"}
    if not path.with_name(f"{path.name}-wal").exists():
        # A log that is not there cannot be made either; without it nobody writes, so nothing can change.
        query["immutable"] = "1"
    return URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)


def _prepare(connection: sqlite3.Connection, *_: object) -> None:
    connection.isolation_level = None  # sqlite3 would begin transactions of its own, and not for DDL
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA page_count").fetchone() == (0,):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(_WORDS)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def translate(context: ExceptionContext) -> None:
    """Raise what an error of SQLite means; one that is none of those is a mistake of ours."""
    error = context.original_exception
    if not isinstance(error, sqlite3.Error):
        return
    name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT" if "decode" in str(error) else "")
    kind, what = _FAILURES.get("_".join(name.split("_")[:2]), (None, ""))
    if kind:
        raise kind(f"The archive {_place(context)} {what} ({error}).") from error


def _place(context: ExceptionContext) -> str:
    engine: Any = context.engine
    return str(engine.url.database) if engine is not None else ""


def _migration(connection: Connection) -> str | None:
    """None where there is no table yet."""
    tables = inspect(connection).get_table_names()
    if {"alembic_version", sources.name} <= set(tables):
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if tables:
        raise ArchiveDamaged(f"{connection.engine.url.database} is a database of another program.")
    return None


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        advice = "Install the newest Storytree, or use another home with --home DIR."
        raise ArchiveDamaged(
            f"The archive was made by another Storytree ({error}).", advice=advice
        ) from error
