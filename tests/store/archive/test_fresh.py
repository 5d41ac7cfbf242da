"""A new archive is made at once: it is what all migrations, one after the other, would have made of it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.command import upgrade
from alembic.config import Config
from sqlalchemy import create_engine

from store.archive import Archive
from tests.postgres import Server

ROOT = Path(__file__).parents[3]

_ON_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_ON_POSTGRESQL = (
    """SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length, collation_name,
        is_nullable, column_default, is_identity FROM information_schema.columns
        WHERE table_schema = 'public'""",
    """SELECT relname, relkind, relpersistence, reloptions FROM pg_class
        WHERE relnamespace = 'public'::regnamespace""",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "SELECT sequencename, data_type, start_value, increment_by FROM pg_sequences",
    "SELECT version_num FROM alembic_version",
)


def _migrated(url: str) -> None:
    """All migrations, from the first."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "store" / "archive" / "migrations"))
        config.attributes["connection"] = connection
        upgrade(config, "head")
    engine.dispose()


def _on_sqlite(place: Path) -> tuple[set[tuple[str, ...]], list[tuple[str]]]:
    """What is there, but for white space: SQLite keeps statements as they were written."""
    connection = sqlite3.connect(place)
    kept = connection.execute(_ON_SQLITE).fetchall()
    stamp = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    return {(*names, "".join((sql or "").split())) for *names, sql in kept}, stamp


def _on_postgresql(url: str) -> list[set[tuple[str, ...]]]:
    with psycopg.connect(url) as connection:
        return [{tuple(map(str, row)) for row in connection.execute(asked)} for asked in _ON_POSTGRESQL]


def test_it_is_what_all_migrations_make(tmp_path: Path) -> None:
    fresh, migrated = tmp_path / "fresh.sqlite", tmp_path / "migrated.sqlite"
    Archive(f"sqlite:///{fresh}").close()
    _migrated(f"sqlite:///{migrated}")
    assert _on_sqlite(fresh) == _on_sqlite(migrated)


def test_it_is_what_all_migrations_make_on_a_server(server: Server) -> None:
    fresh, migrated = server.make(), server.make()
    Archive(fresh).close()
    _migrated(migrated.replace("postgresql", "postgresql+psycopg", 1))
    assert _on_postgresql(fresh) == _on_postgresql(migrated)
    assert all(_on_postgresql(fresh))


@pytest.mark.parametrize("turn", ["made", "opened"])
def test_neither_to_make_nor_to_open_it_loads_alembic(tmp_path: Path, turn: str) -> None:
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    if turn == "opened":
        Archive(url).close()
    script = (
        f"import sys; from store.archive import Archive; assert not Archive({url!r}).count();"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
