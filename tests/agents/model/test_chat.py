"""The real clients of langchain and OpenAI against a server on loopback: every way to answer, and not to."""

import json
import logging
import time
from typing import Any, cast

import pytest
from langchain_core.messages import AIMessage
from pydantic import BaseModel

from agents.model import Model, Usage
from agents.model.answers import Answers, FolderAnswers, MemoryAnswers
from agents.model.chat import TRIES, ChatModel, Patience
from agents.model.opening import Opened, opened
from agents.settings import load
from prompts import Prompt
from store.errors import (
    BadAnswer,
    BadSettings,
    ContextTooLong,
    ModelError,
    ModelFailed,
    ModelRefused,
    ModelTruncated,
)
from tests.agents.model.server import (
    KEY,
    RIGHT,
    Server,
    Trickle,
    Way,
    completion,
    mode,
    refusing,
    right,
    saying,
)
from tests.fakes import FakeModel

PROMPT = Prompt("test", "Answer in shape.", "Ostrel has three bridges. Which town, how many?", "0" * 64)
JSON = json.dumps(RIGHT)


class Town(BaseModel):
    town: str
    bridges: int
    river: str | None = None


def model(
    server: Server,
    answers: Answers | None = None,
    *,
    name: str = "openai:small",
    seconds: float = 5.0,
    pause: float = 0.01,
) -> ChatModel:
    settings = load(model_url=server.url, openai_api_key=KEY, model_timeout=seconds)
    patience = Patience(seconds, pause)
    return ChatModel(opened(name, settings), MemoryAnswers() if answers is None else answers, patience)


def counted(asking: ChatModel) -> Usage:
    """Without what differs from run to run; these models have no price."""
    assert asking.usage.cost is None
    assert asking.usage.seconds > 0
    return asking.usage.model_copy(update={"cost": 0.0, "seconds": 0.0})


def ask(server: Server, **options: Any) -> Town:
    return model(server, **options).reply(PROMPT, Town)


def error_of(server: Server, **options: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        ask(server, **options)
    assert caught.value.advice
    assert KEY not in f"{caught.value} {caught.value.advice}"
    return caught.value


def test_an_answer_in_shape(model_server: Server) -> None:
    asking = model(model_server)
    assert asking.reply(PROMPT, Town) == Town(town="Ostrel", bridges=3)
    assert counted(asking) == Usage(calls=1, tokens_in=40, tokens_out=10)
    (asked,) = model_server.asked
    assert [one["role"] for one in asked["messages"]] == ["system", "user"]
    assert [one["content"] for one in asked["messages"]] == [PROMPT.rules, PROMPT.material]


def test_the_schema_is_strict(model_server: Server) -> None:
    ask(model_server)
    given = model_server.asked[0]["response_format"]["json_schema"]
    assert given["strict"] is True
    assert given["schema"]["required"] == ["town", "bridges", "river"]
    assert given["schema"]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        ([], "json_schema"),
        (["json_schema"], "function_calling"),
        (["json_schema", "function_calling"], "json_mode"),
    ],
)
def test_the_best_mode_that_the_server_knows_is_found_once(
    model_server: Server, unknown: list[str], known: str
) -> None:
    model_server.habit = model_server.without(*unknown)
    asking = model(model_server)
    for number in (1, 2):
        prompt = Prompt("test", "Answer.", f"Question {number}?", "")
        assert asking.reply(prompt, Town).town == "Ostrel"
    assert asking.mode == known
    assert [mode(asked) for asked in model_server.asked] == [*unknown, known, known]
    assert asking.usage.calls == 2


def test_a_model_in_json_mode_is_told_the_schema(model_server: Server) -> None:
    model_server.habit = model_server.without("json_schema", "function_calling")
    ask(model_server)
    assert '"bridges"' in model_server.asked[-1]["messages"][0]["content"]


