"""Packed files: what is in them is read as if it lay beside them, and no bomb goes off."""

import gzip
import io
import json
import struct
import time
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
TEXT = "The ferry sails again on Monday, the port says. Nobody was hurt."
PAGE = f"<html><body><article><h1>Ferry</h1><p>{TEXT}</p><p>{TEXT[::-1]}.</p></article></body></html>"
LINES = "".join(json.dumps({"text": f"{TEXT} Row {number}."}) + "\n" for number in range(3))


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def everything(path: Path, raw: bytes, limits: Limits | None = None) -> list[Source | UnreadableSource]:
    path.write_bytes(raw)
    return list(read([str(path)], now=NOW, limits=limits or Limits()))


def unreadable(path: Path, raw: bytes, limits: Limits | None = None) -> UnreadableSource:
    (found,) = everything(path, raw, limits)
    assert isinstance(found, UnreadableSource), found
    assert found.advice
    return found


def test_gz(tmp_path: Path) -> None:
    (found,) = everything(tmp_path / "a.txt.gz", gzip.compress(TEXT.encode()))
    assert isinstance(found, Source)
    assert (found.text, found.name) == (TEXT, str(tmp_path / "a.txt.gz"))


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.JSONL.GZ", "a.gz", "a"])
def test_gz_of_lines(tmp_path: Path, name: str) -> None:
    found = everything(tmp_path / name, gzip.compress(LINES.encode()))
    assert [isinstance(one, Source) for one in found] == [True] * 3
    assert found[2].name == f"{tmp_path / name} line 3"


def test_zip(tmp_path: Path) -> None:
    files = {
        "b/page.html": PAGE,
        "a.txt": TEXT,
        "__MACOSX/a.txt": "x",
        ".hidden.txt": "x",
        "b/": "",
        "c.jsonl": LINES,
        "d": TEXT,
    }
    found = everything(tmp_path / "a.zip", zipped(files))
    names = [one.name.removeprefix(f"{tmp_path / 'a.zip'}!") for one in found]
    assert names == ["a.txt", "b/page.html", "c.jsonl line 1", "c.jsonl line 2", "c.jsonl line 3", "d"]
    assert all(isinstance(one, Source) for one in found)


def test_a_member_that_is_not_packed(tmp_path: Path) -> None:
    (found,) = everything(tmp_path / "a.zip", zipped({"a.txt": TEXT}, zipfile.ZIP_STORED))
    assert isinstance(found, Source)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_bounded(tmp_path: Path, method: int) -> None:
    raw = zipped({"a.txt": TEXT, "b.txt": TEXT * 2}, method)
    assert [str(one) for one in everything(tmp_path / "a.zip", raw)] == [
        "is packed in another way than deflated"
    ] * 2


@pytest.mark.parametrize("raw", [gzip.compress(TEXT.encode()), zipped({"a.txt": TEXT})], ids=["gz", "zip"])
def test_standard_input(raw: bytes) -> None:
    (found,) = read(["-"], now=NOW, stdin=io.BytesIO(raw))
    assert isinstance(found, Source)
    assert found.text == TEXT


@pytest.mark.parametrize(
    "inner",
    [("b.zip", zipped({"a.txt": TEXT})), ("b.gz", gzip.compress(b"a")), ("b", gzip.compress(b"a" * 99))],
    ids=["zip", "gz", "by content"],
)
def test_a_packed_file_in_a_packed_file_is_refused(tmp_path: Path, inner: tuple[str, bytes]) -> None:
    name, raw = inner
    refused, good = everything(tmp_path / "a.zip", zipped({name: raw, "c.txt": TEXT}))
    assert isinstance(good, Source)
    assert str(refused) == "is packed inside a packed file"
    assert refused.name == f"{tmp_path / 'a.zip'}!{name}"
    assert str(unreadable(tmp_path / f"{name}.gz", gzip.compress(raw))) == "is packed inside a packed file"


def test_one_bad_member_among_good_ones(tmp_path: Path) -> None:
    raw = zipped({"a.epub": TEXT, "b.txt": bytes(99), "c.txt": TEXT}, zipfile.ZIP_STORED)
    book, binary, good = everything(tmp_path / "a.zip", raw)
    assert isinstance(good, Source)
    assert "no reader for .epub" in str(book)
    assert "looks binary" in str(binary)
    torn, fine = everything(
        tmp_path / "b.zip", zipped({"a.txt": "torn " * 9, "c.txt": TEXT}, 0).replace(b"torn", b"TORN", 1)
    )
    assert "cannot be unpacked" in str(torn)
    assert isinstance(fine, Source)


