"""What those who watch learn of a model that is asked: the trace, and LangSmith where it is wanted."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from pydantic import BaseModel

from agents.model.answers import Answers, MemoryAnswers
from agents.model.chat import ChatModel, Patience
from agents.model.opening import opened
from agents.model.roles import Models
from agents.model.watched import WatchedModel
from agents.settings import load
from agents.trace import UNWATCHED, Call
from agents.trace.journal import Journal
from prompts import Prompt
from store.errors import BadAnswer, ModelError, ModelFailed, ModelTruncated
from tests.agents.model.server import KEY, Server, Way, completion, refusing, right, saying
from tests.loopback import listening

ROOT = Path(__file__).parents[3]
PROMPT = Prompt("test", "Answer in shape.", "Ostrel has three bridges. Which town, how many?", "0" * 64)


class Town(BaseModel):
    town: str
    bridges: int


def ask(
    server: Server, file: Path, answers: Answers | None = None, *, bodies: bool = False
) -> dict[str, Any]:
    """What the trace says of one reply, whatever came of it."""
    journal = Journal(str(file), bodies=bodies, secrets=[KEY])
    settings = load(model_url=server.url, openai_api_key=KEY)
    asked = ChatModel(opened("openai:small", settings), answers or MemoryAnswers(), Patience(5.0, 0.01))
    try:
        WatchedModel(asked, "writer", _Watching(journal)).reply(PROMPT, Town)
    except ModelError:
        pass
    finally:
        journal.close()
    assert KEY not in file.read_text()
    line = json.loads(file.read_text().splitlines()[-1])
    assert line["kind"] == "asked"
    return line


class _Watching:
    """A journal of which only the calls matter."""

    def __init__(self, journal: Journal) -> None:
        self.call = journal.call
        self.tell = journal.tell
        self.run = journal.run


def test_an_answer_that_was_paid_for(model_server: Server, tmp_path: Path) -> None:
    line = ask(model_server, tmp_path / "trace.jsonl")
    told: dict[str, Any] = {
        "role": "writer",
        "model": "openai:small",
        "answered_by": "small",
        "prompt": "test",
        "prompt_digest": "0" * 64,
        "shape": "Town",
        "mode": "json_schema",
        "paid": True,
        "requests": 1,
        "request_errors": [],
        "ended": "stop",
        "tokens_in": 40,
        "tokens_out": 10,
        "tokens_estimated": False,
        "outcome": "done",
        "error": "",
        "characters_in": len(PROMPT.rules) + len(PROMPT.material),
        "characters_out": len('{"town":"Ostrel","bridges":3}'),
    }
    assert {name: line[name] for name in told} == told
    assert "Ostrel" not in (tmp_path / "trace.jsonl").read_text()


def test_an_answer_that_was_kept(model_server: Server, tmp_path: Path) -> None:
    answers = MemoryAnswers()
    first = ask(model_server, tmp_path / "first.jsonl", answers)
    line = ask(model_server, tmp_path / "second.jsonl", answers, bodies=True)
    assert (line["paid"], line["requests"], line["tokens_in"], line["mode"]) == (False, 0, 0, "")
    assert line["asked_digest"] == first["asked_digest"]
    assert json.loads(line["answers"][0]) == {"town": "Ostrel", "bridges": 3}
    assert line["material"] == PROMPT.material


TIMES: dict[str, tuple[list[Way], dict[str, Any]]] = {
    "tried again": (
        [refusing(429), refusing(503), right],
        {
            "requests": 3,
            "request_errors": ["OpenAIRateLimitError", "OpenAIAPIError"],
            "outcome": "done",
            "tokens_in": 40,
        },
    ),
    "another mode": (
        [refusing(400, "not supported"), right],
        {
            "request_errors": ["OpenAIInvalidRequestError"],
            "requests": 2,
            "mode": "function_calling",
            "outcome": "done",
        },
    ),
    "mended": (
        [saying("an essay"), right],
        {"requests": 2, "request_errors": [], "tokens_in": 80, "tokens_out": 20, "outcome": "done"},
    ),
    "an essay twice": (
        [saying("an essay"), saying("an essay")],
        {"requests": 2, "tokens_in": 80, "outcome": "failed", "error": BadAnswer.__name__},
    ),
    "a wrong key": (
        [refusing(401)],
        {
            "request_errors": ["OpenAIAuthenticationError"],
            "tokens_in": 0,
            "outcome": "failed",
            "error": ModelFailed.__name__,
        },
    ),
    "cut off": (
        [saying('{"town": "Os', finish="length")],
        {"requests": 1, "tokens_in": 40, "outcome": "failed", "error": ModelTruncated.__name__},
    ),
    "not counted": (
        [lambda _: (200, {}, completion({"content": '{"town":"Ostrel","bridges":3}'}, usage=None))],
        {"requests": 1, "tokens_estimated": True, "outcome": "done"},
    ),
}


@pytest.mark.parametrize("name", TIMES)
def test_what_came_of_it(name: str, model_server: Server, tmp_path: Path) -> None:
    model_server.ways, told = list(TIMES[name][0]), TIMES[name][1]
    line = ask(model_server, tmp_path / "trace.jsonl")
    assert {field: line[field] for field in told} == told


def test_a_key_that_the_server_gives_back_is_not_in_the_trace(model_server: Server, tmp_path: Path) -> None:
    model_server.habit = saying(json.dumps({"town": f"Ostrel {KEY}", "bridges": 3}))
    line = ask(model_server, tmp_path / "trace.jsonl", bodies=True)
    assert "Ostrel [secret]" in line["answers"][0]


def test_the_model_of_a_role_is_watched(model_server: Server, tmp_path: Path) -> None:
    calls: list[Call] = []

    class Watching(_Watching):
        def __init__(self) -> None: ...

        @contextmanager
        def call(self, call: Call) -> Generator[None]:
            calls.append(call)
            yield

    settings = load(home=tmp_path, checker_model="openai:small", model_url=model_server.url)
    asked = Models(settings, answers=MemoryAnswers(), watch=Watching()).model("checker")
    assert asked
    assert asked.name == "openai:small"
    assert asked.reply(PROMPT, Town) == Town(town="Ostrel", bridges=3)
    assert asked.usage.calls == 1
    assert [(call.role, call.prompt.name, len(call.requests)) for call in calls] == [("checker", "test", 1)]


class Heard(BaseCallbackHandler):
    """Names of runs, each with that of the run around it."""

    def __init__(self) -> None:
        self.names: dict[UUID | None, str] = {None: ""}
        self.runs: list[tuple[str, str]] = []
        self.tags: list[str] = []

    def on_chain_start(self, *_: Any, run_id: UUID, parent_run_id: UUID | None = None, **told: Any) -> None:
        self.names[run_id] = told["name"]
        self.runs.append((self.names[parent_run_id], told["name"]))

    def on_chat_model_start(self, *_: Any, tags: list[str], **told: Any) -> None:
        told["name"] = "model"
        self.on_chain_start(**told)
        self.tags += tags


def test_a_chain_around_hears_what_is_asked(model_server: Server) -> None:
    heard = Heard()
    settings = load(model_url=model_server.url, openai_api_key=KEY)
    asked = ChatModel(opened("openai:small", settings), MemoryAnswers(), Patience(5.0, 0.01))

    def step(_: str) -> Town:
        return WatchedModel(asked, "writer", UNWATCHED).reply(PROMPT, Town)

    RunnableLambda(step, name="mine").invoke("", {"callbacks": [heard]})
    assert heard.runs[:2] == [("", "mine"), ("mine", "writer: test")]
    assert "model" in {name for _, name in heard.runs}
    assert {"storytree", "writer", "test"} <= set(heard.tags)


ASKING = """
from agents.model.answers import MemoryAnswers
from agents.model.roles import Models
from agents.settings import load
from langchain_core.tracers.langchain import wait_for_all_tracers
from prompts import Prompt
from pydantic import BaseModel

