"""A small web site on loopback: what it answers is a dict, what it was asked is a list."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Names of headers have _ for -."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> Answer:
    return Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Site:
    """Paths and their answers; one with an ETag answers 304 to who knows it. 404 for any other path."""

    port: int = 0
    answers: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict[str, Any])
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list[tuple[str, dict[str, str]]])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for since this was last asked, in order."""
        asked, self.asked[:] = [path for path, _ in self.asked], []
        return [path for path in asked if robots or path != "/robots.txt"]

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.path, dict(handler.headers)))
        found = self.answers.get(handler.path, Answer(status=404))
        given = found if isinstance(found, Answer) else found()
        known = given.headers.get("ETag", "-") == handler.headers["If-None-Match"]
        body = given.body.encode() if isinstance(given.body, str) else given.body
        with suppress(OSError):  # who asked is gone
            handler.send_response(304 if known else given.status)
            for name, value in given.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            if not known:
                handler.wfile.write(body)


@contextmanager
def serve() -> Generator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.respond(self)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
