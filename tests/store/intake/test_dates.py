"""When a source was published: whole statements in the order of trust, and honestly none."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.intake import read
from store.intake.dates import EARLIEST, published, read_date
from store.intake.reading import Reading
from store.records import DateBasis, Source

NOW = datetime(2025, 12, 7, 9, 30, tzinfo=UTC)
DAY = datetime(2025, 3, 4, tzinfo=UTC)
BODY = "The ferry sails again on Monday. Nobody was hurt."


def dated(**fields: object) -> tuple[datetime | None, DateBasis]:
    """Of a record with these fields, read from a line of JSON."""
    reading = Reading(name="x", text=BODY, **fields)  # pyright: ignore[reportArgumentType]
    return published(reading, reading.url, reading.text, NOW)


def of_text(text: str) -> tuple[datetime | None, DateBasis]:
    return published(Reading(name="x", text=text), "", text, NOW)


# ---- the order of trust

ADDRESS = "https://news.example/2025/03/04/ferry"


def test_metadata_outranks_the_address_and_the_address_a_feed() -> None:
    assert dated(dates=("2025-03-06",), url=ADDRESS) == (DAY + timedelta(days=2), DateBasis.METADATA)
    assert dated(dates=("2025-03-06",), url=ADDRESS, basis=DateBasis.FEED) == (DAY, DateBasis.URL)
    assert dated(dates=("2025-03-06",), basis=DateBasis.FEED)[1] is DateBasis.FEED


def test_of_one_day_the_statement_with_the_hour_is_kept() -> None:
    hour = ("2025-03-04T10:15:00Z",)
    kept = DAY + timedelta(hours=10, minutes=15)
    assert dated(dates=hour, url=ADDRESS, basis=DateBasis.FEED) == (kept, DateBasis.FEED)
    assert dated(dates=("2025-03-04", *hour)) == (kept, DateBasis.METADATA)


def test_what_is_impossible_gives_way_to_what_is_trusted_less() -> None:
    assert dated(dates=("2031-03-04", "1970-01-01", "soon"), url=ADDRESS) == (DAY, DateBasis.URL)


@pytest.mark.parametrize("zone", ["+09:00", "-05:00", "Z", ""])
def test_midnight_is_a_day_and_stays_it_in_every_zone(zone: str) -> None:
    assert dated(dates=(f"2025-03-04T00:00:00{zone}",)) == (DAY, DateBasis.METADATA)


# ---- statements that are none

NO_DATES = [
    *"0000-00-00 1970-01-01 1989-12-31 2025-12-09 2031-01-01 2025-02-30 99/99/9999 2025-13-40".split(),
    *"2025-W10 2025-3 2025 1741082400 ---- 12:30".split(),
    *"03/04/2025 3-4-2025 3.4.2025 25.04.24 25-04-24 04/03/25 10-11-12".split(),
    "5 3 2025",
    "30 February 2025",
    "4 March",
    "March 2025",
    "Mar 4 25",
    "Spring 2025",
    "yesterday",
    "March 4 2025 or March 5 2025",
    "2025-03-04 " * 400,
    "9" * 5000,
    "٣/٤/٢٠٢٥",
    "\x00",
    "",
]


@pytest.mark.parametrize("words", NO_DATES)
def test_what_is_no_whole_and_possible_day_dates_nothing(words: str) -> None:
    assert dated(dates=(words,)) == (None, DateBasis.UNKNOWN)


WRITTEN = [
    ("03/04/2025", "fr", datetime(2025, 4, 3, tzinfo=UTC)),
    ("4.3.2025", "de", DAY),
    ("04.03.25", "de", DAY),
    ("4 de marzo de 2025", "es", DAY),
    ("4 mars 2025 à 10:15", "fr", DAY),
    ("4. März 2025", "de-AT", DAY),
    ("4 марта 2025", "ru", DAY),
    ("2025年3月4日", "ja", DAY),
    ("4. mars 2025", "no", DAY),
]


@pytest.mark.parametrize(("words", "language", "day"), WRITTEN)
def test_metadata_is_read_in_the_language_of_its_page(words: str, language: str, day: datetime) -> None:
    assert dated(dates=(words,), language=language) == (day, DateBasis.METADATA)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("03/04/2025", "en"),
        ("03/04/2025", "ja"),
        ("04.03.25", "en"),
        ("4 foo 2025", "fr"),
        ("4 mars 2025", "xx"),
    ],
)
def test_what_its_language_does_not_settle_is_none(words: str, language: str) -> None:
    assert dated(dates=(words,), language=language) == (None, DateBasis.UNKNOWN)


# ---- texts that nothing dates but themselves

STAMPED = [
    "Ferry sails again 16:10 UK time, Tuesday, 4 March 2025 The ferry sails again.",
    "Oriel Hastane | Tue Mar 4, 2025 4:23 pm EST The ferry sails again.",
    "Tuesday 4 March 2025 10.22 GMT The ferry sails again.",
]


@pytest.mark.parametrize("text", STAMPED)
def test_a_stamp_at_the_top_of_a_text_is_its_day(text: str) -> None:
    assert of_text(text) == (DAY, DateBasis.DATELINE)


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday 4 March 2025 10.22 GMT The ferry sails again.",  # it was a Tuesday
        "Page last updated at 10:22 GMT, Tuesday, 4 March 2025 The ferry sails again.",
        "Tuesday 4 March 2025 10.22 GMT Wednesday 5 March 2025 11.00 GMT The ferry sails again.",
        "Tuesday 4 March 2025 The ferry sails again.",
        "The ferry sails again. " * 30 + "Tuesday 4 March 2025 10.22 GMT",
    ],
)
def test_a_stamp_that_is_wrong_or_one_of_several_or_a_change_is_not(text: str) -> None:
    assert of_text(text) == (None, DateBasis.UNKNOWN)


def test_a_text_that_names_its_today_is_dated() -> None:
    assert of_text("The Ministry announces today, 4 March 2025, that the ferry sails again.") == (
        DAY,
        DateBasis.INFERRED,
    )
    two = "It said today, 4 March 2025, that it sails. It said today, 5 March 2025, that it does not."
    assert of_text(two) == (None, DateBasis.UNKNOWN)


CRAWLED = """Saturday, December 6, 2025

