"""A newsroom whose vectors come from a server: changed, failing in the midst, gone."""

import time
from functools import partial
from pathlib import Path

import pytest

from agents.holding import reindex
from agents.newsroom import open_newsroom
from agents.settings import Settings, load
from store.archive import Archive
from store.embeddings.remote import Patience, RemoteEmbedder
from store.errors import EmbedderChanged, EmbedderFailed
from store.home import Home
from store.records import Question
from store.snippets import split
from tests.agents.towns import TOWN
from tests.store.embeddings.server import Server, refusing, running

SNIPPETS = sum(len(split(source)) for source in TOWN)
QUICK = Patience(tries=2, seconds=0.4, wait=0.0)
QUESTION = Question(text="Wend dam collapse", facet="topic")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = Home(tmp_path / "home").open()
    with Archive(home.archive_url) as archive:
        archive.add_many((source, split(source)) for source in TOWN)
    return home.folder


def with_server(home: Path, server: Server) -> Settings:
    return load(home=home, embedder="openai:small", embedder_url=server.url)


def found(settings: Settings) -> list[str]:
    with open_newsroom(settings, "test") as newsroom:
        return [one.snippet.id for one in newsroom.retriever.retrieve(QUESTION)]


def nothing(done: int, whole: int) -> None:
    """Nobody watches."""


def test_a_change_of_embedder_asks_for_reindex(home: Path) -> None:
    assert found(load(home=home))
    with running() as server:
        changed = with_server(home, server)
        with pytest.raises(EmbedderChanged):
            found(changed)
        assert not server.asked
        assert reindex(changed, nothing).snippets > 0
        assert found(changed)
        with pytest.raises(EmbedderChanged):
            found(load(home=home))


def test_a_failure_in_the_midst_leaves_the_old_index_serving(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = found(load(home=home))
    monkeypatch.setattr("store.index.projection.BATCH", 5)
    with running() as server:
        server.ways = [server.rightly] * 2 + [refusing(401)]
        with pytest.raises(EmbedderFailed) as failed:
            reindex(with_server(home, server), nothing)
        assert (
            f"10 of {SNIPPETS} snippets are done; the same command goes on from there." in failed.value.advice
        )
        assert "OPENAI_API_KEY" in failed.value.advice
        assert found(load(home=home)) == before
        asked = len(server.asked)
        server.ways = []
        rest = reindex(with_server(home, server), nothing)
        assert rest.snippets == SNIPPETS - 10
        assert rest.tokens == sum(len(text.split()) for one in server.asked[asked:] for text in one["input"])
        texts = [text for one in server.asked for text in one["input"]]
        again = [text for one in server.asked[asked:] for text in one["input"]]
        assert len(again) < len(texts) - 5
        assert found(with_server(home, server))


def test_a_server_that_is_gone_takes_the_vectors_away_not_the_words(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running() as server:
        settings = with_server(home, server)
        reindex(settings, nothing)
        server.ways = [refusing(401)] * 99
        assert found(settings)
    assert "found by words alone" in caplog.text


def test_a_server_that_hangs_is_not_waited_for_long(
    home: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.embeddings.remote.RemoteEmbedder", partial(RemoteEmbedder, asking=QUICK))
    with running() as server:
        settings = with_server(home, server)
        reindex(settings, nothing)
        asked = len(server.asked)
        server.ways = [server.hang] * 99
        before = time.monotonic()
        with open_newsroom(settings, "test") as newsroom:
            questions = [QUESTION, QUESTION.model_copy(update={"text": "Wend dam inquiry"})]
            assert all(newsroom.retriever.retrieve(question) for question in questions)
        assert time.monotonic() - before < 15.0
        assert len(server.asked) - asked <= QUICK.tries
    assert "did not answer within 0.4 seconds, 2 times" in caplog.text


def test_what_has_no_vectors_yet_is_found_by_its_words(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running() as server:
        server.ways = [refusing(401)] * 99
        assert found(with_server(home, server))
        assert f"0 of {SNIPPETS} snippets are done" in caplog.text
        server.ways = []
        assert found(with_server(home, server))
        sent = [text for one in server.asked[-2:] for text in one["input"]]
        assert len(sent) > SNIPPETS


def test_vectors_of_another_length_are_not_compared(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running() as server:
        settings = with_server(home, server)
        reindex(settings, nothing)
        with open_newsroom(settings, "test") as newsroom:
            server.ways = [lambda _: (200, {}, {"data": [{"index": 0, "embedding": [1.0, 2.0]}]})]
            assert newsroom.retriever.retrieve(QUESTION)
    assert "made (1, 2) of 1 texts" in caplog.text


def test_a_kill_in_the_midst_of_the_swap_costs_nothing(home: Path) -> None:
    found(load(home=home))
    with running() as server:
        settings = with_server(home, server)
        reindex(settings, nothing)
        (home / "index").replace(home / "index.next")
        (home / "index.old").mkdir()
        asked = len(server.asked)
        assert found(settings)
        assert [one["input"] for one in server.asked[asked:]] == [one["input"] for one in server.asked[-1:]]
    assert not (home / "index.next").exists()
    assert not (home / "index.old").exists()


def test_a_damaged_index_is_not_paid_for_again_unasked(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running() as server:
        settings = with_server(home, server)
        reindex(settings, nothing)
        by_both = found(settings)
        (vectors,) = (home / "index").rglob("chroma.sqlite3")
        vectors.unlink()
        asked = len(server.asked)
        assert set(found(settings)) & set(by_both)
        assert len(server.asked) == asked
        assert "storytree reindex" in caplog.text
        reindex(settings, nothing)
        assert found(settings) == by_both


def test_what_is_new_is_found_by_words_while_the_embedder_fails(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running() as server:
        settings = with_server(home, server)
        reindex(settings, nothing)
        text = "The Wend dam collapse is told again."
        late = TOWN[0].model_copy(update={"id": "f" * 64, "origin": "f" * 64, "text": text, "url": ""})
        with Archive(Home(home).archive_url) as archive:
            archive.add(late, split(late))
        server.ways = [refusing(401)] * 99
        assert f"{late.id}.0" in found(settings)
        assert "the index is behind the archive" in caplog.text
        server.ways = []
        assert f"{late.id}.0" in found(settings)
