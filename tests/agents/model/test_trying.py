"""Whether a model streams, as `storytree models` finds out, and what that costs."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from agents.model.account import MemoryLedger
from agents.model.trying import Tried, tried
from agents.settings import load
from store.archive import Archive
from store.home import Home
from tests.agents.model.server import (
    KEY,
    RIGHT,
    Answer,
    End,
    Server,
    Way,
    completion,
    in_mode,
    mode,
    refusing,
    right,
    saying,
    streaming,
)
from tests.commands import call

NAME = "openai:small"


def row_of(server: Server, ledger: MemoryLedger | None = None, **given: Any) -> Tried:
    options: dict[str, Any] = {"model_timeout": 5.0, **given}
    settings = load(writer_model=NAME, model_url=server.url, openai_api_key=KEY, **options)
    (row,) = tried(settings, ledger)
    assert KEY not in row.model_dump_json()
    return row


def asked(server: Server) -> list[tuple[str, bool]]:
    """How each time: the mode, and whether a stream was asked for."""
    return [(mode(one), bool(one.get("stream"))) for one in server.asked]


@pytest.mark.parametrize("unknown", [[], ["json_schema"], ["json_schema", "function_calling"]])
def test_one_that_streams_is_asked_once_in_the_mode_that_it_knows(
    model_server: Server, unknown: list[str]
) -> None:
    model_server.habit = model_server.without(*unknown)
    row = row_of(model_server)
    best = ["json_schema", "function_calling", "json_mode"][len(unknown)]
    assert (row.works, row.streaming, row.streaming_problem, row.output) == (True, "yes", "", best)
    refused = [(mode, stream) for mode in unknown for stream in (True, False)]
    assert asked(model_server) == [*refused, (best, True)]


def test_the_first_piece_is_timed(model_server: Server) -> None:
    model_server.habit = streaming(right, pause=0.2)
    row = row_of(model_server)
    assert row.first_piece is not None
    assert row.seconds is not None
    assert 0.2 <= row.first_piece <= row.seconds - 0.6  # more pieces came after it


def test_what_the_stream_counted_is_paid(model_server: Server) -> None:
    ledger = MemoryLedger()
    row_of(model_server, ledger, prices='{"small": [1000, 10000]}')
    (payment,) = ledger.payments
    usage = payment.usage
    assert (payment.role, payment.model, payment.story) == ("writer", NAME, "")
    assert (usage.calls, usage.tokens_in, usage.tokens_out, usage.estimated) == (1, 40, 10, 0)
    assert usage.cost == pytest.approx(0.14)  # pyright: ignore[reportUnknownMemberType]


def test_a_server_that_will_not_count_streams_all_the_same(model_server: Server) -> None:
    def uncounting(asked: dict[str, Any]) -> Answer:
        said = "Extra inputs are not permitted: stream_options"
        return (refusing(422, said) if "stream_options" in asked else right)(asked)

    model_server.habit = uncounting
    ledger = MemoryLedger()
    row = row_of(model_server, ledger)
    assert (row.works, row.streaming, row.streaming_problem) == (True, "yes", "")
    assert asked(model_server) == [("json_schema", True)] * 2
    assert [one.usage.estimated for one in ledger.payments if one.usage.calls] == [1]


def only_plainly(way: Way) -> Way:
    return lambda asked: (way if asked.get("stream") else right)(asked)


def whole(asked: dict[str, Any]) -> Answer:
    """A completion in one piece of a stream."""
    text = json.dumps(RIGHT)
    body = completion(in_mode(asked, text))
    return streaming(lambda _: (200, {}, body), size=len(text))(asked)


def reporting(_: dict[str, Any]) -> Answer:
    """An error as an event of the stream."""
    return 200, {}, b'data: {"error": {"message": "no streams today", "type": "t", "code": "x"}}\n\n'


NO_STREAM: dict[str, tuple[Way, str]] = {
    "refused": (refusing(400, "streams are not supported"), "streams are not supported"),
    "not allowed": (refusing(405), "405"),
    "failing": (refusing(501), "501"),
    "a web page": (lambda _: (200, {}, b"<h1>hello</h1>"), "no answer of a language model"),
    "nothing": (lambda _: (200, {}, b""), "no answer of a language model"),
    "an error within": (reporting, "no answer of a language model"),
    "damaged": (lambda _: (200, {}, b"data: {no\n\n"), "no answer of a language model"),
    "broken off": (
        streaming(right, until=3, end="breaks"),
        r"pieces that came: \d\): openai:small cannot be reached.",
    ),
    "cut off": (streaming(right, until=3), r"pieces that came: \d\): it is cut off or out of shape."),
    "out of shape": (saying("Ostrel has three."), "it is cut off or out of shape."),
}


@pytest.mark.parametrize(("way", "why"), NO_STREAM.values(), ids=NO_STREAM)
@pytest.mark.parametrize("unknown", [[], ["json_schema"]], ids=["schema", "tool"])
def test_where_no_stream_comes_it_is_asked_plainly(
    model_server: Server, way: Way, why: str, unknown: list[str]
) -> None:
    def habit(asked: dict[str, Any]) -> Answer:
        return (refusing(400, "no such mode") if mode(asked) in unknown else only_plainly(way))(asked)

    model_server.habit = habit
    row = row_of(model_server)
    assert (row.works, row.streaming, row.first_piece) == (True, "no", None)
    assert re.search(why, row.streaming_problem)
    assert row.output == ("function_calling" if unknown else "json_schema")
    assert asked(model_server)[-2:] == [(row.output, True), (row.output, False)]


def test_a_server_that_answers_plainly_when_asked_for_a_stream(model_server: Server) -> None:
    model_server.streams = False
    ledger = MemoryLedger()
    row = row_of(model_server, ledger)
    assert (row.works, row.streaming, row.first_piece) == (True, "no", None)
    assert asked(model_server) == [("json_schema", True), ("json_schema", False)]
    assert [one.usage.calls for one in ledger.payments] == [1, 1]  # both were answered
    assert [one.usage.estimated for one in ledger.payments] == [1, 0]


def test_an_answer_in_one_piece_is_no_stream(model_server: Server) -> None:
    model_server.habit = whole
    row = row_of(model_server)
    assert (row.works, row.streaming, row.first_piece) == (True, "no", None)
    assert row.streaming_problem == "The answer comes in one piece."
    assert len(model_server.asked) == 1


@pytest.mark.parametrize("end", ["hangs", "silent"])
@pytest.mark.parametrize("events", [0, 3])
def test_a_stream_that_stalls_is_left_in_time(model_server: Server, end: End, events: int) -> None:
    model_server.habit = only_plainly(streaming(right, until=events, end=end, pause=0.3))
    ledger = MemoryLedger()
    begun = time.monotonic()
    row = row_of(model_server, ledger, model_timeout=1.5)
    assert (row.works, row.streaming) == (True, "no")
    assert time.monotonic() - begun < 6.0
    assert ledger.payments[0].usage.seconds < 2.0  # of the stream: not 1.5 seconds after its last piece
    assert ledger.payments[0].usage.calls == bool(events or end == "silent")


def test_a_server_that_fails_for_a_while_streams_after_that(model_server: Server) -> None:
    model_server.ways = [refusing(503)]
    row = row_of(model_server)
    assert (row.works, row.streaming) == (True, "yes")
    assert asked(model_server) == [("json_schema", True)] * 2


@pytest.mark.parametrize("status", [401, 404, 429])
def test_where_the_model_does_not_work_nothing_is_said_of_streams(model_server: Server, status: int) -> None:
    model_server.habit = refusing(status, **{"retry-after": "60"})
    row = row_of(model_server)
    assert (row.works, row.streaming, row.streaming_problem) == (False, "not tried", "")
    assert str(status) in row.problem
    assert asked(model_server) == [("json_schema", True)]


def test_the_day_has_its_budget_for_trials_too(model_server: Server, tmp_path: Path) -> None:
    environment: dict[str, Any] = {
        "STORYTREE_WRITER_MODEL": NAME,
        "STORYTREE_MODEL_URL": model_server.url,
        "STORYTREE_DAY_CALLS": "1",
        "STORYTREE_STORY_TOKENS": "1",  # a trial is no story
    }
    Archive(Home(tmp_path).open().archive_url).close()
    assert call("models", home=tmp_path, **environment).code == 0
    done = call("models", home=tmp_path, **environment)
    assert done.code == 1
    assert "1 call" in done.err
    assert len(model_server.asked) == 1
    (spent,) = json.loads(call("usage", "--json", home=tmp_path).out)
    assert (spent["role"], spent["story"], spent["calls"], spent["tokens_in"]) == ("writer", "", 1, 40)


def test_it_is_told_in_words_and_as_json(model_server: Server) -> None:
    environment: dict[str, Any] = {"STORYTREE_WRITER_MODEL": NAME, "STORYTREE_MODEL_URL": model_server.url}
    assert "yes, 0." in call("models", **environment).out
    model_server.streams = False
    done = call("models", **environment)
    assert (done.code, done.out.splitlines()[1].split()[3]) == (0, "no")
    assert "openai:small does not stream, which nothing here needs: " in done.err
    (row,) = json.loads(call("models", "--json", **environment).out)
    assert (row["streaming"], row["first_piece"]) == ("no", None)