def test_a_model_that_has_no_schemas_is_not_asked_for_one(model_server: Server) -> None:
    ask(model_server, name="openai:gpt-4")
    assert [mode(asked) for asked in model_server.asked] == ["function_calling"]


def test_where_no_mode_will_do_the_first_refusal_is_told(model_server: Server) -> None:
    model_server.ways = [refusing(400, "no schema"), refusing(400, "no tools"), refusing(422, "no json")]
    failed = error_of(model_server)
    assert "no schema" in str(failed)
    assert not failed.retry


AROUND = {
    "fence": f"```json\n{JSON}\n```",
    "prose": f"Sure! Here it is:\n\n{JSON}\n\nAnything else?",
    "thought": f'<think>Perhaps {{"town": "Wrong", "bridges": 1}}?</think>{JSON}',
    "thought without its beginning": f'It may be {{"town": "Wrong", "bridges": 1}}.</think>\n{JSON}',
    "braces in prose": f"As {{you}} asked: {JSON}",
    "byte order mark": f"\ufeff{JSON}",
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND)
def test_what_stands_around_an_answer_is_left_out(model_server: Server, text: str) -> None:
    model_server.habit = lambda _: (200, {}, completion({"content": text}))
    assert ask(model_server) == Town(town="Ostrel", bridges=3)
    assert len(model_server.asked) == 1


def test_an_answer_in_words_where_a_tool_was_to_be_called(model_server: Server) -> None:
    model_server.ways = [refusing(400), lambda _: (200, {}, completion({"content": f"It is {JSON}"}))]
    assert ask(model_server).bridges == 3


OUT_OF_SHAPE = {
    "another field": '{"city": "Ostrel", "bridges": 3}',
    "another type": '{"town": "Ostrel", "bridges": "many"}',
    "cut off": '{"town": "Ostrel", "bri',
    "cut off inside": '{"more": {"town": "Ostrel", "bridges": 3}, "and',
    "essay": "Ostrel is a lovely town.",
    "empty": "",
    "list": f"[{JSON[1:-1]}]",
    "half a pair": '{"town": "\\ud800", "bridges": 3}',
    "deep": '{"a":' * 100_000,
}


@pytest.mark.parametrize("text", OUT_OF_SHAPE.values(), ids=OUT_OF_SHAPE)
def test_what_is_out_of_shape_is_mended_once(model_server: Server, text: str) -> None:
    model_server.ways = [saying(text)]
    asking = model(model_server)
    assert asking.reply(PROMPT, Town).town == "Ostrel"
    again = model_server.asked[1]["messages"]
    assert [one["role"] for one in again] == ["system", "user", "assistant", "user"]
    assert "JSON Schema" in again[-1]["content"]
    assert counted(asking) == Usage(calls=2, tokens_in=80, tokens_out=20)


@pytest.mark.parametrize("text", OUT_OF_SHAPE.values(), ids=OUT_OF_SHAPE)
def test_what_is_out_of_shape_twice_is_an_error(model_server: Server, text: str) -> None:
    model_server.habit = saying(text)
    assert isinstance(error_of(model_server), BadAnswer)
    assert len(model_server.asked) == 2


def test_the_model_is_told_what_was_wrong(model_server: Server) -> None:
    model_server.ways = [saying(OUT_OF_SHAPE["another type"])]
    ask(model_server)
    assert "bridges: Input should be a valid integer" in model_server.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_what_passes_is_tried_again(model_server: Server, status: int) -> None:
    model_server.ways = [refusing(status), refusing(status)]
    asking = model(model_server)
    assert asking.reply(PROMPT, Town).town == "Ostrel"
    assert len(model_server.asked) == 3
    assert asking.usage.calls == 1


def test_it_is_not_tried_for_ever(model_server: Server) -> None:
    model_server.habit = refusing(503)
    failed = error_of(model_server)
    assert failed.retry
    assert "503" in str(failed)
    assert len(model_server.asked) == TRIES


