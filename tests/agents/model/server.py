"""A server that answers as a language model does, rightly and at once unless it is told otherwise."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

from tests.loopback import listening

KEY = "sk-not-to-be-seen-by-anyone"
RIGHT: dict[str, Any] = {"town": "Ostrel", "bridges": 3}
Answer = tuple[int, dict[str, str], Any]
Way = Callable[[dict[str, Any]], Answer]


@dataclass(frozen=True)
class Trickle:
    """A body of which a byte comes every so many seconds."""

    body: Any
    pause: float


def completion(message: dict[str, Any], finish: str = "stop", **fields: Any) -> Any:
    usage = {"prompt_tokens": 40, "completion_tokens": 10, "total_tokens": 50}
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
    first = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "small"}
    return {**first, "choices": [choice], "usage": usage, **fields}


def in_mode(asked: dict[str, Any], text: str) -> dict[str, Any]:
    """The message that holds the text, in a call of the tool where one is asked for."""
    if "tools" not in asked:
        return {"content": text}
    function = {"name": asked["tools"][0]["function"]["name"], "arguments": text}
    return {"content": None, "tool_calls": [{"id": "call-1", "type": "function", "function": function}]}


def saying(text: str, finish: str = "stop", **fields: Any) -> Way:
    return lambda asked: (200, {}, completion(in_mode(asked, text), finish, **fields))


right: Way = saying(json.dumps(RIGHT))


def refusing(status: int, said: str = f"no, {KEY}", code: str = "x", **headers: str) -> Way:
    return lambda _: (status, headers, {"error": {"message": said, "code": code, "type": "t", "param": None}})


def mode(asked: dict[str, Any]) -> str:
    if "tools" in asked:
        return "function_calling"
    return {"json_object": "json_mode"}.get(asked["response_format"]["type"], "json_schema")


class Server:
    """Answers each request by the next of its ways, then by its habit."""

    def __init__(self) -> None:
        self.over = Event()
        self.url = ""
        self.forget()

    def forget(self) -> None:
        self.ways: list[Way] = []
        self.habit: Way = right
        self.asked: list[dict[str, Any]] = []
        self.listed: Any = {"object": "list", "data": []}

    def hang(self, asked: dict[str, Any]) -> Answer:
        """Nothing, until all is over."""
        self.over.wait()
        return right(asked)

    def without(self, *modes: str) -> Way:
        """A server that does not know these ways of asking for a shape."""
        return lambda asked: (refusing(400, "not supported") if mode(asked) in modes else right)(asked)

    def answer(self, asked: dict[str, Any]) -> Answer:
        self.asked.append(asked)
        return (self.ways.pop(0) if self.ways else self.habit)(asked)


@contextmanager
def running() -> Generator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send(200, {}, server.listed)

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with suppress(ConnectionError):  # whoever asked has gone
                self.send(*server.answer(asked))

        def send(self, status: int, headers: dict[str, str], answer: Any) -> None:
            slow = answer if isinstance(answer, Trickle) else None
            body = slow.body if slow else answer
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            for start in range(0, len(raw), 1 if slow else len(raw) or 1):
                self.wfile.write(raw[start : start + 1] if slow else raw)
                if slow:
                    server.over.wait(slow.pause)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with listening(Handler) as address:
        server.url = f"{address}/v1"
        try:
            yield server
        finally:
            server.over.set()
