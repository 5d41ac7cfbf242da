"""A PostgreSQL server of the tests' own, in a folder that goes with it, reached by a socket there."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from store.archive import Archive

USER, PASSWORD = "teller", "open-sesame"
TEMPLATE = "template_of_archives"
UNSAFE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""What goes wrong when the machine fails is no matter here."""

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


def programs() -> Path | None:
    """The folder with those of PostgreSQL: on the path, or the newest where Debian keeps them from it."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted((path for path in found), key=lambda path: float(path.parts[-3]))
    return newest[-1].parent if newest else None


@dataclass
class Server:
    """One that runs."""

    folder: Path
    stop: Callable[[], None]
    start: Callable[[], None]
    _numbers: Iterator[int] = field(default_factory=count)
    _free: list[str] = field(default_factory=list[str])

    def url(self, database: str, *, user: str = USER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    def run(self, statement: sql.Composed | bytes, database: str = "postgres") -> None:
        """By itself, outside a transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)

    def make(self, template: str = "template0") -> str:
        """The address of a new database."""
        name = f"archive_{next(self._numbers)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.run(made.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    @contextmanager
    def archive(self) -> Generator[str]:
        """The address of an empty archive, emptied for the next when it was used: faster than to make one."""
        url = self._free.pop() if self._free else self.make(TEMPLATE)
        yield url
        with psycopg.connect(url, autocommit=True) as connection:
            tables = connection.execute(_TABLES).fetchall()
            names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
        self._free.append(url)


@contextmanager
def served(found: Path) -> Generator[Server]:
    """A server by these programs, with an empty archive to copy."""
    folder = Path(tempfile.mkdtemp(prefix="storytree-pg-"))
    server = Server(folder, lambda: _stop(found, folder), lambda: _start(found, folder))
    try:
        _make(found, folder)
        server.start()
        server.run(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(TEMPLATE)))
        Archive(server.url(TEMPLATE)).close()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(found: Path, folder: Path) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD, "utf-8")
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "nobody")
    asked = f"-U {USER} -A scram-sha-256 --encoding=UTF8 --locale=C --no-sync --no-instructions".split()
    _as_nobody(found / "initdb", "-D", folder / "data", f"--pwfile={secret}", *asked)
    options = (*UNSAFE, "listen_addresses=''", f"unix_socket_directories='{folder}'", "lc_messages='C'")
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.writelines(f"{option}\n" for option in options)


def _start(found: Path, folder: Path) -> None:
    _as_nobody(found / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "start")


def _stop(found: Path, folder: Path) -> None:
    _as_nobody(found / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop")


def _as_nobody(*command: str | Path) -> None:
    """The programs refuse to be run by root."""
    nobody = pwd.getpwnam("nobody")
    other = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    command = command if os.geteuid() else (*other, *command)
    subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/")
