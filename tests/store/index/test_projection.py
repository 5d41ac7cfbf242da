"""The vectors: a projection of the archive that heals itself."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from store.archive import Archive
from store.embeddings.static import StaticEmbedder
from store.errors import EmbedderChanged, EmbedderFailed, HomeReadOnly, IndexDamaged
from store.home import Home
from store.index import Index, embedded, projection
from store.index.state import IndexState
from store.records import Snippet, Source

Made = tuple[Source, tuple[Snippet, ...]]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def index(home: Home) -> Generator[Index]:
    opened = Index(home.index_folder, StaticEmbedder())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, made: Callable[..., Made]) -> Path:
    """A home with 1,200 snippets: enough for Chroma to have written its graph to files of their own."""
    home = Home(tmp_path_factory.mktemp("grown")).open()
    pairs = [
        made(*(f"Gull {day} of Velm saw ship {n} near pier {day * n}." for n in range(1, 13)), day=day)
        for day in range(1, 101)
    ]
    with Archive(home.archive_url) as archive:
        archive.add_many(pairs)
        index = Index(home.index_folder, StaticEmbedder())
        index.catch_up(archive)
        index.close()
    return home.folder


@pytest.fixture
def copied(grown: Path, tmp_path: Path) -> Home:
    shutil.copytree(grown, tmp_path / "home")
    return Home(tmp_path / "home")


def finds_all(index: Index, snippets: Sequence[Snippet]) -> bool:
    """Each is among the nearest to its own text, as far as a search in a graph promises it: 99 of 100."""
    found = sum(
        any(name == s.id and near > 0.999 for name, near in index.nearest(s.text, 10)) for s in snippets
    )
    return found >= 0.99 * len(snippets)


def test_what_the_archive_has_is_found(index: Index, archive: Archive, town: list[Snippet]) -> None:
    seen: list[tuple[int, int]] = []
    assert index.catch_up(archive, lambda done, total: seen.append((done, total))) == len(town)
    assert seen == [(len(town), len(town))]
    assert finds_all(index, town)
    near = index.nearest(town[0].text, 7)
    assert len(near) == 7
    assert near[0][1] == pytest.approx(1.0, abs=1e-4)
    assert [score for _, score in near] == sorted((score for _, score in near), reverse=True)


def test_only_what_is_new_is_added(
    index: Index, archive: Archive, town: list[Snippet], made: Callable[..., Made]
) -> None:
    assert index.catch_up(archive) == len(town)
    assert index.catch_up(archive) == 0
    source, snippets = made("A meteor fell into the quarry of Ost.")
    archive.add(source, snippets)
    assert index.catch_up(archive) == 1
    assert index.nearest("meteor in the quarry", 1)[0][0] == snippets[0].id


def test_an_empty_archive_makes_an_index_that_finds_nothing(index: Index, archive: Archive) -> None:
    assert index.catch_up(archive) == 0
    assert index.nearest("anything", 5) == []
    assert index.catch_up(archive) == 0


def test_more_than_there_is_may_be_asked_for_and_none(
    index: Index, archive: Archive, town: list[Snippet]
) -> None:
    index.catch_up(archive)
    assert len(index.nearest("harbour", 10_000)) == len(town)
    assert index.nearest("harbour", 0) == []


def test_of_some_alone_the_nearest_are_found_exactly(
    index: Index, archive: Archive, town: list[Snippet]
) -> None:
    index.catch_up(archive)
    some = [one.id for one in town[3:40:4]]
    every = dict(index.nearest("harbour", 10_000))
    found = index.nearest("harbour", 5, [*some, *some, "unknown.0"])
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert dict(found) == pytest.approx({id_: every[id_] for id_, _ in found}, abs=1e-4)
    assert min(every[id_] for id_, _ in found) >= sorted(every[id_] for id_ in some)[-5] - 1e-4
    assert len(index.nearest("harbour", 100, some)) == len(some)
    assert index.nearest("harbour", 5, []) == []
    assert index.nearest("harbour", 5, ["unknown.0"]) == []


def test_before_it_is_built_it_says_so(index: Index) -> None:
    with pytest.raises(IndexDamaged, match="no index") as caught:
        index.nearest("anything", 1)
    assert "reindex" in caught.value.advice


def test_another_process_finds_what_was_indexed(copied: Home) -> None:
    script = """
