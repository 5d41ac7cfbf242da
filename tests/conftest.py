"""What holds for every test: no network but loopback, no settings from outside, reproducible in CI."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.commands import Written, write_bridge
from tests.postgres import Server, programs, served

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, max_examples=25)
settings.load_profile("ci" if os.environ.get("CI") else "here")

FOREIGN_SETTINGS = ("STORYTREE_", "OTEL_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_", "CHROMA_")


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a path: a Unix socket
    host = str(address[0])  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    try:
        return host in {"", "localhost"} or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(address: object) -> None:
    # Not an Exception: nothing that forgives a failed connection may forgive this.
    pytest.fail(f"a test reached for the network: {address!r}")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """The one switch: sockets connect to loopback and to paths only, and no other name is looked up."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}
    look_up = socket.getaddrinfo

    def guarded(name: str) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                _refuse(address)
            return real[name](self, address)

        return connect

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_local((name,)):
            _refuse(name)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_outside_settings() -> Iterator[None]:
    """Tests see Storytree's defaults, whatever the shell that starts them has set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(FOREIGN_SETTINGS):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """One home with the story of the bundled example, to read or to copy."""
    home = tmp_path_factory.mktemp("bridge") / "home"
    done = write_bridge(home)
    assert done.code == 0, done.err
    return Written(home, done.out, done.err)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for all tests that ask for it."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: no initdb on the path or where packages put it")
    with served(found) as server:
        yield server


LONGEST = (
    "test_bad_input.py",
    "test_browser.py",
    "test_docs.py",
    "test_reindex.py",
    "test_jobs.py",
    "test_cli.py",
    "test_bad_updates.py",
    "test_killed.py",
    "test_off_machine.py",
    "test_hostile.py",
)
"""Files that take longest: who begins with them is not waited for at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)
