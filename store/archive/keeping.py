"""SQLite databases as files: copied whole while others write to them, and looked over without a change."""

import re
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import inspect

from store.archive.connection import connect
from store.archive.schema import HEAD
from store.disk import FULL
from store.errors import ArchiveDamaged, StoreError

__all__ = ["HEAD", "copy", "faults", "has_table", "migration"]

_MANY = 20
"""Faults that are told of at most."""


def copy(database: Path, to: Path) -> None:
    """As it stands at this moment: who writes meanwhile is not held up, and is in the next copy."""
    with (
        _told(database),
        closing(_reading(database)) as source,
        closing(sqlite3.connect(to, isolation_level=None)) as target,
    ):
        source.backup(target)


def faults(database: Path) -> list[str]:
    """What is wrong in it, all of it read; none for one that is whole."""
    try:
        with closing(_reading(database)) as connection:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MANY})")]
            missing = connection.execute("PRAGMA foreign_key_check").fetchmany(_MANY)
    except sqlite3.DatabaseError as error:
        return [str(error)]
    broken = [f"a row of {table} names one of {parent} that is not there" for table, _, parent, _ in missing]
    return [fault for fault in found if fault != "ok"] + broken


def migration(database: Path) -> str:
    """The one that it was brought up to last, as ``HEAD``; empty for what is no archive."""
    try:
        with closing(_reading(database)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return ""
    return str(row[0]) if row else ""


def has_table(url: str, table: str, schema: str | None = None) -> bool:
    """Whether a database has it, ours or that of a library beside it. Raises what StoreError covers."""
    engine = connect(url)
    try:
        return inspect(engine).has_table(table, schema=schema)
    finally:
        engine.dispose()


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, isolation_level=None)


@contextmanager
def _told(database: Path) -> Generator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        advice = "Make room, and try again." if re.search(FULL, str(error)) else "Try again."
        raise StoreError(f"{database} cannot be copied ({error}).", advice=advice) from error
    except sqlite3.DatabaseError as error:
        raise ArchiveDamaged(f"{database} is damaged ({error}).") from error
