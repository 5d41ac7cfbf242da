"""Reindexing: killed in the midst, on top of what is damaged, on a server; meanwhile the old index serves."""

import json
import shutil
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from agents.holding import reindex
from agents.newsroom import open_newsroom
from agents.settings import Settings, load
from store.archive import Archive
from store.errors import HomeReadOnly
from store.home import Home
from store.records import Question, Source
from store.snippets import split
from tests.agents.towns import TOWN
from tests.chroma import Chroma, running
from tests.commands import call, start

QUESTION = Question(text="Wend dam collapse", facet="topic")
COUNT = 1300
TOWN_IDS = {source.id for source in TOWN}


def nothing(done: int, whole: int) -> None:
    """Nobody watches."""


def filler(number: int) -> Source:
    text = f"Gull {number} of Velm saw ship {number * 7} near pier {number % 97}."
    changed = {"id": f"{number:064x}", "origin": f"{number:064x}", "text": text, "title": "Gulls", "url": ""}
    return TOWN[0].model_copy(update=changed)


def fill(home: Home, count: int) -> None:
    """The town, and so many snippets more."""
    with Archive(home.archive_url) as archive:
        archive.add_many((source, split(source)) for source in (*TOWN, *map(filler, range(count))))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index is whole, and large enough for Chroma to rewrite its graph on the way."""
    home = Home(tmp_path_factory.mktemp("grown")).open()
    fill(home, COUNT)
    assert found(load(home=home.folder))
    return home.folder


@pytest.fixture
def home(grown: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(grown, tmp_path / "home"))


def found(settings: Settings) -> set[tuple[str, bool]]:
    """Snippets of the town, and whether the vectors have a part in finding them."""
    with open_newsroom(settings, "test") as newsroom:
        hits = newsroom.retriever.retrieve(QUESTION)
    return {(one.snippet.id, "dense" in one.channels) for one in hits if one.source.id in TOWN_IDS}


def indexed(folder: Path) -> int:
    """How many, as far as the state tells."""
    try:
        return json.loads((folder / "state.json").read_bytes())["count"]
    except (OSError, ValueError):
        return -1


def kill_reindex(home: Path, moment: Callable[[], bool]) -> bool:
    """Whether it came to the kill."""
    with start("reindex", home=home) as child:
        while not moment() and child.poll() is None:
            time.sleep(0.001)
        child.kill()
        return child.wait() != 0


@pytest.mark.parametrize("count", [0, 500, 1000])
def test_a_kill_in_the_midst_leaves_the_old_index_and_the_same_command_finishes(
    home: Path, count: int
) -> None:
    before, state = found(load(home=home)), (home / "index" / "state.json").read_bytes()
    assert kill_reindex(home, lambda: indexed(home / "index.next") >= count)
    assert indexed(home / "index.next") < indexed(home / "index")
    assert found(load(home=home)) == before
    assert (home / "index" / "state.json").read_bytes() == state
    left = indexed(home / "index") - indexed(home / "index.next")
    assert left
    done = call("reindex", "--json", home=home)
    assert done.code == 0, done.err
    assert json.loads(done.out)["snippets"] >= left
    assert found(load(home=home)) == before
    assert (home / "index" / "state.json").read_bytes() != state
    assert not list(home.glob("index.*"))


def garbage(folder: Path) -> None:
    folder.mkdir()
    (folder / "state.json").write_bytes(b"\0\1\2")
    (folder / "header.bin").write_bytes(b"\xff" * 1000)
    (folder / "more").mkdir()
    (folder / "more" / "chroma.sqlite3").write_bytes(b"no database")


def half_a_state(folder: Path) -> None:
    folder.mkdir()
    (folder / "state.json").write_text('{"name": "0123abcd", "embedder": "stat')


def a_folder_for_a_state(folder: Path) -> None:
    (folder / "state.json").mkdir(parents=True)


def a_state_without_vectors(folder: Path) -> None:
    folder.mkdir()
    shutil.copy(folder.with_name("index") / "state.json", folder / "state.json")


def vectors_without_a_state(folder: Path) -> None:
    shutil.copytree(folder.with_name("index"), folder)
    (folder / "state.json").unlink()


def cut_off(folder: Path) -> None:
    shutil.copytree(folder.with_name("index"), folder)
    (graph,) = folder.rglob("data_level0.bin")
    graph.write_bytes(graph.read_bytes()[:5000])


@pytest.mark.parametrize(
    "damage",
    [garbage, half_a_state, a_folder_for_a_state, a_state_without_vectors, vectors_without_a_state, cut_off],
    ids=lambda damage: damage.__name__,
)
def test_what_lies_where_the_new_index_is_built_does_not_matter(
    home: Path, damage: Callable[[Path], None]
) -> None:
    before, total = found(load(home=home)), indexed(home / "index")
    damage(home / "index.next")
    assert found(load(home=home)) == before
    assert reindex(load(home=home), nothing).snippets == total
    assert found(load(home=home)) == before
    assert not list(home.glob("index.*"))


def test_a_file_in_the_way_of_the_new_index_is_named_and_stays(home: Path) -> None:
    before = found(load(home=home))
    (home / "index.next").write_text("something of the user's")
    with pytest.raises(HomeReadOnly, match=r"index\.next"):
        reindex(load(home=home), nothing)
    assert (home / "index.next").read_text() == "something of the user's"
    assert found(load(home=home)) == before


# ---- on a server


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Generator[Chroma]:
    with running(tmp_path_factory.mktemp("chroma")) as chroma:
        yield chroma


@pytest.fixture
def small(tmp_path: Path) -> Path:
    home = Home(tmp_path / "small").open()
    fill(home, 0)
    return home.folder


def test_a_server_finds_what_files_find(small: Path, chroma: Chroma) -> None:
    assert found(load(home=small, index_url=chroma.url)) == found(load(home=small))
    assert any(dense for _, dense in found(load(home=small, index_url=chroma.url)))


def test_on_a_server_the_new_collection_takes_the_old_ones_place(small: Path, chroma: Chroma) -> None:
    settings, others = load(home=small, index_url=chroma.url), chroma.collections()
    before, total = found(settings), indexed(small / "index.server")
    old = chroma.collections().keys() - others.keys()
    assert reindex(settings, nothing).snippets == total
    new = chroma.collections().keys() - others.keys()
    assert len(new) == 1
    assert new != old
    assert found(settings) == before
    assert not list(small.glob("index.server.*"))
    assert not (small / "index").exists()


def test_what_a_kill_after_the_swap_left_on_a_server_is_removed(small: Path, chroma: Chroma) -> None:
    settings, others = load(home=small, index_url=chroma.url), chroma.collections()
    before = found(settings)
    (small / "index.server").rename(small / "index.server.old")
    assert found(settings) == before
    assert len(chroma.collections()) == len(others) + 1
    assert not (small / "index.server.old").exists()


def test_a_kill_in_the_midst_on_a_server(home: Path, chroma: Chroma, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, others = load(home=home, index_url=chroma.url), chroma.collections()
    before, total = found(settings), indexed(home / "index.server")
    monkeypatch.setenv("STORYTREE_INDEX_URL", chroma.url)
    assert kill_reindex(home, lambda: indexed(home / "index.server.next") >= 500)
    assert found(settings) == before
    assert reindex(settings, nothing).snippets < total
    assert found(settings) == before
    assert len(chroma.collections()) == len(others) + 1


def test_without_its_server_a_newsroom_finds_by_words_and_an_add_keeps_what_it_read(
    small: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "meteor.txt").write_text("A meteor fell into the quarry of Ost. It hurt nobody.")
    with running(tmp_path / "chroma") as chroma:
        settings = load(home=small, index_url=chroma.url)
        before = found(settings)
        chroma.kill()
        by_words = found(settings)
        assert {id_ for id_, _ in by_words} & {id_ for id_, _ in before}
        assert not any(dense for _, dense in by_words)
        assert caplog.text.count("does not answer") == 1
        monkeypatch.setenv("STORYTREE_INDEX_URL", chroma.url)
        added = call("add", tmp_path / "meteor.txt", home=small)
        assert added.code == 1
        assert "does not answer" in added.err
        assert "chroma run" in added.err
        assert "Traceback" not in added.err
        chroma.start()
        searched = call("search", "meteor quarry", "--json", home=small)
        assert "meteor" in searched.out
        assert not searched.err
        with Archive(Home(small).archive_url) as archive:
            assert indexed(small / "index.server") == archive.waiting(0)
        assert {one for one in before if one[1]} <= found(settings)
