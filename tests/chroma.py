"""A real Chroma server on loopback, in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.request import urlopen

import httpx

SECONDS = 60.0
"""It starts in one or two; where the machine is busy, in more."""
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
RUN = "from chromadb.cli.cli import app; app()"


@dataclass
class Chroma:
    """``chroma run``, which can be killed and started again on the same files."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        where = ["--path", str(self.folder / "data"), "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = _run(where, log)
        until = time.monotonic() + SECONDS
        while not self._answers():
            assert time.monotonic() < until, (self.folder / "log").read_text()
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def collections(self) -> dict[str, int]:
        """Their names, and how many vectors each has."""
        return {one["name"]: self._asked("GET", f"/{one['id']}/count") for one in self._asked("GET", "")}

    def drop(self, name: str) -> None:
        self._asked("DELETE", f"/{name}")

    def change(self, name: str, how: str, **what: Any) -> None:
        """``how`` is add or delete."""
        (id_,) = (one["id"] for one in self._asked("GET", "") if one["name"] == name)
        self._asked("POST", f"/{id_}/{how}", what)

    def _asked(self, method: str, path: str, what: Any = None) -> Any:
        """By its own interface: no client of Chroma's is asked whether ours does right."""
        answer = httpx.request(
            method, f"{self.url}{COLLECTIONS}{path}", json=what, timeout=30, trust_env=False
        )
        return answer.raise_for_status().json()

    def _answers(self) -> bool:
        with suppress(OSError), urlopen(f"{self.url}/api/v2/heartbeat", timeout=1):  # noqa: S310
            return True
        return False


def _run(where: list[str], log: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", RUN, "run", *where], stdout=log, stderr=log)


@contextmanager
def running(folder: Path) -> Generator[Chroma]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chroma = Chroma(folder, port)
    chroma.start()
    try:
        yield chroma
    finally:
        chroma.kill()
