"""The service as a process of its own, with a small home, and a browser that asks nobody else."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.commands import start
from tests.service.web.hand import make


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def is_up(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(address, timeout=5).status_code < 500
    return False


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service."""
    home: Path = tmp_path_factory.mktemp("site") / "home"
    make(home)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (home / "serve.log").open("wb") as log:
        child = start("serve", "--port", str(port), home=home, stdin=None, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 120
            while not is_up(f"{address}/"):
                assert child.poll() is None, (home / "serve.log").read_text()
                assert time.monotonic() < end, (home / "serve.log").read_text()
                time.sleep(0.2)
            yield address
        finally:
            child.terminate()
            child.wait(60)
