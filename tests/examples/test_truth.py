"""The bundled example agrees with its own truth.yaml: files, quotes, dates, chains and traps."""

import email
import email.policy
import html
import json
import re
import runpy
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

HOME = Path(__file__).parents[2] / "examples" / "marrow-bridge"
TRUTH: dict[str, Any] = yaml.safe_load((HOME / "truth.yaml").read_text(encoding="utf-8"))
SOURCES: dict[str, dict[str, Any]] = {source["key"]: source for source in TRUTH["sources"]}
FACTS: dict[str, dict[str, Any]] = {fact["id"]: fact for fact in TRUTH["facts"]}
PLANTED: list[dict[str, Any]] = TRUTH["planted"]
FILES = sorted({source["file"] for source in TRUTH["sources"]})
READABLE = {"html", "txt", "md", "jsonl"}
KINDS = set(
    "toll cost disagreement wire_copy schedule condition resignation correction retraction opinion "
    "machine_translation undated misleading_date relative_date sibling_event injection rumour "
    "expired_forecast mangled_quote same_name cause_theories".split()
)
RULES = ("must_state", "must_not_state", "must_not_cite")
EXEMPTIONS = {None, "dated", "attributed", "denied"}
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
MONTHS: tuple[str, ...] = tuple(
    "January February March April May June July August September October November December".split()
)


def read(file: str) -> str:
    return (HOME / file).read_text(encoding="utf-8")


def squeeze(text: str) -> str:
    return " ".join(text.split())


