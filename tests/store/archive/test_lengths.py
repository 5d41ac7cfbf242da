"""What a search reads of every row is read once, and the same is found without it."""

import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.archive import Archive, fts5, lengths
from store.home import Home
from store.records import Snippet, Source

Made = tuple[Source, tuple[Snippet, ...]]
Found = list[tuple[str, float]]
WORDS = ["12", "3", "18"]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were known whenever the others were asked for."""
    monkeypatch.setattr(lengths, "MANY", 20)
    known: list[int] = []
    follow = fts5.Rows.followed

    def noted(self: fts5.Rows, connection: object) -> fts5.Rows:
        known.append(self.count)
        return follow(self, connection)  # type: ignore[arg-type]

    monkeypatch.setattr(fts5.Rows, "followed", noted)
    return known


@pytest.fixture
def harbour(home: Home, made: Callable[..., Made]) -> Home:
    """40 snippets, of which none was looked for."""
    home.open()
    with Archive(home.archive_url) as archive:
        archive.add_many(_days(made, range(1, 11)))
    return home


def _days(made: Callable[..., Made], days: range) -> list[Made]:
    return [
        made(*(f"Gull {day} of Velm saw ship {n} near pier {day * n}." for n in range(4)), day=day)
        for day in days
    ]


def _found(home: Home) -> Found:
    with Archive(home.archive_url) as archive:
        return archive.match(WORDS, 12)


def _file(home: Home) -> Path:
    return Path(f"{home.archive_url.removeprefix('sqlite:///')}.rows")


def test_another_process_reads_none_of_it_again(harbour: Home, read: list[int]) -> None:
    first = _found(harbour)
    assert len(first) > 4
    assert _found(harbour) == first
    assert read == [0, 40]


def test_it_reads_what_is_new(harbour: Home, read: list[int], made: Callable[..., Made]) -> None:
    _found(harbour)
    with Archive(harbour.archive_url) as archive:
        archive.add_many(_days(made, range(11, 13)))
    few = _found(harbour)
    with Archive(harbour.archive_url) as archive:
        archive.add_many(_days(made, range(13, 20)))
    many = _found(harbour)
    assert _found(harbour) == many
    _file(harbour).unlink()
    assert _found(harbour) == many != few
    assert read == [0, 40, 40, 76, 0]


def test_few_are_not_kept(harbour: Home, read: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lengths, "MANY", 41)
    assert _found(harbour) == _found(harbour)
    assert read == [0, 0]
    assert not _file(harbour).exists()


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scratch(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for place in range(200, 220):
        content[place] ^= 0xFF
    file.write_bytes(content)


def _garble(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(500))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _array(file: Path) -> None:
    import numpy as np

    with file.open("wb") as written:
        np.save(written, np.zeros(3))


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    "damage",
    [_cut, _scratch, _garble, _empty, _array, _folder],
    ids=lambda damage: damage.__name__.strip("_"),
)
def test_what_is_damaged_is_read_anew(harbour: Home, read: list[int], damage: Callable[[Path], None]) -> None:
    first = _found(harbour)
    damage(_file(harbour))
    assert _found(harbour) == first
    assert read == [0, 0]


@pytest.mark.usefixtures("read")
def test_that_of_another_archive_is_passed_over(
    harbour: Home, tmp_path: Path, made: Callable[..., Made]
) -> None:
    other = Home(tmp_path / "other").open()
    with Archive(other.archive_url) as archive:
        archive.add_many(_days(made, range(21, 40)))
    own = _found(other)
    _found(harbour)
    shutil.copy(_file(harbour), _file(other))
    assert _found(other) == own


@pytest.mark.usefixtures("read")
def test_a_backup_that_has_less_is_searched_as_it_is(
    harbour: Home, tmp_path: Path, made: Callable[..., Made]
) -> None:
    backup = tmp_path / "backup.sqlite"
    first = _found(harbour)
    shutil.copy(harbour.archive_url.removeprefix("sqlite:///"), backup)
    with Archive(harbour.archive_url) as archive:
        archive.add_many(_days(made, range(11, 20)))
    assert _found(harbour) != first
    shutil.copy(backup, harbour.archive_url.removeprefix("sqlite:///"))
    assert _found(harbour) == first


@pytest.mark.usefixtures("read")
def test_where_it_cannot_be_kept_nothing_is_left(harbour: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lengths.np, "savez", full)
    before = sorted(harbour.folder.iterdir())
    assert len(_found(harbour)) > 4
    assert sorted(harbour.folder.iterdir()) == before


def test_of_many_that_ask_at_once_one_reads(harbour: Home, read: list[int]) -> None:
    with Archive(harbour.archive_url) as archive, ThreadPoolExecutor(4) as agents:
        asking = [agents.submit(archive.match, WORDS, 12) for _ in range(8)]
        found = [one.result() for one in asking]
    assert all(one == found[0] for one in found)
    assert sorted(read) == [0] + [40] * 7
