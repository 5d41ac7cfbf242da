"""A server that answers for embeddings, rightly and at once unless it is told otherwise."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

from tests.loopback import listening

KEY = "sk-not-to-be-seen"
Answer = tuple[int, dict[str, str], Any]


def vector(text: str) -> list[float]:
    return [float(len(text)), float(text.count("e")), 1.0]


def right(asked: dict[str, Any]) -> Answer:
    rows = [{"index": n, "embedding": vector(text)} for n, text in enumerate(asked["input"])]
    spent = sum(len(text.split()) for text in asked["input"])
    usage = {"prompt_tokens": spent, "total_tokens": spent}
    return 200, {}, {"object": "list", "data": rows, "model": asked["model"], "usage": usage}


@dataclass(frozen=True)
class Slow:
    """A body that comes in so many pieces, each after a pause."""

    answer: Any
    pieces: int
    pause: float


class Server:
    """Answers each request by the next of its ways, then rightly."""

    def __init__(self) -> None:
        self.ways: list[Callable[[dict[str, Any]], Answer]] = []
        self.asked: list[dict[str, Any]] = []
        self.url = ""
        self.over = Event()

    def hang(self, asked: dict[str, Any]) -> Answer:
        """Nothing, until all is over."""
        self.over.wait()
        return right(asked)

    def half(self, asked: dict[str, Any]) -> Answer:
        """Half a body, and no more until all is over."""
        return 200, {}, Slow(right(asked)[2], pieces=2, pause=float("inf"))

    def trickle(self, asked: dict[str, Any]) -> Answer:
        """A body that would take ten seconds, never pausing for long."""
        return 200, {}, Slow(right(asked)[2], pieces=100, pause=0.1)

    def slowly(self, asked: dict[str, Any]) -> Answer:
        """Rightly, after half a second."""
        self.over.wait(0.5)
        return right(asked)

    rightly = staticmethod(right)

    def answer(self, asked: dict[str, Any]) -> Answer:
        self.asked.append(asked)
        return (self.ways.pop(0) if self.ways else right)(asked)


@contextmanager
def running() -> Generator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, headers, answer = server.answer(body)
            slow = answer if isinstance(answer, Slow) else Slow(answer, pieces=1, pause=0.0)
            raw = slow.answer if isinstance(slow.answer, bytes) else json.dumps(slow.answer).encode()
            with suppress(ConnectionError):  # whoever asked has gone
                self.send(status, headers, raw, slow)

        def send(self, status: int, headers: dict[str, str], raw: bytes, slow: Slow) -> None:
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            size = -(-len(raw) // slow.pieces)
            for start in range(0, len(raw), size):
                self.wfile.write(raw[start : start + size])
                server.over.wait(None if slow.pause == float("inf") else slow.pause)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with listening(Handler) as address:
        server.url = f"{address}/v1"
        try:
            yield server
        finally:
            server.over.set()


def refusing(status: int, **headers: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: (status, headers, {"error": {"message": f"no, {KEY}", "code": "x"}})