import sys
from pathlib import Path
from store.embeddings.static import StaticEmbedder
from store.index import Index, embedded, projection
from store.index.state import IndexState
index = Index(Path(sys.argv[1]), StaticEmbedder())
sys.stdout.write(index.nearest("Gull 7 of Velm saw ship 7 near pier 49.", 1)[0][0])
"""
    command = [sys.executable, "-c", script, str(copied.index_folder)]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    with Archive(copied.archive_url) as archive:
        assert archive.snippets([out])[out].text == "Gull 7 of Velm saw ship 7 near pier 49."


def test_texts_that_resemble_one_another_are_found_all_the_same(copied: Home) -> None:
    with Archive(copied.archive_url) as archive:
        index = Index(copied.index_folder, StaticEmbedder())
        assert finds_all(index, [snippet for _, snippet in archive.arrived(0, 1200)[::4]])
        index.close()


def test_importing_it_does_not_load_chroma() -> None:
    script = "import sys, store.index; sys.exit('chromadb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_copies_are_taken_for_what_they_are(copied: Home) -> None:
    """A copied home has new file times: the index is read, not rebuilt."""
    with Archive(copied.archive_url) as archive:
        index = Index(copied.index_folder, StaticEmbedder())
        assert index.catch_up(archive) == 0
        index.close()


class OtherEmbedder(StaticEmbedder):
    """The first half of each vector."""

    name = "half"
    dims = 96

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        halves = StaticEmbedder().embed(texts)[:, : self.dims]
        return halves / np.linalg.norm(halves, axis=1, keepdims=True)


def test_a_change_of_embedder_is_noticed(
    home: Home, index: Index, archive: Archive, town: list[Snippet]
) -> None:
    index.catch_up(archive)
    index.close()
    other = Index(home.index_folder, OtherEmbedder())
    with pytest.raises(EmbedderChanged, match="by the embedder static-1, not by half"):
        other.nearest("harbour", 1)
    with pytest.raises(EmbedderChanged) as changed:
        other.catch_up(archive)
    assert "reindex" in changed.value.advice
    assert finds_all(index, town)
    index.close()
    assert other.rebuild(archive) == len(town)
    assert finds_all(other, town)
    other.close()


class EarlierEmbedder(OtherEmbedder):
    name = "hashed-256"


def test_an_earlier_embedder_of_ours_needs_no_word(
    home: Home, index: Index, archive: Archive, town: list[Snippet]
) -> None:
    earlier = Index(home.index_folder, EarlierEmbedder())
    earlier.catch_up(archive)
    earlier.close()
    assert index.catch_up(archive) == len(town)
    assert finds_all(index, town)


def test_an_index_of_another_archive_is_noticed(
    home: Home, index: Index, archive: Archive, town: list[Snippet], made: Callable[..., Made]
) -> None:
    index.catch_up(archive)
    index.close()
    with Archive(f"{home.archive_url}.other") as other:
        pairs = [made(f"Owl number {n} crossed the square.") for n in range(len(town) + 5)]
        other.add_many(pairs)
        assert index.catch_up(other) == len(pairs)
        assert finds_all(index, [snippets[0] for _, snippets in pairs])


def cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def make_garbage(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(file.stat().st_size))


def scratch(file: Path) -> None:
    """A page in the middle is overwritten; size and time stay."""
    status = file.stat()
    with file.open("r+b") as open_file:
        open_file.seek(status.st_size // 2)
        open_file.write(random.Random(2).randbytes(min(4096, status.st_size // 4)))


@pytest.mark.parametrize(
    "damage", [cut_off, make_garbage, scratch, Path.unlink], ids=lambda damage: damage.__name__
)
@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin", "link_lists.bin", "index_metadata.pickle"])
def test_a_damaged_graph_is_rebuilt(copied: Home, name: str, damage: Callable[[Path], None]) -> None:
    (file,) = copied.index_folder.rglob(name)
    damage(file)
    heals(copied)


@pytest.mark.parametrize("damage", [cut_off, make_garbage, Path.unlink], ids=lambda damage: damage.__name__)
def test_a_damaged_database_of_chroma_is_rebuilt(copied: Home, damage: Callable[[Path], None]) -> None:
    (file,) = copied.index_folder.rglob("chroma.sqlite3")
    damage(file)
    heals(copied)


@pytest.mark.parametrize("content", [b"", b"{", b'{"name": "../../../x"}', b"\xff"])
def test_a_damaged_state_is_rebuilt(copied: Home, content: bytes) -> None:
    (copied.index_folder / "state.json").write_bytes(content)
    heals(copied)


def test_a_graph_that_is_gone_is_rebuilt(copied: Home) -> None:
    (file,) = copied.index_folder.rglob("header.bin")
    shutil.rmtree(file.parent)
    heals(copied)


def test_an_index_that_is_gone_is_rebuilt(copied: Home) -> None:
    shutil.rmtree(copied.index_folder)
    heals(copied)


def heals(home: Home) -> None:
    with Archive(home.archive_url) as archive:
        index = Index(home.index_folder, StaticEmbedder())
        assert index.catch_up(archive) == 1200
        assert finds_all(index, [snippet for n in range(0, 1200, 30) for _, snippet in archive.arrived(n, 1)])
        assert index.catch_up(archive) == 0
        index.close()


def test_damage_under_an_open_index_is_healed(index: Index, archive: Archive, town: list[Snippet]) -> None:
    index.catch_up(archive)
    assert index.rebuild(archive) == len(town)
    assert finds_all(index, town)


def test_who_searches_while_it_is_made_anew_is_served(
    index: Index, archive: Archive, town: list[Snippet]
) -> None:
    """Chroma's files are closed and opened meanwhile, and gone for a moment."""
    index.catch_up(archive)
    done = Event()

    def ask() -> int:
        asked = 0
        while not done.is_set():
            index.nearest(town[0].text, 3)
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as readers:
        asking = [readers.submit(ask) for _ in range(4)]
        for _ in range(20):
            index.close()
            index.catch_up(archive)
            index.rebuild(archive)
        done.set()
        assert all(asked.result() > 0 for asked in asking)
    assert finds_all(index, town)


