"""The bundled example is read whole: every source of truth.yaml with its day, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from store.intake import read
from store.records import DateBasis, Source

HOME = Path(__file__).parents[3] / "examples" / "marrow-bridge"
TRUTH: list[dict[str, Any]] = yaml.safe_load((HOME / "truth.yaml").read_text("utf-8"))["sources"]
NOW = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def found() -> list[Source]:
    everything = list(read([str(HOME / "sources")], now=NOW))
    sources = [one for one in everything if isinstance(one, Source)]
    assert len(sources) == len(everything)
    return sources


def place(source: Source) -> str:
    return Path(source.name).relative_to(HOME).as_posix()


def locate(entry: dict[str, Any], sources: list[Source]) -> Source:
    """The first source from the entry's file; of those with several, by line or by address and day."""
    numbered = f"{entry['file']} {entry['locator']}"
    of_file = [source for source in sources if place(source) in (entry["file"], numbered)]
    of_file += [
        source
        for source in sources
        if place(source).startswith(f"{entry['file']} entry") and source.url == entry["url"]
    ]
    return of_file[0]


def test_nothing_is_skipped_and_nothing_comes_twice_but_entries_that_stay(found: list[Source]) -> None:
    told = {locate(entry, found).id for entry in TRUTH}
    assert len(told) == len(TRUTH)
    assert {source.id for source in found} == told
    assert len(found) - len(told) == 2  # in two polls an entry of the one before


@pytest.mark.parametrize("entry", TRUTH, ids=lambda entry: entry["key"])
def test_its_day_and_where_that_was_read(found: list[Source], entry: dict[str, Any]) -> None:
    source = locate(entry, found)
    bases = (entry["published_basis_expected"], *entry["published_basis_also"])
    assert source.published_basis in bases
    if entry["published"] is None:
        assert source.published_at is None
        return
    stated = datetime.fromisoformat(entry["published"])
    assert source.published_at
    assert source.published_at.date() == stated.date()
    if source.published_basis in (DateBasis.METADATA, DateBasis.FEED):
        assert source.published_at == stated


@pytest.mark.parametrize(
    "entry",
    [entry for entry in TRUTH if entry["format"] in ("rss", "eml", "pdf")],
    ids=lambda entry: entry["key"],
)
def test_what_feeds_and_letters_and_papers_say_of_themselves(
    found: list[Source], entry: dict[str, Any]
) -> None:
    source = locate(entry, found)
    assert (source.title, source.url) == (entry["title"], entry["url"] or "")
    assert source.outlet == ("" if entry["format"] == "pdf" else entry["outlet"])


def test_a_changed_entry_stands_at_the_address_of_the_one_that_it_revises(found: list[Source]) -> None:
    by_key = {entry["key"]: locate(entry, found) for entry in TRUTH}
    revising = [entry for entry in TRUTH if entry["format"] == "rss" and entry["revises"]]
    assert revising
    for entry in revising:
        assert by_key[entry["key"]].url == by_key[entry["revises"]].url
        assert by_key[entry["key"]].id != by_key[entry["revises"]].id
