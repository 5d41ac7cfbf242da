"""The index that is opened where it is needed."""

import shutil
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.archive import Archive
from store.embeddings.static import StaticEmbedder
from store.home import Home
from store.index import EmbeddedPlace, Index, OnDemand
from store.index.ondemand import FEW
from store.index.place import Vectors
from store.index.state import IndexState
from store.records import Snippet, Source

Made = tuple[Source, tuple[Snippet, ...]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders in which Chroma was opened."""
    folders: list[Path] = []
    open_ = EmbeddedPlace.open

    def told(place: EmbeddedPlace, state: IndexState) -> Vectors:
        folders.append(Path(state.name))
        return open_(place, state)

    monkeypatch.setattr(EmbeddedPlace, "open", told)
    return folders


@pytest.fixture
def index(home: Home, archive: Archive, town: list[Snippet]) -> Generator[OnDemand]:
    """Of a home whose index has all that the archive has."""
    built = Index(home.index_folder, StaticEmbedder())
    assert built.catch_up(archive) == len(town)
    built.close()
    index = OnDemand(home.index_folder, StaticEmbedder())
    yield index
    index.close()


def test_where_all_is_in_it_is_opened_by_the_first_question(
    index: OnDemand, archive: Archive, town: list[Snippet], opened: list[Path]
) -> None:
    assert index.catch_up(archive) == 0
    assert not opened
    assert index.nearest(town[0].text, 1)[0][0] == town[0].id
    assert len(index.nearest("harbour", 3)) == 3
    assert index.catch_up(archive) == 0
    assert len(opened) == 1


def test_a_few_are_compared_as_an_open_index_does(
    home: Home, index: OnDemand, archive: Archive, town: list[Snippet], opened: list[Path]
) -> None:
    index.catch_up(archive)
    some = [one.id for one in town[3:40:4]]
    found = index.nearest("harbour", 5, [*some, *some, "unknown.0"])
    assert index.nearest("harbour", 0, some) == index.nearest("harbour", 5, []) == []
    assert index.nearest("harbour", 5, ["unknown.0"]) == []
    assert not opened
    other = Index(home.index_folder, StaticEmbedder())
    expected = other.nearest("harbour", 5, some)
    other.close()
    assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
    assert dict(found) == pytest.approx(dict(expected), abs=1e-6)


def test_many_are_looked_up(
    index: OnDemand, archive: Archive, town: list[Snippet], opened: list[Path]
) -> None:
    index.catch_up(archive)
    assert len(index.nearest("harbour", 1, [f"{n}.0" for n in range(FEW)] + [town[0].id])) == 1
    assert len(opened) == 1


def test_what_has_come_is_added_at_once(
    index: OnDemand, archive: Archive, opened: list[Path], made: Callable[..., Made]
) -> None:
    index.catch_up(archive)
    source, snippets = made("A meteor fell into the quarry of Ost.")
    archive.add(source, snippets)
    assert index.catch_up(archive) == 1
    assert index.nearest("meteor in the quarry", 1)[0][0] == snippets[0].id
    assert len(opened) == 1


@pytest.mark.parametrize("damage", ["nothing", "the rows", "all of it"])
def test_who_asks_while_it_is_opened_or_mended_waits_for_it(
    home: Home, index: OnDemand, archive: Archive, town: list[Snippet], damage: str
) -> None:
    (kept,) = home.index_folder.rglob("chroma.sqlite3")
    if damage == "the rows":
        kept.unlink()
    elif damage == "all of it":
        shutil.rmtree(kept.parent)
    index.catch_up(archive)
    with ThreadPoolExecutor(6) as agents:
        found = [*agents.map(index.nearest, [town[0].text] * 12, [5] * 12)]
    assert all(hits == found[0] for hits in found)
    assert found[0][0][0] == town[0].id


def test_damage_that_was_not_seen_is_mended_before_the_question_is_answered(
    home: Home, index: OnDemand, archive: Archive, town: list[Snippet]
) -> None:
    (kept,) = home.index_folder.rglob("chroma.sqlite3")
    kept.unlink()
    told: list[int] = []
    assert index.catch_up(archive, lambda done, _: told.append(done)) == 0
    assert index.nearest(town[0].text, 1)[0][0] == town[0].id
    assert told[-1] == len(town)