Harbour Office Defends Its Plan for Two Ferries

The Harbour Office defends its plan, warning that one ferry could leave the islands cut off.

Port Ellery Shows New Dredger at Harbour Fair-2025

Port Ellery showed its new dredger, of 90 metres, at the fair before the anniversary of the port.

No Ferry Yet, but Skerry Sees a Chance

Sea No Ferry Yet, but Skerry Sees a Chance

The meeting of the two mayors fell through in the end. However, on Thursday, it was said that it may be held.

Mayor Hastane Invites Again and Again

On October 24, while on the train to Velm, the mayor called Skerry a port in its own right.

Later, on Monday, while sailing from Velm to Norvane, he said that he could stay longer if they wished it.

In the end, as he left Norvane on Wednesday, he said that the matter would have to wait.

Most Popular"""


def test_a_crawled_page_has_not_the_day_of_the_crawl(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(CRAWLED, "utf-8")
    (found,) = read([str(tmp_path / "page.txt")], now=NOW)
    assert isinstance(found, Source)
    assert (found.published_at, found.published_basis) == (None, DateBasis.UNKNOWN)


# ---- laws


@given(
    st.dates(EARLIEST.date(), NOW.date()), st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%Y/%m/%d"])
)
def test_a_whole_date_is_read_back(day: datetime, form: str) -> None:
    assert dated(dates=(f"{day:{form}}",))[0] == datetime(day.year, day.month, day.day, tzinfo=UTC)


_PARTS = st.sampled_from(
    [*"0 1 2 3 4 12 13 25 31 32 99 1970 2024 2025 2026 00 / - . : , T Z + March Mar".split(), " "]
)


@given(
    st.lists(_PARTS, max_size=12).map("".join) | st.text(max_size=100),
    st.sampled_from(["", "en", "de", "??"]),
)
def test_no_words_crash_or_date_a_source_before_1990_or_in_the_future(words: str, language: str) -> None:
    found, basis = dated(dates=(words,), header=(words,), made=(words,), language=language)
    assert (found is None) == (basis is DateBasis.UNKNOWN)
    assert found is None or EARLIEST <= found <= NOW + timedelta(days=1)


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from("/.- "))
def test_two_orders_are_never_chosen_between(first: int, second: int, mark: str) -> None:
    assume(first != second)
    assert read_date(f"{first}{mark}{second}{mark}2025") is None


def test_a_line_of_json_is_dated_in_its_language(tmp_path: Path) -> None:
    record = {"text": BODY, "date": "03/04/2025", "language": "fr"}
    (tmp_path / "x.jsonl").write_text(json.dumps(record), "utf-8")
    (found,) = read([str(tmp_path / "x.jsonl")], now=NOW)
    assert isinstance(found, Source)
    assert found.published_at == datetime(2025, 4, 3, tzinfo=UTC)
