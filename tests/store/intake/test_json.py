"""JSON Lines and JSON: fields by their several names, and every way in which a line can be broken."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import DateBasis, Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
TEXT = "The span fell at eight in the morning. Nine people died."


def read_lines(*lines: bytes, limits: Limits | None = None) -> list[Source | UnreadableSource]:
    # The first line decides that this is JSONL.
    stream = io.BytesIO(b"\n".join([b"{}", *lines]))
    return list(read(["-"], now=NOW, stdin=stream, limits=limits or Limits()))[1:]


def read_record(**fields: Any) -> Source:
    (found,) = read_lines(json.dumps(fields).encode())
    assert isinstance(found, Source), found
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "A  title\nin two lines"}, {"title": "A title in two lines"}),
        ({"outlet": "The Herald"}, {"outlet": "The Herald"}),
        ({"source": {"id": 7, "name": "The Herald"}}, {"outlet": "The Herald"}),
        ({"author": "Oriel Hastane; Benedikt Roe"}, {"authors": ("Oriel Hastane", "Benedikt Roe")}),
        (
            {"authors": ["Oriel Hastane", {"name": "Benedikt Roe"}]},
            {"authors": ("Oriel Hastane", "Benedikt Roe")},
        ),
        ({"lang": "EN"}, {"language": "en"}),
        ({"url": "HTTP://News.example/a"}, {"url": "http://news.example/a"}),
        ({"url": "javascript:alert(1)"}, {"url": ""}),
        ({"unknown": {"deep": [1, 2]}, "title": None, "outlet": 5}, {"title": "", "outlet": ""}),
    ],
)
def test_fields(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    found = read_record(text=TEXT, **fields)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize("field", ["published", "published_at", "date"])
@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ("2025-03-04", "2025-03-04T00:00:00"),
        ("2025-03-04T13:05:00Z", "2025-03-04T13:05:00"),
        ("2025-03-04T13:05:00+02:00", "2025-03-04T11:05:00"),
        ("2025-03-04 13:05", "2025-03-04T13:05:00"),
        ("Tue, 04 Mar 2025 13:05:00 EST", "2025-03-04T18:05:00"),
        ("4 March 2025", "2025-03-04T00:00:00"),
    ],
)
def test_dates(field: str, stated: str, utc: str) -> None:
    found = read_record(text=TEXT, **{field: stated})
    assert found.published_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert found.published_basis is DateBasis.METADATA


@pytest.mark.parametrize(
    "stated",
    [
        "March 2025",
        "Tuesday",
        "03/04/2025",
        "1970-01-01",
        "2025-04-03",
        "9999-12-31T23:59:59-12:00",
        "",
        "now",
        5,
    ],
)
def test_a_date_that_is_partial_ambiguous_or_impossible_is_unknown(stated: object) -> None:
    found = read_record(text=TEXT, published=stated)
    assert (found.published_at, found.published_basis) == (None, DateBasis.UNKNOWN)


def test_sentences_make_a_text() -> None:
    assert (
        read_record(sentences=["The span fell.", "Nine people died."]).text
        == "The span fell. Nine people died."
    )


def test_a_title_of_ten_thousand_characters_is_kept_whole() -> None:
    title = "bridge " * 1428 + "ends"
    assert read_record(text=TEXT, title=title).title == title


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "cut', "broken JSON"),
        (b'{"text": "a" "b"}', "broken JSON: Expecting"),
        (b"[1, 2]", "is not an object"),
        (b"null", "is not an object"),
        (b'{"title": "no text"}', "neither text nor sentences"),
        (b'{"text": 5, "sentences": "x"}', "neither text nor sentences"),
        (b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
        (b'{"text": ' + b"9" * 5000 + b"}", "broken JSON"),
        (b'{"text": "' + b"\xff\xfe\x81" * 40 + b'"}', "cannot be decoded"),
        (b'{"text": "' + b"\0" * 40 + b'"}', "looks binary"),
    ],
)
def test_a_broken_line_is_told_by_number_and_the_rest_goes_in(line: bytes, reason: str) -> None:
    good = json.dumps({"text": TEXT}).encode()
    before, broken, after = read_lines(good, b"", line, b"   ", good)
    assert isinstance(before, Source)
    assert isinstance(broken, UnreadableSource)
    assert isinstance(after, Source)
    assert broken.name == "standard input line 4"
    assert reason in str(broken)
    assert broken.advice


class _Endless(io.RawIOBase):
    """A file with one line of 50 MB in the middle, made as it is read."""

    def __init__(self) -> None:
        good = json.dumps({"text": TEXT}).encode()
        self._parts = [good + b"\n", b'{"text": "', *[b"x" * 1_000_000] * 50, b'"}\n', good]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        if not self._parts:
            return 0
        part = self._parts[0][: len(buffer)]
        self._parts[0] = self._parts[0][len(part) :]
        if not self._parts[0]:
            del self._parts[0]
        buffer[: len(part)] = part
        return len(part)


def test_a_line_of_50_mb_is_passed_over() -> None:
    first, long, last = read(["-"], now=NOW, stdin=io.BufferedReader(_Endless()))
    assert isinstance(first, Source)
    assert isinstance(last, Source)
    assert isinstance(long, UnreadableSource)
    assert long.name == "standard input line 2"
    assert str(long) == "is 50 MB, more than 8 MB"


def test_a_line_at_the_limit_goes_in() -> None:
    line = json.dumps({"text": TEXT}).encode()
    at, over = (read_lines(line, line, limits=Limits(max_line_bytes=len(line) - cut)) for cut in (0, 1))
    assert all(isinstance(one, Source) for one in at)
    assert all(isinstance(one, UnreadableSource) for one in over)


def test_a_json_file_holds_one_record_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "news.json"
    path.write_text(json.dumps({"text": TEXT}, indent=2), "utf-8")
    assert [one.name for one in read([str(path)], now=NOW)] == [str(path)]
    path.write_text(json.dumps([{"text": TEXT}, 5]), "utf-8")
    good, bad = read([str(path)], now=NOW)
    assert good.name == f"{path} record 1"
    assert isinstance(bad, UnreadableSource)


def test_a_byte_order_mark_and_an_escaped_half_character() -> None:
    (found,) = read(
        ["-"], now=NOW, stdin=io.BytesIO(b'\xef\xbb\xbf{"text": "Nine \\ud800people died at dawn."}')
    )
    assert isinstance(found, Source)
    assert found.text == "Nine people died at dawn."


@given(st.binary(max_size=300))
def test_no_line_stops_the_batch(line: bytes) -> None:
    found = read_lines(line.replace(b"\n", b" "), json.dumps({"text": TEXT}).encode())
    assert isinstance(found[-1], Source)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_value_of_a_field_stops_the_batch(value: Any) -> None:
    names = ("title", "url", "outlet", "authors", "language", "published", "date")
    assert read_record(text=TEXT, **dict.fromkeys(names, value)).text == TEXT
