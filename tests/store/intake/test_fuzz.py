"""Every reader, given sound files with damage done to them: it reads, or says why not, and never falls."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.intake.packed import PACKED
from store.intake.readers import READERS
from store.records import Source
from store.snippets import split
from tests.damage import damaged
from tests.samples import samples

NOW = datetime(2025, 4, 1, tzinfo=UTC)
LIMITS = Limits(max_file_bytes=300_000, max_line_bytes=50_000, max_text_chars=100_000)
LONGEST = 10.0
"""Seconds that no damaged file of a few hundred kilobytes may take on a busy machine."""
HARMLESS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def test_every_reader_has_its_sample() -> None:
    modules = {id(READERS[suffix]) for suffix in samples() if suffix in READERS}
    assert modules == set(map(id, READERS.values()))
    assert set(samples()) >= PACKED


@pytest.mark.parametrize("suffix", samples())
def test_the_sample_is_sound(suffix: str, tmp_path: Path) -> None:
    assert all(isinstance(one, Source) for one in everything(tmp_path / f"a{suffix}", samples()[suffix]))


@pytest.mark.parametrize("suffix", samples())
@settings(max_examples=40, suppress_health_check=HARMLESS, database=None)
@given(draw=st.data())
def test_no_damage_fells_a_reader(suffix: str, draw: st.DataObject, tmp_path: Path) -> None:
    raw = draw.draw(damaged(samples()[suffix]))
    everything(tmp_path / f"a{suffix}", raw)


def everything(path: Path, raw: bytes) -> list[Source | UnreadableSource]:
    """What is read; each of it can be kept and shown."""
    path.write_bytes(raw)
    started = time.monotonic()
    found = list(read([str(path)], now=NOW, limits=LIMITS))
    assert time.monotonic() - started < LONGEST
    assert found
    for one in found:
        if isinstance(one, Source):
            one.model_dump_json().encode()
            split(one)
    return found


TIMES = 200_000
FERRY = "The ferry of Velm sails again on Monday. "


def filled(unit: str, length: int = TIMES) -> str:
    return unit * (length // len(unit))


TOOK_FOR_EVER = {
    "encoded words": (".eml", f"Subject: {filled('=?utf-8?q?a?= ')}\n\n{FERRY}"),
    "open quotes": (".eml", f"From: {filled(chr(34))}\n\n{FERRY}"),
    "addresses": (".eml", f"From: {filled('a@b, ')}\n\n{FERRY}"),
    "parameters": (".eml", f"Content-Type: text/plain; {filled('a=b; ')}\n\n{FERRY}"),
    "images in images": (".md", filled("![")),
    "a table without an end": (".md", "|a|b|\n|-|-|\n" + filled("|c|d|\n", 1_100_000)),
    "comments before a feed": (".xml", f"{filled('<!-- a -->')}<rss version='2.0'/>"),
    "comments before nothing": ("", filled("<!-- a -->")),
    "headings": (".html", f"<html><body><p>{FERRY}{filled('<h2>a</h2>', 500_000)}"),
    "breaks": (".html", f"<html><body><p>{FERRY}{filled('a<br>', 500_000)}"),
    "dates": (".txt", f"VELM, March 4 – {filled('March 4, 2025. ', 1_000_000)}"),
}
"""What took minutes, or gigabytes, for no more bytes than this."""


@pytest.mark.parametrize("name", TOOK_FOR_EVER)
def test_what_took_for_ever_is_over_soon(name: str, tmp_path: Path) -> None:
    suffix, text = TOOK_FOR_EVER[name]
    path = tmp_path / f"a{suffix}"
    path.write_text(text, encoding="utf-8")
    started = time.monotonic()
    assert len(list(read([str(path)], now=NOW))) == 1
    assert time.monotonic() - started < LONGEST
