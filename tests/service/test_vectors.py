"""What the commands say of vectors that a server makes: what was spent, and how far one came that failed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import BRIDGE, Done, call
from tests.store.embeddings.server import KEY, Server, refusing, running

WEEK = BRIDGE / "week-1"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def with_server(server: Server, *words: str | Path, home: Path) -> Done:
    given = {
        "STORYTREE_EMBEDDER": "openai:small",
        "STORYTREE_EMBEDDER_URL": server.url,
        "OPENAI_API_KEY": KEY,
    }
    return call(*words, home=home, **given)


def words_sent(server: Server) -> int:
    return sum(len(text.split()) for asked in server.asked for text in asked["input"])


def test_what_was_spent_is_told_beside_the_result(server: Server, tmp_path: Path) -> None:
    added = with_server(server, "add", WEEK, home=tmp_path)
    assert added.err == f"{words_sent(server):,} tokens were spent on vectors.\n"
    assert "tokens" not in added.out
    server.asked.clear()
    built = with_server(server, "reindex", "--json", home=tmp_path)
    assert json.loads(built.out)["tokens"] == words_sent(server) > 0
    assert "tokens were spent" not in call("reindex", home=tmp_path).err


def test_sources_are_kept_where_their_vectors_fail_and_the_same_command_goes_on(
    server: Server, tmp_path: Path
) -> None:
    server.ways = [refusing(401)] * 99
    failed = with_server(server, "add", WEEK, home=tmp_path)
    assert failed.code == 1
    assert failed.out.endswith(" 0 already known, 0 skipped.\n")
    assert "refused with status 401" in failed.err
    assert "0 of " in failed.err
    assert "the same command goes on from there" in failed.err
    assert KEY not in failed.err
    server.ways = []
    again = with_server(server, "add", WEEK, home=tmp_path)
    assert again.code == 0
    assert again.out.startswith("0 added")


def test_a_reindex_that_fails_says_how_far_it_came(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("add", WEEK, home=tmp_path).code == 0
    whole = json.loads(call("reindex", "--json", home=tmp_path).out)["snippets"]
    monkeypatch.setattr("store.index.projection.BATCH", 7)
    server.ways = [server.rightly] * 2 + [refusing(403)]
    failed = with_server(server, "reindex", home=tmp_path)
    assert failed.code == 1
    assert f"14 of {whole:,} snippets are done; the same command goes on from there." in failed.err
    rest = json.loads(with_server(server, "reindex", "--json", home=tmp_path).out)
    assert rest["snippets"] == whole - 14
