"""Marks follow the sources, as whoever reads them makes them."""

from collections.abc import Callable, Sequence

import pytest

from store.archive import Archive
from store.archive.marks import PAGE
from store.home import Home
from store.records import Snippet, Source

Make = Callable[..., tuple[Source, tuple[Snippet, ...]]]


def record(title: str, text: str) -> bytes:
    return f"{title}|{text}".encode()


def fill(archive: Archive, made: Make, numbers: Sequence[int]) -> list[Source]:
    pairs = [made(f"The ferry took {number} people.") for number in numbers]
    archive.add_many(pairs)
    return [source for source, _ in pairs]


def test_each_source_is_marked_once(archive: Archive, made: Make) -> None:
    first = fill(archive, made, range(PAGE + 3))
    assert archive.mark("one", record) == PAGE + 3
    assert archive.mark("one", record) == 0
    later = fill(archive, made, [1000])
    assert archive.marks([first[0].id, later[0].id], "one") == {first[0].id: record("", first[0].text)}
    assert archive.mark("one", record) == 1
    kept = archive.marks([source.id for source in [*first, *later]], "one")
    assert kept == {source.id: record(source.title, source.text) for source in [*first, *later]}


def test_marks_that_another_made_are_made_anew(archive: Archive, made: Make) -> None:
    (source,) = fill(archive, made, [3])
    archive.mark("one", record)
    assert archive.marks([source.id], "two") == {}
    assert archive.mark("two", lambda _title, _text: b"\0\xff") == 1
    assert archive.marks([source.id], "two") == {source.id: b"\0\xff"}
    assert archive.marks([source.id], "one") == {}


def test_a_failure_keeps_whole_pages_and_the_next_goes_on(archive: Archive, made: Make) -> None:
    sources = fill(archive, made, range(PAGE + 1))

    def failing(title: str, text: str) -> bytes:
        if text == sources[-1].text:
            raise ValueError(text)
        return record(title, text)

    with pytest.raises(ValueError, match="ferry"):
        archive.mark("one", failing)
    assert len(archive.marks([source.id for source in sources], "one")) == PAGE
    assert archive.mark("one", record) == 1


def test_two_at_once_mark_each_source_once(archive: Archive, made: Make, home: Home) -> None:
    (source,) = fill(archive, made, [3])

    def late(title: str, text: str) -> bytes:
        with Archive(home.archive_url) as other:
            other.mark("one", record)
        return record(title, text)

    assert archive.mark("one", late) == 0
    assert archive.marks([source.id], "one") == {source.id: record(source.title, source.text)}


def test_what_is_not_there_has_none(archive: Archive) -> None:
    assert archive.mark("one", record) == 0
    assert archive.marks([], "one") == archive.marks(["f" * 64], "one") == {}