class Town(BaseModel):
    town: str
    bridges: int

prompt = Prompt("test", "Answer in shape.", "Ostrel has three bridges.", "0" * 64)
print(Models(load(), answers=MemoryAnswers()).model("writer").reply(prompt, Town))
wait_for_all_tracers()
"""


@contextmanager
def langsmith(got: list[bytes]) -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["content-length"])))
            self._answer()

        def do_PATCH(self) -> None:
            self.do_POST()

        def _answer(self) -> None:
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with listening(Handler) as address:
        yield address


@pytest.mark.parametrize("asked_for", [True, False], ids=["asked for", "not asked for"])
def test_langsmith_is_told_where_its_variables_ask_for_it(
    asked_for: bool, model_server: Server, tmp_path: Path
) -> None:
    got: list[bytes] = []
    with langsmith(got) as address:
        told = {
            "STORYTREE_HOME": str(tmp_path),
            "STORYTREE_WRITER_MODEL": "openai:small",
            "STORYTREE_MODEL_URL": model_server.url,
            "LANGSMITH_API_KEY": "lsv2_not_a_key",
            "LANGSMITH_ENDPOINT": address,
            "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",
            **({"LANGSMITH_TRACING": "true"} if asked_for else {}),
        }
        done = subprocess.run(
            [sys.executable, "-c", ASKING],
            cwd=ROOT,
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    assert done.stdout == "town='Ostrel' bridges=3\n"
    text = b"".join(got).decode()
    assert ("writer: test" in text) == asked_for
    assert ("storytree_prompt_digest" in text) == asked_for
    assert bool(got) == asked_for