def test_what_stands_is_not_opened_again(
    index: Index,
    archive: Archive,
    town: list[Snippet],
    made: Callable[..., Made],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To open it costs as much as it is large."""
    index.catch_up(archive)
    monkeypatch.setattr(embedded.EmbeddedPlace, "open", None)
    assert index.catch_up(archive) == 0
    archive.add_many([made("A meteor fell into the quarry of Ost.")])
    assert index.catch_up(archive) == 1
    assert finds_all(index, town)


class StopError(Exception):
    """Ends an ingest in the middle."""


def test_what_an_interrupted_run_left_is_added_and_no_more(home: Home, made: Callable[..., Made]) -> None:
    def stop_at_half(done: int, total: int) -> None:
        if done >= total / 2:
            raise StopError

    with Archive(home.archive_url) as archive:
        archive.add_many(
            made(*(f"Lamp {n} of street {day} went out." for n in range(10)), day=day) for day in range(150)
        )
        index = Index(home.index_folder, StaticEmbedder())
        with pytest.raises(StopError):
            index.catch_up(archive, stop_at_half)
        index.close()
        assert index.catch_up(archive) == 500
        assert index.nearest("Lamp 3 of street 140 went out.", 1)[0][1] > 0.999
        index.close()


def test_many_are_written_together_and_few_by_few_again(
    home: Home, made: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a run of many was broken off: what it was made ready for is not kept for ever."""

    def stop_at_half(done: int, total: int) -> None:
        if done >= total / 2:
            raise StopError

    def state() -> IndexState:
        return IndexState.model_validate_json((home.index_folder / "state.json").read_bytes())

    monkeypatch.setattr(projection, "MANY", 1500)
    monkeypatch.setattr(embedded, "FEW", 500)
    with Archive(home.archive_url) as archive:
        pairs = [
            made(*(f"Lamp {n} of street {day} went out." for n in range(20)), day=day) for day in range(100)
        ]
        archive.add_many(pairs)
        index = Index(home.index_folder, StaticEmbedder())
        with pytest.raises(StopError):
            index.catch_up(archive, stop_at_half)
        index.close()
        assert (state().count, state().expected) == (1000, 1500)
        assert not state().seal
        assert index.catch_up(archive) == 1000
        index.close()
        assert (state().count, state().expected) == (2000, 0)
        assert state().seal
        assert finds_all(index, [snippet for _, snippets in pairs for snippet in snippets][::20])
        index.close()


@given(count=st.integers(10, 2000).map(lambda batches: 500 * batches))
def test_little_is_left_to_write_when_all_are_in(count: int) -> None:
    each = embedded.between(count)
    assert each <= embedded.MOST
    assert each % projection.BATCH == 0
    assert count % each <= count / 5
    assert count % each <= 4000


def test_a_file_in_the_way_of_the_index_is_named(home: Home, index: Index, archive: Archive) -> None:
    home.index_folder.write_text("something of the user's")
    with pytest.raises(HomeReadOnly, match="cannot be written"):
        index.catch_up(archive)
    assert home.index_folder.read_text() == "something of the user's"


@pytest.mark.parametrize(
    "why", [OSError(28, "No space left on device"), ValueError("database or disk is full")]
)
def test_a_full_disk_loses_nothing(
    copied: Home, made: Callable[..., Made], monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    def full(*_: object, **__: object) -> None:
        raise why

    with Archive(copied.archive_url) as archive:
        source, snippets = made("A meteor fell into the quarry of Ost.")
        archive.add(source, snippets)
        index = Index(copied.index_folder, StaticEmbedder())
        with monkeypatch.context() as patched:
            patched.setattr("chromadb.api.models.Collection.Collection.add", full)
            with pytest.raises(HomeReadOnly, match="full"):
                index.catch_up(archive)
        assert index.catch_up(archive) == 1
        assert index.nearest("meteor in the quarry", 1)[0][0] == snippets[0].id
        index.close()


class BrokenEmbedder(StaticEmbedder):
    """Makes one vector that is no number."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = super().embed(texts)
        vectors[0, 0] = np.nan
        return vectors


class ShortEmbedder(StaticEmbedder):
    """Makes one vector too few."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed(texts)[1:]


@pytest.mark.parametrize("broken", [BrokenEmbedder(), ShortEmbedder()])
def test_what_an_embedder_gets_wrong_never_comes_in(
    home: Home, index: Index, archive: Archive, town: list[Snippet], broken: StaticEmbedder
) -> None:
    with pytest.raises(EmbedderFailed):
        Index(home.index_folder, broken).catch_up(archive)
    assert index.catch_up(archive) == len(town)
    assert finds_all(index, town)


class BrokenAtQuestions(StaticEmbedder):
    """Makes one number too few of a question, or what is no number."""

    def __init__(self, wrong: slice | float) -> None:
        self._wrong = wrong

    def embed_question(self, text: str) -> NDArray[np.float32]:
        vector = super().embed_question(text)
        return vector[self._wrong] if isinstance(self._wrong, slice) else vector * np.float32(self._wrong)


@pytest.mark.parametrize("wrong", [slice(1, None), float("nan"), float("inf")])
def test_a_question_whose_vector_is_wrong_is_not_looked_up(
    home: Home, archive: Archive, town: list[Snippet], wrong: slice | float
) -> None:
    index = Index(home.index_folder, BrokenAtQuestions(wrong))
    assert index.catch_up(archive) == len(town)
    with pytest.raises(EmbedderFailed):
        index.nearest("harbour", 1)
    index.close()
