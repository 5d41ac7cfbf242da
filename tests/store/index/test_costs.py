"""Vectors that a server was paid for are not made again unasked."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from store.archive import Archive
from store.embeddings.static import StaticEmbedder
from store.errors import IndexDamaged
from store.home import Home
from store.index import Index
from store.records import Snippet


class PaidEmbedder(StaticEmbedder):
    """Counts the texts that it was asked for."""

    name = "openai:some-model"

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += len(texts)
        return super().embed(texts)


@pytest.fixture
def paid() -> PaidEmbedder:
    return PaidEmbedder()


@pytest.fixture
def index(home: Home, paid: PaidEmbedder) -> Generator[Index]:
    opened = Index(home.index_folder, paid)
    yield opened
    opened.close()


def lose_the_vectors(folder: Path) -> None:
    (file,) = folder.rglob("chroma.sqlite3")
    file.unlink()


def lose_the_state(folder: Path) -> None:
    (folder / "state.json").unlink()


def spoil_the_state(folder: Path) -> None:
    (folder / "state.json").write_bytes(b"{")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "damage", [lose_the_vectors, lose_the_state, spoil_the_state], ids=lambda damage: damage.__name__
)
def test_damage_asks_for_reindex_and_is_no_reason_to_pay(
    home: Home, index: Index, paid: PaidEmbedder, archive: Archive, damage: Callable[[Path], None]
) -> None:
    total = archive.waiting(0)
    assert index.catch_up(archive) == total
    index.close()
    damage(home.index_folder)
    before = paid.asked
    with pytest.raises(IndexDamaged) as told:
        index.catch_up(archive)
    assert "storytree reindex" in told.value.advice
    assert "may cost" in told.value.advice
    with pytest.raises(IndexDamaged):
        index.nearest("harbour", 1)
    assert paid.asked == before
    assert index.rebuild(archive) == total
    ((_, first),) = archive.arrived(0, 1)
    assert index.nearest(first.text, 1)[0][1] > 0.999


def test_an_index_of_another_archive_finds_nothing_of_it(
    home: Home, index: Index, paid: PaidEmbedder, archive: Archive, town: list[Snippet]
) -> None:
    assert index.catch_up(archive) == len(town)
    before = paid.asked
    with Archive(f"{home.archive_url}.other") as other:
        with pytest.raises(IndexDamaged, match="another archive"):
            index.catch_up(other)
        with pytest.raises(IndexDamaged):
            index.nearest(town[0].text, 1)
    assert paid.asked == before
    assert index.catch_up(archive) == 0
    assert index.nearest(town[0].text, 1)[0][1] > 0.999


def test_what_has_no_vectors_yet_is_begun_and_begun_again(
    home: Home, index: Index, paid: PaidEmbedder, archive: Archive, town: list[Snippet]
) -> None:
    assert index.catch_up(archive) == len(town)
    index.remove()
    with Archive(f"{home.archive_url}.empty") as empty:
        assert index.catch_up(empty) == 0
    index.close()
    lose_the_vectors(home.index_folder)
    assert index.catch_up(archive) == len(town)
    assert paid.asked >= 2 * len(town)
