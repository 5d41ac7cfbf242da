"""Nothing leaves the machine: every socket that a command opens is seen by Python's own audit hook.

The commands run as a user starts them, without conftest's switch; what watches is installed in their process
before Storytree is imported, and cannot be taken out.
"""

import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from tests.agents.model.server import Server, running
from tests.commands import BRIDGE, ROOT, STORY, TOPIC, UNTIL

WATCHED = """
import json, os, runpy, sys
seen = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def hook(event, given):
    if event in NETWORK:
        told = [event, [part for part in given if isinstance(part, (str, int, tuple, list, bytes))]]
        os.write(seen, (json.dumps(told, default=str) + "\\n").encode())
NETWORK = {
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo", "subprocess.Popen", "os.exec", "os.posix_spawn",
    "os.system", "os.fork",
}
sys.addaudithook(hook)
for expected, sys.argv in json.loads(sys.argv[2]):
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if end.code != expected:
            raise
"""
"""The lines of commands one after the other, each with the code that it is to end with."""

UNASKED = {"LANGSMITH_API_KEY": "lsv2_not_a_key", "LANGCHAIN_API_KEY": "lsv2_not_a_key"}
"""Keys that somebody has for other programs: they ask for nothing."""


class Machine:
    """A home, and what the commands on it reached for."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._seen = folder / "seen.jsonl"
        self._seen.touch()
        self._settings = {"STORYTREE_HOME": str(folder / "home"), **UNASKED, **settings}

    def run(self, *lines: tuple[int, Sequence[str | Path]]) -> None:
        """In one process, which is watched before anything of ours is imported."""
        storytree = str(ROOT / "storytree.py")
        given = json.dumps([[code, [storytree, *map(str, words)]] for code, words in lines])
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, str(self._seen), given],
            env={**os.environ, **self._settings},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def live(self, draft: Path) -> None:
        """Everything that makes or checks a story."""
        self.run(
            (0, ["add", *(BRIDGE / f"week-{week}" for week in (1, 2))]),
            (0, ["write", TOPIC, "--as-of", "2025-03-16"]),
            (0, ["add", BRIDGE / "week-3"]),
            (0, ["update", STORY, "--as-of", UNTIL]),
            (1, ["check", draft]),
        )

    def seen(self) -> list[tuple[str, list[Any]]]:
        return [json.loads(line) for line in self._seen.read_text().splitlines()]

    def left(self) -> list[tuple[str, list[Any]]]:
        """What this machine may not have kept to itself."""
        return [(event, given) for event, given in self.seen() if not _stays(event, given)]


def _stays(event: str, given: list[Any]) -> bool:
    """Within this machine; of what another process does nothing would be seen."""
    if not event.startswith("socket."):
        return given[0] == "uname"  # openai's client tells its server what it runs on
    address: Any = given[-1] if event in _TO_ADDRESS else given[0]
    if isinstance(address, str) and event in _TO_ADDRESS:
        return True  # a path: a Unix socket
    host = str(cast("list[Any]", address)[0]) if isinstance(address, list) else str(address)
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_TO_ADDRESS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.txt"
    file.write_text("The Marrow Bridge fell in 1822 [00000000].\n")
    return file


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as found:
        yield found


def test_with_the_embedded_agents_not_one_socket_is_opened(tmp_path: Path, draft: Path) -> None:
    machine = Machine(tmp_path)
    machine.live(draft)
    assert machine.seen() == []


def test_with_models_on_this_machine_nothing_else_is_reached(
    tmp_path: Path, draft: Path, server: Server
) -> None:
    roles = {f"STORYTREE_{role}_MODEL": "openai:small" for role in ("PLANNER", "WRITER", "CHECKER", "GRADER")}
    machine = Machine(tmp_path, STORYTREE_MODEL_URL=server.url, **roles)
    machine.run((0, ["models"]))
    tried = len(server.asked)
    machine.live(draft)
    assert len(server.asked) > tried > 0
    assert machine.seen()
    assert machine.left() == []


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
        "import socket; socket.getaddrinfo('192.0.2.1', 80)",
        "import subprocess; subprocess.run(['true'])",
    ],
    ids=["sent", "looked up", "left to another process"],
)
def test_who_watches_sees_it(code: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(code)
    machine = Machine(tmp_path)
    subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path / "seen.jsonl"), json.dumps([[0, [str(script)]]])],
        capture_output=True,
        check=False,
    )
    assert machine.left()
