"""A server that answers as a language model does, rightly and at once unless it is told otherwise."""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any, Literal, cast

from tests.loopback import listening

KEY = "sk-not-to-be-seen-by-anyone"
RIGHT: dict[str, Any] = {"town": "Ostrel", "bridges": 3}
Answer = tuple[int, dict[str, str], Any]
Way = Callable[[dict[str, Any]], Answer]
End = Literal["done", "silent", "hangs", "breaks"]
"""Of a stream: as it should, without a word, never, or in the middle of what was announced."""


class Body:
    """What is sent after the headers: part by part, with a pause after each."""

    pause = 0.0
    hangs = False
    """After the last part."""

    def __init__(self, body: Any) -> None:
        self.parts = [body if isinstance(body, bytes) else json.dumps(body).encode()]

    @property
    def length(self) -> int | None:
        """As it is announced."""
        return sum(map(len, self.parts))


class Trickle(Body):
    """A body of which a byte comes every so many seconds."""

    def __init__(self, body: Any, pause: float) -> None:
        super().__init__(body)
        (whole,) = self.parts
        self.parts = [whole[place : place + 1] for place in range(len(whole))]
        self.pause = pause


class Events(Body):
    """A stream; an event in bytes is sent as it is."""

    def __init__(self, events: list[Any], end: End, pause: float) -> None:
        told = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in events]
        self.parts = [b"data: " + one + b"\n\n" for one in [*told, *[b"[DONE]"] * (end == "done")]]
        self.pause = pause
        self.hangs = end == "hangs"
        self._breaks = end == "breaks"

    @property
    def length(self) -> int | None:
        """One more than there are, where it is to break."""
        return sum(map(len, self.parts)) + 1 if self._breaks else None


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


def streaming(
    way: Way, until: int | None = None, end: End = "done", pause: float = 0.0, size: int = 8
) -> Way:
    """Answers a request for a stream with one, of so many events and pieces of such a size."""

    def answer(asked: dict[str, Any]) -> Answer:
        status, headers, body = way(asked)
        if not asked.get("stream") or status != 200 or not isinstance(body, dict):
            return status, headers, body
        told = Events(_events(asked, cast("dict[str, Any]", body), size)[:until], end, pause)
        return status, {**headers, "content-type": "text/event-stream"}, told

    return answer


def _events(asked: dict[str, Any], body: dict[str, Any], size: int) -> list[Any]:
    """A completion in pieces, as OpenAI sends them: its text, or what its tool is called with."""
    given: dict[str, Any] = {**body, "object": "chat.completion.chunk"}
    usage, choice = given.pop("usage"), given["choices"][0]
    deltas = [*_deltas(choice["message"], size)]
    ends = [None] * len(deltas) + [choice["finish_reason"]]
    told = [
        {**given, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
        for delta, end in zip([*deltas, {}], ends, strict=True)
    ]
    counted = asked.get("stream_options", {}).get("include_usage")
    return [*told, {**given, "choices": [], "usage": usage}] if counted else told


def _deltas(message: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    yield {**message, "content": None, "tool_calls": None}
    for call in message.get("tool_calls", []):
        name, said = call["function"]["name"], call["function"]["arguments"]
        yield {"tool_calls": [{**call, "index": 0, "function": {"name": name, "arguments": ""}}]}
        for piece in _pieces(said, size):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
    for piece in _pieces(message.get("content") or "", size):
        yield {"content": piece}


def _pieces(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


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
        self.streams = True
        self.listed: Any = {"object": "list", "data": []}

    def hang(self, asked: dict[str, Any]) -> Answer:
        """Nothing, until all is over."""
        self.over.wait()
        return right(asked)

    def without(self, *modes: str) -> Way:
        """A server that does not know these ways of asking for a shape."""
        return lambda asked: (refusing(400, "not supported") if mode(asked) in modes else right)(asked)

    def answer(self, asked: dict[str, Any]) -> Answer:
        """A stream where one is asked for, unless ``streams`` says no: then what is asked plainly."""
        self.asked.append(asked)
        way = self.ways.pop(0) if self.ways else self.habit
        answer = way(asked)
        return streaming(lambda _: answer)(asked) if self.streams else answer


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
            body = answer if isinstance(answer, Body) else Body(answer)
            self.send_response(status)
            length = {} if body.length is None else {"content-length": str(body.length)}
            for name, value in {"content-type": "application/json", **length, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for part in body.parts:
                self.wfile.write(part)
                server.over.wait(body.pause)
            server.over.wait(None if body.hangs else 0.0)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with listening(Handler) as address:
        server.url = f"{address}/v1"
        try:
            yield server
        finally:
            server.over.set()
