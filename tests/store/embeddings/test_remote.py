"""Vectors from a server, with the real client: what it answers, refuses, and gets wrong."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.embeddings import remote
from store.embeddings.portions import Portion
from store.embeddings.remote import Patience, RemoteEmbedder
from store.errors import EmbedderFailed
from tests.store.embeddings.server import KEY, Answer, Server, refusing, right, running, vector


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(listening: Server) -> Server:
    listening.ways.clear()
    listening.asked.clear()
    return listening


def hasty(url: str, *, tries: int = remote.ADDING.tries) -> RemoteEmbedder:
    """As patient as it is, but for the pauses."""
    return RemoteEmbedder("small", KEY, url, adding=Patience(tries=tries, seconds=2.0, wait=0.0))


def ask(server: Server, *texts: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    return hasty(server.url).embed(texts)


def changed(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[dict[str, Any]], Answer]:
    def way(asked: dict[str, Any]) -> Answer:
        answer = right(asked)
        change(answer[2]["data"])
        return answer

    return way


def test_vectors_are_of_unit_length_and_in_order(server: Server) -> None:
    server.ways = [changed(lambda rows: rows.reverse())]
    vectors = ask(server, "ferry", "the dam broke", "")
    expected = np.array([vector("ferry"), vector("the dam broke"), vector(" ")])
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert vectors.dtype == np.float32


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=20), st.integers(1, 7))
@settings(deadline=None, max_examples=25)
def test_no_split_into_requests_changes_the_vectors(listening: Server, texts: list[str], size: int) -> None:
    listening.ways.clear()
    listening.asked.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "Portion", lambda: Portion(texts=size, size=40))
        several = RemoteEmbedder("text-embedding-3-small", KEY, listening.url).embed(texts)
    assert [len(one["input"]) <= size for one in listening.asked] == [True] * len(listening.asked)
    assert len(several) == len(texts)
    if texts:
        assert np.array_equal(several, RemoteEmbedder("small", KEY, listening.url).embed(texts))


@pytest.mark.parametrize("status", [429, 500, 503, 408])
def test_what_passes_is_tried_again(server: Server, status: int) -> None:
    server.ways = [refusing(status, **{"retry-after": "7"}), refusing(status)]
    assert ask(server, "ferry").shape == (1, 3)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "OPENAI_API_KEY"), (404, "no such model"), (400, "log"), (403, "key")]
)
def test_what_does_not_pass_is_not(server: Server, status: int, advice: str) -> None:
    server.ways = [refusing(status)]
    with pytest.raises(EmbedderFailed) as failed:
        ask(server, "ferry")
    assert advice in failed.value.advice
    assert len(server.asked) == 1
    assert KEY not in f"{failed.value} {failed.value.advice}"
    assert not failed.value.retry


def test_it_is_not_tried_for_ever(server: Server) -> None:
    server.ways = [refusing(503)] * 50
    with pytest.raises(EmbedderFailed, match="503") as failed:
        ask(server, "ferry")
    assert failed.value.retry
    assert len(server.asked) == remote.ADDING.tries


Rows = list[dict[str, Any]]


def with_first(**fields: object) -> Callable[[Rows], object]:
    return lambda rows: rows[0].update(fields)


WRONG: dict[str, Callable[[Rows], object]] = {
    "one too few": lambda rows: rows.pop(),
    "one too many": lambda rows: rows.append(rows[0]),
    "none": lambda rows: rows.clear(),
    "of another text": with_first(index=5),
    "no number": with_first(embedding=[float("nan"), 1.0, 1.0]),
    "zero": with_first(embedding=[0.0, 0.0, 0.0]),
    "shorter": with_first(embedding=[1.0]),
    "no vector": with_first(embedding="no"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_wrong_is_no_answer(server: Server, change: Callable[[Rows], object]) -> None:
    server.ways = [changed(change)] * 9
    with pytest.raises(EmbedderFailed):
        ask(server, "ferry", "dam")


def test_a_page_is_no_answer(server: Server) -> None:
    server.ways = [lambda _: (200, {"content-type": "text/html"}, b"<html>Sign in</html>")] * 9
    with pytest.raises(EmbedderFailed):
        ask(server, "ferry")


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(EmbedderFailed, match="cannot be reached"):
        hasty("http://127.0.0.1:9/v1").embed(["ferry"])


def test_the_dims_are_asked_for_where_they_are_not_known(server: Server) -> None:
    assert RemoteEmbedder("small", KEY, server.url).dims == 3
    assert RemoteEmbedder("text-embedding-3-small", KEY, server.url).dims == 1536
    assert len(server.asked) == 1


QUICK = Patience(tries=2, seconds=0.4, wait=0.0)
STUCK = ["hang", "half", "trickle"]


@pytest.mark.parametrize("way", STUCK)
@pytest.mark.parametrize("what", ["snippets", "a question"])
def test_a_server_that_is_stuck_is_given_up_in_time(server: Server, way: str, what: str) -> None:
    server.ways = [getattr(server, way)] * 9
    stuck = RemoteEmbedder("small", KEY, server.url, adding=QUICK, asking=QUICK)
    before = time.monotonic()
    with pytest.raises(EmbedderFailed, match=r"did not answer within 0\.4 seconds, 2 times") as failed:
        stuck.embed(["ferry"]) if what == "snippets" else stuck.embed_question("ferry")
    assert 0.7 < time.monotonic() - before < 8.0
    assert len(server.asked) <= 2
    assert failed.value.retry
    assert "STORYTREE_EMBEDDER_URL" in failed.value.advice


@pytest.mark.parametrize("way", STUCK)
def test_one_that_was_stuck_once_is_asked_again(server: Server, way: str) -> None:
    server.ways = [getattr(server, way)]
    again = RemoteEmbedder("small", KEY, server.url, adding=replace(QUICK, tries=5))
    assert np.array_equal(again.embed(["ferry", "dam"]), ask(server, "ferry", "dam"))


def test_a_server_that_is_slow_is_waited_for_by_snippets_and_not_by_questions(server: Server) -> None:
    slow = RemoteEmbedder("small", KEY, server.url, adding=replace(QUICK, seconds=20.0), asking=QUICK)
    server.ways = [server.slowly] * 3
    assert slow.embed(["ferry"]).shape == (1, 3)
    with pytest.raises(EmbedderFailed):
        slow.embed_question("ferry")


def test_a_question_has_less_patience_than_snippets() -> None:
    asking, adding = remote.ASKING, remote.ADDING
    assert asking.tries * (asking.seconds + asking.wait) < 15 < adding.tries * adding.seconds


def test_a_question_has_the_vector_of_its_text_and_is_paid_for_once(server: Server) -> None:
    embedder = hasty(server.url)
    first, again = embedder.embed_question("ferry strike"), embedder.embed_question("ferry strike")
    assert np.array_equal(first, again)
    assert np.array_equal(first, embedder.embed(["ferry strike"])[0])
    assert len(server.asked) == 2


def test_after_a_failure_no_question_is_asked_for_a_while(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = RemoteEmbedder("small", KEY, server.url, asking=QUICK)
    server.ways = [refusing(401)]
    for _ in range(3):
        with pytest.raises(EmbedderFailed):
            embedder.embed_question("ferry")
    assert len(server.asked) == 1
    later = time.monotonic() + remote.REST
    monkeypatch.setattr("store.embeddings.remote.time.monotonic", lambda: later)
    assert embedder.embed_question("ferry").shape == (3,)


def test_tokens_are_counted_as_the_server_counts_them(server: Server) -> None:
    embedder = hasty(server.url)
    server.ways = [refusing(503)]
    embedder.embed(["the dam broke", "ferry"])
    assert embedder.tokens == 4
    embedder.embed_question("where is the dam")
    assert embedder.tokens == 8


@pytest.mark.parametrize("usage", [None, {}, {"total_tokens": "many"}, {"total_tokens": -5}, [1]])
def test_a_server_that_does_not_count_is_no_failure(server: Server, usage: object) -> None:
    server.ways = [lambda asked: (200, {}, {**right(asked)[2], "usage": usage})]
    embedder = hasty(server.url)
    assert embedder.embed(["ferry"]).shape == (1, 3)
    assert embedder.tokens == 0


def limited(words: int, texts: int, how: tuple[int, str]) -> Callable[[dict[str, Any]], Answer]:
    """Refuses as servers do whose model takes so many words of a text, and so many texts."""

    def way(asked: dict[str, Any]) -> Answer:
        if len(asked["input"]) > texts:
            said = f"batch size {len(asked['input'])} > maximum allowed batch size {texts}"
            return 413, {}, {"error": said, "error_type": "Validation"}
        if max(len(text.split()) for text in asked["input"]) > words:
            return how[0], {}, {"error": {"message": how[1], "type": "BadRequestError"}}
        return right(asked)

    return way


REFUSALS = {
    "vLLM": (400, "This model's maximum context length is 512 tokens. However, you requested 612 tokens."),
    "Ollama": (400, "the input length exceeds the context length"),
    "llama.cpp": (500, "input is too large to process. increase the physical batch size"),
    "TEI": (413, "Input validation error: `inputs` must have less than 512 tokens. Given: 612"),
}


@pytest.mark.parametrize("how", REFUSALS.values(), ids=REFUSALS)
def test_a_model_that_takes_less_is_given_less(server: Server, how: tuple[int, str]) -> None:
    server.ways = [limited(300, 4, how)] * 99
    long = "word " * 700
    vectors = ask(server, "ferry", long, *["dam"] * 8)
    sent = [text for one in server.asked for text in one["input"] if text.startswith("word")]
    assert len(vectors) == 10
    assert 150 <= len(sent[-1].split()) <= 300
    assert not [text for text in sent if not text.rstrip().endswith("word")]
    assert len(server.asked) < 12


def test_what_is_refused_however_little_it_is_fails(server: Server) -> None:
    server.ways = [refusing_with("token limit")] * 99
    with pytest.raises(EmbedderFailed, match="400"):
        ask(server, "ferry " * 500)
    assert len(server.asked) < 12


def refusing_with(said: str) -> Callable[[dict[str, Any]], Answer]:
    return lambda _: (400, {}, {"error": {"message": said}})