def test_a_server_is_left_alone_for_as_long_as_it_asks(model_server: Server) -> None:
    model_server.ways = [refusing(429, **{"retry-after": "1"})]
    begun = time.monotonic()
    ask(model_server)
    assert time.monotonic() - begun >= 1.0
    assert len(model_server.asked) == 2


def test_a_server_that_wants_to_be_left_alone_for_longer_than_we_wait_is_not_waited_for(
    model_server: Server,
) -> None:
    model_server.ways = [refusing(429, **{"retry-after": "3600"})]
    begun = time.monotonic()
    failed = error_of(model_server)
    assert time.monotonic() - begun < 2.0
    assert isinstance(failed, ModelFailed)
    assert (failed.retry, failed.retry_after) == (True, 3600.0)
    assert len(model_server.asked) == 1


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "OPENAI_API_KEY"), (403, "key"), (404, "no such model"), (307, "ends with /v1"), (413, "log")],
)
def test_what_does_not_pass_is_not_tried_again(model_server: Server, status: int, advice: str) -> None:
    model_server.habit = refusing(status)
    failed = error_of(model_server)
    assert advice in failed.advice
    assert not failed.retry
    assert len(model_server.asked) == 1


def test_an_account_without_credit_is_not_asked_again(model_server: Server) -> None:
    model_server.habit = refusing(429, code="insufficient_quota")
    failed = error_of(model_server)
    assert "credit" in str(failed)
    assert len(model_server.asked) == 1


LONG = [
    ("This model's maximum context length is 4096 tokens.", "context_length_exceeded"),
    ("the request exceeds the available context size, try increasing it", "exceed_context_size_error"),
]


@pytest.mark.parametrize(("said", "code"), LONG)
def test_a_prompt_that_is_too_long_says_so(model_server: Server, said: str, code: str) -> None:
    model_server.habit = refusing(400, said, code)
    assert isinstance(error_of(model_server), ContextTooLong)
    assert len(model_server.asked) == 1


REFUSED: dict[str, Way] = {
    "in its own field": lambda _: (200, {}, completion({"content": None, "refusal": "I cannot."})),
    "by a filter": saying("", "content_filter"),
    "by a filter before": refusing(
        400, "The prompt was stopped by content management policy.", "content_filter"
    ),
}


