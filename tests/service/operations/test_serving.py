"""Processes as they are run: slow and rude clients, a request to end, a worker without pages."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.settings import load
from service.access import bodies
from service.site import build
from tests.commands import ROOT
from tests.service.listening import listening

BOOT = 60
PATIENCE = 3.0
"""Seconds in the place of those that a slow client has."""

IMPATIENT = f"""
import sys
from service.operations import patience
patience.HEAD_SECONDS = {PATIENCE}
import storytree
storytree.main()
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _begun(log: Path, home: Path, *words: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", IMPATIENT, "--home", str(home), *words]
    nothing = subprocess.DEVNULL
    with log.open("wb") as told:
        return subprocess.Popen(command, cwd=ROOT, stdin=nothing, stdout=nothing, stderr=told)


class Serving:
    """A service in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.port = _free_port()
        self.log = home.with_suffix(".log")
        self.process = _begun(self.log, home, "serve", "--port", str(self.port), "--log-format", "json")
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + BOOT
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            try:
                self.get("/v1/stories")
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the service does not come up")

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE + 20)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("serving") / "home")
    yield serving
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(60) in {0, -signal.SIGTERM}, serving.log.read_text()
    told = serving.log.read_text()
    assert "Application shutdown complete." in told
    assert "Traceback" not in told


def test_a_client_that_sends_no_request_is_let_go(serving: Serving) -> None:
    silent, slow = serving.connect(), serving.connect()
    with silent, slow:
        slow.sendall(b"GET /v1/stories HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        begun = time.monotonic()
        assert silent.recv(100) == b""
        assert slow.recv(100) == b""
        assert time.monotonic() - begun > PATIENCE - 1
    assert serving.get("/v1/stories") == 200


def test_a_head_without_end_is_cut_off(serving: Serving) -> None:
    with serving.connect() as endless:
        endless.sendall(b"GET /v1/stories HTTP/1.1\r\nHost: localhost\r\n")
        with pytest.raises(OSError, match=r"reset|pipe"):
            endless.sendall(b"X-More: " + b"x" * 50_000_000)
    assert serving.get("/v1/stories") == 200


@pytest.mark.parametrize(
    "request_", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
)
def test_what_is_no_request_is_answered_as_such(serving: Serving, request_: bytes) -> None:
    with serving.connect() as client:
        client.sendall(request_)
        assert client.recv(12) in {b"HTTP/1.1 400", b""}


def test_many_requests_on_one_connection(serving: Serving) -> None:
    connection = http.client.HTTPConnection("localhost", serving.port, timeout=30)
    for _ in range(5):
        connection.request("GET", "/v1/stories")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Server"]) == (200, None)
        answer.read()
        time.sleep(0.05)
    connection.close()


def test_there_are_no_web_sockets(serving: Serving) -> None:
    with serving.connect() as client:
        client.sendall(
            b"GET /v1/stories HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b" 101 " not in client.recv(100)


def test_a_worker_ends_when_it_is_told_to(tmp_path: Path) -> None:
    log = tmp_path / "work.log"
    worker = _begun(log, tmp_path / "home", "work")
    until = time.monotonic() + BOOT
    while not (tmp_path / "home" / "jobs.sqlite").exists() and time.monotonic() < until:
        assert worker.poll() is None, log.read_text()
        time.sleep(0.1)
    time.sleep(2)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.5)
    app = build(load(home=tmp_path / "home"), working=False)
    with listening(app) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as slow:
            head = f"POST /v1/sources HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            slow.sendall(f'{head}Content-Length: 100\r\n\r\n{{"text": "The ferry'.encode())
            answer = http.client.HTTPResponse(slow)
            answer.begin()
            told = json.loads(answer.read())
    assert (answer.status, answer.headers["Content-Type"]) == (408, "application/problem+json")
    assert (told["status"], told["detail"]) == (408, "The rest of the request did not come.")
