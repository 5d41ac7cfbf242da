"""Vectors from a server, with the real client: what it answers, refuses, and gets wrong."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.embeddings import remote
from store.embeddings.named import embedder
from store.embeddings.remote import RemoteEmbedder
from store.embeddings.static import StaticEmbedder
from store.errors import BadSettings, EmbedderFailed
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


def ask(server: Server, *texts: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    return RemoteEmbedder("small", KEY, server.url, patience=0.0).embed(texts)


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
    one = RemoteEmbedder("text-embedding-3-small", KEY, listening.url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remote, "TEXTS", size)
        several = one.embed(texts)
    if texts:
        assert np.array_equal(several, one.embed(texts))
    assert len(several) == len(texts)


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
    assert len(server.asked) == remote.TRIES


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
        RemoteEmbedder("small", KEY, "http://127.0.0.1:9/v1", patience=0.0).embed(["ferry"])


def test_the_dims_are_asked_for_where_they_are_not_known(server: Server) -> None:
    assert RemoteEmbedder("small", KEY, server.url).dims == 3
    assert RemoteEmbedder("text-embedding-3-small", KEY, server.url).dims == 1536
    assert len(server.asked) == 1


def test_embedders_are_found_by_name() -> None:
    assert isinstance(embedder("embedded"), StaticEmbedder)
    assert embedder("openai:some-model", key=KEY).name == "openai:some-model"
    assert embedder("openai:m", url="http://a").digest != embedder("openai:m", url="http://b").digest


@pytest.mark.parametrize("name", ["", "openai", "openai:", "bert", "openai:text-embedding-3-small"])
def test_one_that_there_is_not_or_that_lacks_its_key(name: str) -> None:
    with pytest.raises(BadSettings):
        embedder(name)