def strip_tags(page: str) -> str:
    page = re.sub(r"<!--.*?-->|<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL | re.IGNORECASE)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def jsonl_record(source: dict[str, Any]) -> dict[str, Any]:
    number = int(source["locator"].removeprefix("line "))
    return json.loads(read(source["file"]).splitlines()[number - 1])


def jsonl_text(source: dict[str, Any]) -> str:
    record = jsonl_record(source)
    return record.get("text") or " ".join(record["sentences"])


def feed_items(file: str) -> dict[str, ET.Element]:
    root = ET.fromstring(read(file))  # noqa: S314 (ours)
    return {item.findtext("guid", ""): item for item in root.iter("item")}


def feed_text(source: dict[str, Any]) -> str:
    return strip_tags(feed_items(source["file"])[source["locator"]].findtext("description", ""))


def mail(file: str) -> EmailMessage:
    return email.message_from_bytes((HOME / file).read_bytes(), policy=email.policy.default)


def mail_text(source: dict[str, Any]) -> str:
    parts = [part for part in mail(source["file"]).walk() if part.get_content_maintype() == "text"]
    texts = [(part.get_content_subtype(), part.get_content()) for part in parts]
    return " ".join(strip_tags(text) if kind == "html" else text for kind, text in texts)


def pdf_text(source: dict[str, Any]) -> str:
    pypdf = pytest.importorskip("pypdf")
    return " ".join(page.extract_text() for page in pypdf.PdfReader(HOME / source["file"]).pages)


def page_text(source: dict[str, Any]) -> str:
    return strip_tags(read(source["file"]))


def plain_text(source: dict[str, Any]) -> str:
    return read(source["file"])


READERS = {
    "html": page_text,
    "txt": plain_text,
    "md": plain_text,
    "jsonl": jsonl_text,
    "rss": feed_text,
    "eml": mail_text,
    "pdf": pdf_text,
}


def text_of(key: str) -> str:
    source = SOURCES[key]
    return squeeze(READERS[source["format"]](source))


def day_of(key: str) -> date | None:
    """Return the day from which the text of this source can be known."""
    moment = SOURCES[key]["modified"] or SOURCES[key]["published"]
    return datetime.fromisoformat(moment).astimezone(UTC).date() if moment else None


def rules(name: str) -> Iterator[dict[str, Any]]:
    for planted in PLANTED:
        yield from planted.get(name, [])


# --- the frame ----------------------------------------------------------------------------------------------


def test_story_weeks_run_from_monday_to_sunday_without_a_gap() -> None:
    story = TRUTH["story"]
    weeks = story["weeks"]
    assert [week["n"] for week in weeks] == list(range(1, 10))
    assert (weeks[0]["from"], weeks[-1]["until"]) == (story["starts"], story["ends"])
    assert all((week["from"].weekday(), week["until"].weekday()) == (0, 6) for week in weeks)
    assert all((right["from"] - left["until"]).days == 1 for left, right in pairwise(weeks))


def test_keys_are_unique() -> None:
    assert len(SOURCES) == len(TRUTH["sources"])
    assert len(FACTS) == len(TRUTH["facts"])
    assert len({planted["id"] for planted in PLANTED}) == len(PLANTED)


def test_the_example_has_the_size_that_was_promised() -> None:
    assert 38 <= len(SOURCES) <= 46
    assert len(FACTS) >= 35
    assert {planted["kind"] for planted in PLANTED} >= KINDS


# --- the sources --------------------------------------------------------------------------------------------


def test_every_file_is_listed_and_every_listed_file_exists() -> None:
    found = {path.relative_to(HOME).as_posix() for path in (HOME / "sources").rglob("*") if path.is_file()}
    assert found == set(FILES)


def test_every_entry_of_a_file_with_several_sources_is_listed() -> None:
    for file in FILES:
        listed = {source["locator"] for source in SOURCES.values() if source["file"] == file}
        if file.endswith(".jsonl"):
            assert listed == {f"line {number}" for number in range(1, len(read(file).splitlines()) + 1)}


def test_every_feed_entry_is_listed_where_it_first_has_its_text() -> None:
    told = {(source["locator"], text_of(key)) for key, source in SOURCES.items() if source["format"] == "rss"}
    shown = {
        (guid, squeeze(strip_tags(item.findtext("description", ""))))
        for file in FILES
        if file.endswith(".xml")
        for guid, item in feed_items(file).items()
    }
    assert shown == told


@pytest.mark.parametrize("file", FILES)
def test_every_file_says_that_it_is_fictional(file: str) -> None:
    key = next(key for key, source in SOURCES.items() if source["file"] == file)
    assert re.search(
        r"\bfiction", text_of(key) if file.endswith((".pdf", ".eml")) else read(file), re.IGNORECASE
    )
    if file.endswith(".html"):
        assert read(file).startswith("<!-- FICTIONAL")
        assert re.search(r"fiction", text_of(key)[-200:], re.IGNORECASE)
    if file.endswith(".jsonl"):
        assert all("Fictional" in json.loads(line)["note"] for line in read(file).splitlines())
    if file.endswith(".xml"):
        assert "<!-- FICTIONAL" in read(file)


@pytest.mark.parametrize("key", SOURCES)
def test_a_source_is_described_soundly(key: str) -> None:
    source = SOURCES[key]
    assert source["about"] in {"marrow", "other"}
    assert source["status"] in {"active", "corrected", "retracted"}
    assert (source["published"] is None) == (source["published_basis_expected"] == "unknown")
    assert source["file"].startswith(f"sources/week-{source['week']}/")
    assert all(source[link] is None or source[link] in SOURCES for link in ("origin", "revises"))
    assert source["url"] is None or ".example/" in source["url"]


@pytest.mark.parametrize("key", [key for key in SOURCES if day_of(key)])
def test_a_dated_source_lies_in_the_folder_of_its_week(key: str) -> None:
    week = TRUTH["story"]["weeks"][SOURCES[key]["week"] - 1]
    day = day_of(key)
    assert day is not None
    assert week["from"] <= day <= week["until"]


def dates_in(source: dict[str, Any]) -> list[datetime]:
    """Return the machine-readable dates of a source whose format promises some."""
    if source["format"] == "eml":
        return [parsedate_to_datetime(mail(source["file"])["Date"])]
    if source["format"] == "rss":
        item = feed_items(source["file"])[source["locator"]]
        return [parsedate_to_datetime(item.findtext("pubDate", ""))]
    if source["format"] == "jsonl" and "T" in (stamp := jsonl_record(source)["published"]):
        return [datetime.fromisoformat(stamp)]
    if source["format"] == "html":
        pattern = r'(?:published_time" content=|"datePublished": |DC\.date\.issued" content=)"([^"]+)'
        return [datetime.fromisoformat(stamp) for stamp in re.findall(pattern, read(source["file"]))]
    return []


def test_machine_readable_dates_are_the_published_dates() -> None:
    found = {key: dates for key, source in SOURCES.items() if (dates := dates_in(source))}
    assert len(found) >= 20
    for key, dates in found.items():
        assert dates == [datetime.fromisoformat(SOURCES[key]["published"])], key


def test_canonical_addresses_stand_in_the_pages() -> None:
    for source in SOURCES.values():
        if source["format"] == "html":
            assert f'<link rel="canonical" href="{source["url"]}"' in read(source["file"])


def test_undated_pages_carry_no_machine_readable_date() -> None:
    undated = [source for source in SOURCES.values() if source["published"] is None]
    assert 2 <= len(undated) <= 3
    pages = [read(source["file"]) for source in undated]
    assert not any(re.search(r"published_time|datePublished|<time|DC\.date", page) for page in pages)


def test_weekdays_are_right() -> None:
    month = "|".join(MONTHS)
    american = rf"({DAYS}),? (?P<month>{month}) (?P<day>\d+), 2025"
    european = rf"({DAYS}),? (?P<day>\d+) (?P<month>{month}) 2025"
    seen = 0
    for key in SOURCES:
        for pattern in (american, european):
            for found in re.finditer(pattern, text_of(key)):
                day = date(2025, MONTHS.index(found["month"]) + 1, int(found["day"]))
                assert found[1] == day.strftime("%A"), f"{key}: {found[0]}"
                seen += 1
    assert seen > 40


def test_three_weeks_hold_enough_readable_sources() -> None:
    readable = [
        key
        for key, source in SOURCES.items()
        if source["about"] == "marrow" and source["format"] in READABLE
        if (day := day_of(key)) and day <= date(2025, 3, 23)
    ]
    assert len(readable) >= 20


def test_copies_share_their_words_with_the_first() -> None:
    copies = {key: source["origin"] for key, source in SOURCES.items() if source["origin"]}
    assert len(copies) == 4
    for key, origin in copies.items():
        first = text_of(origin)
        sentences = [sentence for sentence in re.split(r"(?<=\.)\s", text_of(key)) if len(sentence) > 60]
        assert sum(sentence in first for sentence in sentences) >= 4, key


def test_the_later_copy_differs_from_the_earlier_at_the_same_place() -> None:
    revisions = {key: source["revises"] for key, source in SOURCES.items() if source["revises"]}
    assert len(revisions) == 2
    for later, earlier in revisions.items():
        assert SOURCES[later]["url"] == SOURCES[earlier]["url"]
        assert text_of(later) != text_of(earlier)


# --- the facts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact_id", FACTS)
def test_quotes_stand_in_their_sources(fact_id: str) -> None:
    carried = FACTS[fact_id]["carried_by"]
    assert carried
    for entry in carried:
        assert squeeze(entry["quote"]) in text_of(entry["source"]), entry


@pytest.mark.parametrize("fact_id", FACTS)
def test_a_fact_holds_from_the_day_of_its_first_source(fact_id: str) -> None:
    fact = FACTS[fact_id]
    assert fact["holds_from"] == min(day for entry in fact["carried_by"] if (day := day_of(entry["source"])))
    assert fact["holds_until"] is None or fact["holds_from"] < fact["holds_until"]


@pytest.mark.parametrize("fact_id", FACTS)
def test_no_source_carries_a_fact_after_its_end(fact_id: str) -> None:
    end = FACTS[fact_id]["holds_until"]
    days = [day_of(entry["source"]) for entry in FACTS[fact_id]["carried_by"]]
    assert end is None or all(day is None or day <= end for day in days)


@pytest.mark.parametrize("fact_id", [key for key, fact in FACTS.items() if fact["superseded_by"]])
def test_chains_are_sound(fact_id: str) -> None:
    fact, path = FACTS[fact_id], [fact_id]
    assert fact["holds_until"] == FACTS[fact["superseded_by"]]["holds_from"]
    while (following := FACTS[path[-1]]["superseded_by"]) is not None:
        assert following not in path
        path.append(following)


def test_a_figure_is_superseded_by_a_figure_of_its_kind() -> None:
    for fact in FACTS.values():
        if fact["superseded_by"] and fact["quantity"]:
            assert FACTS[fact["superseded_by"]]["quantity"] == fact["quantity"]


def test_figures_have_value_and_unit_and_others_have_neither() -> None:
    for fact in FACTS.values():
        assert len({fact[name] is None for name in ("quantity", "value", "unit")}) == 1, fact["id"]


def test_one_figure_of_the_toll_holds_on_each_day_from_the_collapse() -> None:
    for quantity in ("dead", "missing", "injured"):
        figures = [fact for fact in FACTS.values() if fact["quantity"] == quantity]
        spans = sorted((fact["holds_from"], fact["holds_until"]) for fact in figures)
        assert spans[0][0] == date(2025, 3, 4)
        assert spans[-1][1] is None
        assert all(left[1] == right[0] for left, right in pairwise(spans))


# --- the traps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted["id"])
def test_a_trap_is_described_soundly(planted: dict[str, Any]) -> None:
    assert planted["expect"].strip()
    assert set(planted["sources"]) <= set(SOURCES)
    assert set(planted.get("facts", [])) <= set(FACTS)
    assert planted["until"] is None or planted["from"] < planted["until"]


@pytest.mark.parametrize("name", RULES)
def test_rules_have_phrases_or_sources_and_ordered_dates(name: str) -> None:
    for rule in rules(name):
        assert rule.get("any_of") or set(rule["sources"]) <= set(SOURCES)
        assert rule["until"] is None or rule["from"] < rule["until"]
        assert rule.get("unless") in EXEMPTIONS


def test_what_must_be_stated_can_be_found_in_a_source_of_the_time() -> None:
    for rule in rules("must_state"):
        end = rule["until"] or date.max
        known = [key for key in SOURCES if (day := day_of(key)) and day < end]
        texts = [text_of(key).lower() for key in known if SOURCES[key]["about"] == "marrow"]
        assert any(phrase.lower() in text for phrase in rule["any_of"] for text in texts), rule


def test_relative_dates_stand_in_their_sources() -> None:
    entries = [entry for planted in PLANTED for entry in planted.get("dates", [])]
    assert len(entries) >= 15
    for entry in entries:
        assert entry["phrase"] in text_of(entry["source"]), entry


def test_other_events_carry_no_fact_of_the_story() -> None:
    carriers = {entry["source"] for fact in FACTS.values() for entry in fact["carried_by"]}
    assert not [key for key in carriers if SOURCES[key]["about"] == "other"]
    assert 3 <= sum(source["about"] == "other" for source in SOURCES.values()) <= 4


def test_the_pdf_is_what_its_script_makes() -> None:
    pytest.importorskip("fpdf")
    made = runpy.run_path(str(HOME / "make_pdf.py"))["make"]()
    assert made == (HOME / SOURCES["aio-interim"]["file"]).read_bytes()
