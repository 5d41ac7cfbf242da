"""What the user names, and what is said of it when it cannot be read."""

import io
import os
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import Source

NOW = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)
TEXT = "The ferry to Saltmere sails again on Monday. Nobody was hurt."


def sources(*places: Path | str, stdin: bytes = b"", limits: Limits | None = None) -> list[Source]:
    return [one for one in everything(*places, stdin=stdin, limits=limits) if isinstance(one, Source)]


def everything(
    *places: Path | str, stdin: bytes = b"", limits: Limits | None = None
) -> list[Source | UnreadableSource]:
    return list(
        read([str(place) for place in places], now=NOW, stdin=io.BytesIO(stdin), limits=limits or Limits())
    )


def unreadable(*places: Path | str, stdin: bytes = b"", limits: Limits | None = None) -> UnreadableSource:
    (found,) = everything(*places, stdin=stdin, limits=limits)
    assert isinstance(found, UnreadableSource)
    return found


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(TEXT, "utf-8")
    (found,) = sources(tmp_path / "ferry.txt")
    assert (found.text, found.name) == (TEXT, str(tmp_path / "ferry.txt"))
    assert found.fetched_at == NOW
    assert found.origin == found.id


def test_a_folder_is_read_through_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/a.txt", ".hidden.txt", ".git/config.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{TEXT} This stands in {name}.", "utf-8")
    names = [Path(found.name).relative_to(tmp_path).as_posix() for found in sources(tmp_path)]
    assert names == ["b.txt", "a/a.txt", "a/z.txt"]


@pytest.mark.parametrize("pattern", ["*.txt", "[ab].txt", "**/?.txt"])
def test_a_pattern_that_the_shell_left_alone(tmp_path: Path, pattern: str) -> None:
    for name in ("b.txt", "a.txt", "c.rst"):
        (tmp_path / name).write_text(f"{TEXT} {name}", "utf-8")
    assert [Path(found.name).name for found in sources(tmp_path / pattern)] == ["a.txt", "b.txt"]


def test_a_file_with_brackets_in_its_name_is_itself(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text(TEXT, "utf-8")
    assert len(sources(tmp_path / "a[1].txt")) == 1


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (TEXT.encode(), TEXT),
        (b'\n {"text": "' + TEXT.encode() + b'"}\n', TEXT),
        (
            f"<!DOCTYPE html><html><body><p>{TEXT}</p><p>{TEXT[:44]}</p></body></html>".encode(),
            TEXT,
        ),
    ],
    ids=["text", "jsonl", "html"],
)
def test_standard_input(given: bytes, text: str) -> None:
    (found,) = sources("-", stdin=given)
    assert found.text.startswith(text)
    assert found.name.startswith("standard input")


def test_standard_input_stays_open() -> None:
    stream = io.BytesIO(TEXT.encode())
    list(read(["-"], now=NOW, stdin=stream))
    assert not stream.closed


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("missing.txt", "no such file"),
        ("*.nothing", "no file matches"),
        ("a\0b", "no such file"),
        ("x" * 300, "cannot be"),
    ],
)
def test_a_place_that_is_not_there(tmp_path: Path, place: str, reason: str) -> None:
    found = unreadable(tmp_path / place)
    assert reason in str(found)
    assert found.advice


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()
    found = unreadable(tmp_path)
    assert "no readable files in" in str(found)
    assert found.advice


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(TEXT, "utf-8")
    path.chmod(0)
    assert "Permission denied" in str(unreadable(path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no regular file" in str(unreadable(tmp_path / "pipe.txt"))


def test_a_file_that_goes_while_its_folder_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"{TEXT} {name}", "utf-8")
    found = read([str(tmp_path / "*.txt")], now=NOW)
    next(found)
    (tmp_path / "b.txt").unlink()
    rest = list(found)
    assert [Path(one.name).name for one in rest if isinstance(one, Source)] == ["c.txt"]


def test_one_bad_file_among_good_ones(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x7fELF\0\0\1\2" * 40)
    (tmp_path / "b.epub").write_bytes(b"PK")
    (tmp_path / "c.txt").write_text(TEXT, "utf-8")
    binary, book, good = everything(tmp_path)
    assert isinstance(good, Source)
    assert isinstance(binary, UnreadableSource)
    assert "looks binary" in str(binary)
    assert isinstance(book, UnreadableSource)
    assert "no reader for .epub yet" in str(book)
    assert ".jsonl" in book.advice


@pytest.mark.parametrize("name", ["NOTES", "notes.rst", "notes.weird"])
def test_an_unknown_suffix_is_judged_by_its_content(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, "utf-8")
    assert len(sources(tmp_path / name)) == 1
    (tmp_path / name).write_bytes(bytes(range(256)))
    assert "looks binary" in str(unreadable(tmp_path / name))


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(TEXT * 10, "utf-8")
    assert "larger than 100 bytes" in str(unreadable(path, limits=Limits(max_file_bytes=100)))
    assert "more than 100 characters" in str(unreadable(path, limits=Limits(max_text_chars=100)))
    path.write_text("Short.", "utf-8")
    assert "only 6 characters" in str(unreadable(path))


def test_equal_text_at_one_address_has_one_id() -> None:
    line = '{{"text": "{text}", "url": "{url}"}}\n'
    urls = ("https://News.example/a?utm_source=x#top", "https://news.example:443/a", "https://news.example/b")
    given = "".join(line.format(text=TEXT, url=url) for url in urls)
    first, same, other = sources("-", stdin=given.encode())
    assert first.id == same.id != other.id
    assert first.url == "https://news.example/a"


class _Rows(io.RawIOBase):
    """Rows that are made as they are read: nothing but the reader can hold them."""

    def __init__(self, count: int) -> None:
        self._rows = self._made(count)
        self._left = b""

    def _made(self, count: int) -> Iterator[bytes]:
        for number in range(count):
            yield b'{"text": "Row %d says that the ferry sails again. %s"}\n' % (
                number,
                b"It is full. " * 100,
            )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._left = self._left or next(self._rows, b"")
        part = self._left[: len(buffer)]
        self._left = self._left[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def test_memory_does_not_grow_with_the_number_of_sources() -> None:
    def peak(count: int) -> int:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        assert sum(1 for _ in read(["-"], now=NOW, stdin=io.BufferedReader(_Rows(count)))) == count
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        peak(50)
        few, many = peak(100), peak(1000)
    finally:
        tracemalloc.stop()
    assert many < 2 * few