@pytest.mark.parametrize("way", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("unknown", [[], ["json_schema"]], ids=["schema", "tool"])
def test_a_refusal_is_one(model_server: Server, way: Way, unknown: list[str]) -> None:
    model_server.habit = lambda asked: (refusing(400) if mode(asked) in unknown else way)(asked)
    assert isinstance(error_of(model_server), ModelRefused)
    assert len(model_server.asked) == 1 + len(unknown)


@pytest.mark.parametrize("unknown", [[], ["json_schema"], ["json_schema", "function_calling"]])
def test_an_answer_that_ends_at_its_length_is_an_error_and_was_paid_for(
    model_server: Server, unknown: list[str]
) -> None:
    cut = saying('{"town": "Ost', "length")
    model_server.habit = lambda asked: (refusing(400) if mode(asked) in unknown else cut)(asked)
    asking = model(model_server)
    with pytest.raises(ModelTruncated):
        asking.reply(PROMPT, Town)
    assert counted(asking) == Usage(calls=1, tokens_in=40, tokens_out=10)


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": "many", "completion_tokens": 1, "total_tokens": 1},
        {"prompt_tokens": -5, "completion_tokens": 10, "total_tokens": 5},
        {"prompt_tokens": 10**12, "completion_tokens": 10, "total_tokens": 5},
    ],
)
def test_tokens_that_nobody_counted_are_estimated(model_server: Server, usage: Any) -> None:
    model_server.habit = saying(JSON, usage=usage)
    asking = model(model_server)
    asking.reply(PROMPT, Town)
    said = len(PROMPT.rules) + len(PROMPT.material)
    assert counted(asking) == Usage(
        calls=1, tokens_in=-(-said // 4), tokens_out=-(-len(JSON) // 4), estimated=1
    )


NO_ANSWER: dict[str, Way] = {
    "a web page": lambda _: (200, {"content-type": "text/html"}, b"<!doctype html><h1>Welcome</h1>"),
    "a web page that says it is JSON": lambda _: (200, {}, b"<!doctype html>"),
    "nothing": lambda _: (200, {}, b""),
    "a list": lambda _: (200, {}, []),
    "an empty object": lambda _: (200, {}, {}),
    "no choices": lambda _: (200, {}, {**completion({}), "choices": []}),
    "choices that are null": lambda _: (200, {}, {**completion({}), "choices": None}),
    "an error": lambda _: (200, {}, {"error": {"message": f"down, {KEY}"}}),
    "a usage that is none": saying(JSON, usage="much"),
    "no message": lambda _: (200, {}, {**completion({}), "choices": [{"index": 0}]}),
}


@pytest.mark.parametrize("way", NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_is_no_answer_of_a_model_is_an_error(model_server: Server, way: Way) -> None:
    model_server.habit = way
    failed = error_of(model_server)
    assert isinstance(failed, ModelFailed)
    assert not failed.retry
    assert "attribute" not in str(failed)
    assert len(model_server.asked) == 1


def test_a_web_page_in_the_place_of_an_api_is_told_as_one(model_server: Server) -> None:
    model_server.habit = NO_ANSWER["a web page"]
    failed = error_of(model_server)
    assert "no answer of a language model" in str(failed)
    assert "/v1" in failed.advice


@pytest.mark.parametrize("way", ["hang", "trickle"])
def test_a_server_that_never_is_done_is_not_waited_for(model_server: Server, way: str) -> None:
    slow: dict[str, Way] = {
        "hang": model_server.hang,
        "trickle": lambda asked: (200, {}, Trickle(right(asked)[2], 0.05)),
    }
    model_server.habit = slow[way]
    begun = time.monotonic()
    failed = error_of(model_server, seconds=0.3)
    assert "did not answer" in str(failed)
    assert failed.retry
    assert time.monotonic() - begun < 2.0
    assert 1 < len(model_server.asked) <= TRIES


def test_a_server_that_hangs_once_is_asked_again(model_server: Server) -> None:
    model_server.ways = [model_server.hang]
    assert ask(model_server, seconds=1.0).town == "Ostrel"


def test_a_server_that_is_not_there() -> None:
    gone = Server()
    gone.url = "http://127.0.0.1:9/v1"
    failed = error_of(gone)
    assert "cannot be reached" in str(failed)
    assert "STORYTREE_MODEL_URL" in failed.advice


def test_what_a_server_says_is_short_and_harmless(model_server: Server) -> None:
    model_server.habit = refusing(418, f"\x1b[31m{KEY}\u202e " + "no " * 500)
    said = str(error_of(model_server))
    assert said.isprintable()
    assert len(said) < 300
    assert "no no" in said


def test_no_log_has_the_key(model_server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(model_server)
    assert KEY not in caplog.text


def test_a_rerun_sends_nothing(model_server: Server, tmp_path: Any) -> None:
    first = model(model_server, FolderAnswers(tmp_path / "answers"))
    told = first.reply(PROMPT, Town)
    again = model(model_server, FolderAnswers(tmp_path / "answers"))
    assert again.reply(PROMPT, Town) == told
    assert again.usage == Usage(kept=1)
    assert len(model_server.asked) == 1


def test_another_question_shape_model_or_server_is_another_request(model_server: Server) -> None:
    class Bridges(BaseModel):
        bridges: int

    answers = MemoryAnswers()
    ask(model_server, answers=answers)
    model(model_server, answers).reply(PROMPT, Bridges)
    model(model_server, answers).reply(Prompt("test", "Answer.", "Which?", ""), Town)
    model(model_server, answers, name="openai:large").reply(PROMPT, Town)
    assert len(model_server.asked) == 4


def test_what_was_out_of_shape_is_not_kept(model_server: Server) -> None:
    answers = MemoryAnswers()
    model_server.ways = [saying("no"), saying("no")]
    error_of(model_server, answers=answers)
    assert ask(model_server, answers=answers).town == "Ostrel"
    assert len(model_server.asked) == 3


def test_a_kept_answer_that_no_longer_fits_is_asked_for_again(model_server: Server) -> None:
    class Forgetful(MemoryAnswers):
        def get(self, key: str) -> str | None:  # noqa: ARG002
            return '{"city": "Ostrel"}'

    assert ask(model_server, answers=Forgetful()).town == "Ostrel"


@pytest.mark.parametrize("name", ["gpt", ":gpt", "openai:", "", "nobody:x", "anthropic:x", "azure_openai:x"])
def test_a_name_that_means_no_model_is_known_before_anything_is_sent(model_server: Server, name: str) -> None:
    with pytest.raises(BadSettings) as caught:
        model(model_server, name=name)
    assert caught.value.advice
    assert not model_server.asked


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"model_url": "localhost:8000"},
        {"openai_api_key": "sk-with space"},
        {"openai_api_key": "sk-ключ"},
    ],
)
def test_settings_that_cannot_be_are_known_before_anything_is_sent(given: dict[str, str]) -> None:
    with pytest.raises(BadSettings) as caught:
        opened("openai:small", load(**given))
    assert caught.value.advice


