"""The reviser as a whole: each claim against the news, notices and the clock."""

from datetime import timedelta
from typing import Any

import pytest

from agents.reviser.embedded import AGED
from store.records import Retirement
from tests.agents.reviser.news import MONDAY, fate, later, revise, then

FORECAST = "The Ard Council will meet in Lisbon on March 9, 2025 to decide on the dam fund."
MET = "The Ard Council met in Lisbon and approved the dam fund."
OF_OTHERS = "A brass band played in Orme."


@pytest.mark.parametrize(("days", "reason"), [(5, None), (6, None), (7, Retirement.EXPIRED)])
def test_a_schedule_is_open_until_its_day_is_over(days: int, reason: Retirement | None) -> None:
    found = revise(then(FORECAST), later(OF_OTHERS), now=MONDAY + timedelta(days=days))
    assert [change.reason for change in found.retired] == ([reason] if reason else [])


def test_what_came_of_it_says_more_than_that_its_day_has_passed() -> None:
    found = revise(then(FORECAST), later(MET, 7), now=MONDAY + timedelta(days=9))
    assert [change.reason for change in found.retired] == [Retirement.RESOLVED]
    assert list(found.overtaken.values()) == [MET]


def test_a_statement_of_the_present_is_dated_once_it_has_aged() -> None:
    old = then("The river Ard is above its banks at Velm.")
    young = revise(old, later(OF_OTHERS), now=MONDAY + AGED)
    aged = revise(old, later(OF_OTHERS), now=MONDAY + AGED + timedelta(days=1))
    assert [one.claim.text for one in young.stands] == [old.text]
    (dated,) = aged.stands
    assert dated.claim.text == "As of March 3, 2025, the river Ard is above its banks at Velm."
    assert list(aged.renewed) == [dated.claim.id]


def test_a_notice_of_the_same_site_takes_its_report_back_and_that_of_another_does_not() -> None:
    page: dict[str, Any] = {
        "outlet": "Herald",
        "url": "https://www.herald.example/a",
        "title": "Bridge at Velm was blown up",
    }
    old = then("A bomb destroyed the bridge at Velm.", **page)
    words = "The Herald takes back “Bridge at Velm was blown up”. There was no bomb."
    notice: dict[str, Any] = {"title": "Bridge at Velm: a retraction", "outlet": "Herald"}
    ours = later(words, url="https://herald.example/corrections/1", **notice)
    for false in ("https://herald.example.evil.example/1", "https://notherald.example/1", ""):
        assert fate(old, later(words, url=false, **notice)) is None
    assert fate(old, ours) is Retirement.RETRACTED


def test_a_notice_that_names_the_day_of_the_report_takes_it_back() -> None:
    page = {"url": "https://herald.example/a", "title": "Bomb in Velm, letter shows"}
    old = then("A bomb of the Free Ard League destroyed the bridge at Velm.", **page)
    words = (
        "The Herald has withdrawn its report of March 3 that the Free Ard League bombed the bridge at Velm."
    )
    notice: dict[str, Any] = {"title": "The Herald withdraws report on bomb", "outlet": "Herald"}
    assert fate(old, later(words, url="https://notherald.example/1", **notice)) is None
    assert fate(old, later(words, url="https://herald.example/1", **notice)) is Retirement.RETRACTED


def test_a_page_that_only_bears_an_outlets_name_does_not_update_it_within_the_hour() -> None:
    toll, more = "Two people died in the floods in Varr.", "Nine people died in the floods in Varr."
    old = then(toll, url="https://herald.example/a")
    assert fate(old, later(more, 0.1, outlet="Herald", url="https://evil.example/a")) is None
    assert fate(old, later(more, 0.1, outlet="Herald", url="https://live.herald.example/b")) is (
        Retirement.SUPERSEDED
    )