def test_a_password(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.txt": TEXT}))
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    found = unreadable(tmp_path / "a.zip", bytes(raw))
    assert (str(found), found.name) == ("is protected by a password", f"{tmp_path / 'a.zip'}!a.txt")


@pytest.mark.parametrize("name", ["a.zip", "a.gz"])
@pytest.mark.parametrize("raw", [b"PK\5\6", zipped({}), b"\x1f\x8b\x08", b"no archive at all", bytes(99)])
def test_what_is_no_packed_file_is_told(tmp_path: Path, name: str, raw: bytes) -> None:
    assert str(unreadable(tmp_path / name, raw))


def test_a_gz_cut_short(tmp_path: Path) -> None:
    assert "cannot be unpacked" in str(unreadable(tmp_path / "a.txt.gz", gzip.compress(TEXT.encode())[:-20]))


def test_bombs(tmp_path: Path) -> None:
    zeros = b" " * 30_000_000
    small = Limits(max_unpacked_bytes=1_000_000)
    for name, raw in (("a.jsonl.gz", gzip.compress(zeros)), ("a.zip", zipped({"a.jsonl": zeros}))):
        assert "more than 200 times its size" in str(unreadable(tmp_path / name, raw))
        assert "more than 1 MB" in str(unreadable(tmp_path / name, raw, small))
    assert "larger than 20 MB" in str(
        unreadable(tmp_path / "a.txt.gz", gzip.compress(zeros), Limits(max_ratio=9999))
    )


def test_many_members_share_one_limit(tmp_path: Path) -> None:
    raw = zipped({f"{number}.txt": TEXT * 9 for number in range(9)})
    found = everything(tmp_path / "a.zip", raw, Limits(max_unpacked_bytes=1500))
    assert [isinstance(one, Source) for one in found] == [True, True, False]
    assert "has 9 files in it, more than 8" in str(unreadable(tmp_path / "a.zip", raw, Limits(max_members=8)))


def end_of_zip(listed: int, at: int) -> bytes:
    """The last record of a .zip whose list of files has so many bytes, from this one on."""
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, listed, at, 0)


def test_a_list_of_files_that_would_fill_the_memory(tmp_path: Path) -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, *[0] * 6) + b"a"
    listing = entry * 100_000
    found = unreadable(tmp_path / "a.zip", listing + end_of_zip(len(listing), 0))
    assert str(found) == "lists too many files"


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    """A bomb without nesting: every entry of the list leads to the same packed bytes."""
    one = zipped({"a.txt": b" " * 20_000_000})
    body, listing = one[: one.index(b"PK\1\2")], one[one.index(b"PK\1\2") : one.index(b"PK\5\6")]
    entries = b"".join(listing.replace(b"a.txt", f"{number:05}".encode()) for number in range(99))
    raw = (
        body + entries + end_of_zip(len(entries), len(body)).replace(b"\xff\xff\xff\xff", b"\x63\0\x63\0", 1)
    )
    started = time.monotonic()
    found = everything(tmp_path / "a.zip", raw, Limits(max_ratio=2_000))
    assert not [one for one in found if isinstance(one, Source)]
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("size", "is_read"), [(0, False), (10, False), (10**9, True)])
def test_a_size_that_lies(tmp_path: Path, size: int, *, is_read: bool) -> None:
    """Too small a size cuts the text, which its checksum tells; too large a one harms nobody."""
    raw = zipped({"a.txt": TEXT * 50, "b.txt": TEXT})
    true = struct.pack("<L", len(TEXT) * 50)
    found = everything(tmp_path / "a.zip", raw.replace(true, struct.pack("<L", size)))
    assert [isinstance(one, Source) for one in found] == [is_read, True]


def test_names_in_an_archive_are_only_names(tmp_path: Path) -> None:
    (found,) = everything(tmp_path / "a.zip", zipped({"../../../etc/a.txt": TEXT}))
    assert found.name.endswith("a.zip!../../../etc/a.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


SOUND = zipped({"a.txt": TEXT, "b.jsonl": LINES, "c.html": PAGE})


@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.binary(max_size=6), st.integers(0, 9)), max_size=6)
)
@example([(416, bytes(4), 0), (416, bytes(4), 0), (458, bytes(1), 9)])  # a name without a letter
def test_no_damage_raises(edits: list[tuple[int, bytes, int]]) -> None:
    raw = bytearray(SOUND)
    for at, put, cut in edits:
        raw[at : at + cut] = put
    list(read(["-"], now=NOW, stdin=io.BytesIO(bytes(raw))))