class Foreign:
    """A chat model of another provider's package, which has these modes alone."""

    def __init__(self, *modes: str) -> None:
        self._modes = modes

    def with_structured_output(self, schema: dict[str, Any], *, method: str, include_raw: bool) -> "Foreign":
        assert include_raw
        assert schema["title"] == "Town"
        if method not in self._modes:
            raise ValueError(f"Unrecognized method {method}")
        return self

    def invoke(self, asked: list[Any], config: dict[str, Any]) -> dict[str, Any]:
        assert [one.type for one in asked] == ["system", "human"]
        assert config["run_name"] == "storytree"
        return {"raw": AIMessage(JSON)}


def test_a_provider_of_another_package_is_asked_in_the_mode_that_it_has() -> None:
    foreign = Opened("some:x", cast("Any", Foreign("json_mode")))
    asking = ChatModel(foreign, MemoryAnswers(), Patience(5.0))
    assert asking.reply(PROMPT, Town).bridges == 3
    assert asking.mode == "json_mode"


def test_a_provider_that_has_no_mode_says_so() -> None:
    foreign = Opened("some:x", cast("Any", Foreign()))
    with pytest.raises(ModelFailed, match="no structured output"):
        ChatModel(foreign, MemoryAnswers(), Patience(5.0)).reply(PROMPT, Town)


def test_a_proxy_of_the_environment_is_used(model_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("HTTP_PROXY", model_server.url.removesuffix("/v1"))
    far = Server()
    far.url = "http://models.example/v1"
    assert ask(far, seconds=4.5).town == "Ostrel"
    assert len(model_server.asked) == 1


def test_a_server_of_ones_own_needs_no_key(model_server: Server) -> None:
    plain = opened("openai:small", load(model_url=model_server.url))
    assert ChatModel(plain, MemoryAnswers(), Patience(5.0)).reply(PROMPT, Town).bridges == 3


def test_the_fake_of_the_tests_keeps_to_the_seam() -> None:
    fake = FakeModel(Town(town="Ostrel", bridges=3), ModelRefused("no"))
    seam: Model = fake
    assert seam.reply(PROMPT, Town).river is None
    with pytest.raises(ModelRefused):
        seam.reply(PROMPT, Town)
    assert fake.asked == [PROMPT, PROMPT]
    assert (seam.usage.calls, seam.name) == (2, "fake model")
