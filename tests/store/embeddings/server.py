"""A server that answers for embeddings, rightly unless it is told otherwise."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

KEY = "sk-not-to-be-seen"
Answer = tuple[int, dict[str, str], Any]


def vector(text: str) -> list[float]:
    return [float(len(text)), float(text.count("e")), 1.0]


def right(asked: dict[str, Any]) -> Answer:
    rows = [{"index": n, "embedding": vector(text)} for n, text in enumerate(asked["input"])]
    return 200, {}, {"object": "list", "data": rows, "model": asked["model"]}


class Server:
    """Answers each request by the next of its ways, then rightly."""

    def __init__(self) -> None:
        self.ways: list[Callable[[dict[str, Any]], Answer]] = []
        self.asked: list[dict[str, Any]] = []
        self.url = ""

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
            raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{listening.server_port}/v1"
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def refusing(status: int, **headers: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: (status, headers, {"error": {"message": f"no, {KEY}", "code": "x"}})
