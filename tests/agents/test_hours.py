"""How things stood at an hour: dated once its day is over, and retold as of a later hour."""

import pytest

from agents.hours import of_an_hour
from agents.writer.candidates import candidates
from store.records import Retirement
from tests.agents.reviser.news import MONDAY, evidence, fate, later, revise, then

FOUR = {
    "position": "At 4 PM EDT, the center of Hurricane Ines was located 140 miles south of Port Ellery.",
    "movement": "At 4 PM EDT, Hurricane Ines was moving toward the northwest near 9 mph.",
    "no figure": "At 4 p.m., water stood in the streets of Port Ellery.",
}
ELEVEN = {
    "position": "At 11 PM EDT, the center of Hurricane Ines was located 90 miles south of Port Ellery.",
    "movement": "At 11 PM EDT, Hurricane Ines was moving toward the north.",
    "no figure": "At 11 p.m., water still stood in the streets of Port Ellery.",
}


@pytest.mark.parametrize("what", FOUR)
@pytest.mark.parametrize("days", [0.3, 1.3])
def test_an_outlets_later_hour_takes_the_place_of_the_earlier(what: str, days: float) -> None:
    news = later(ELEVEN[what], days, outlet="Herald")
    assert fate(then(FOUR[what]), news) is Retirement.SUPERSEDED


def test_that_of_another_outlet_or_of_another_thing_does_not() -> None:
    assert fate(then(FOUR["movement"]), later(ELEVEN["movement"], 0.3)) is None
    other = "At 11 PM EDT, Tropical Storm Odil was moving toward the north."
    assert fate(then(FOUR["movement"]), later(other, 0.3, outlet="Herald")) is None


@pytest.mark.parametrize(
    "text",
    [
        "At 4 PM, a bomb exploded in the market of Orme.",
        "At 4 PM on March 3, 2025, Hurricane Ines was moving north.",
        "At 4 PM, the council of Orme is meeting if the mayor agrees.",
        "Hurricane Ines was moving north.",
    ],
)
def test_what_happened_is_dated_or_ahead_is_no_state_of_an_hour(text: str) -> None:
    assert not of_an_hour(text)


@pytest.mark.parametrize("text", FOUR.values(), ids=FOUR)
def test_once_its_day_is_over_it_is_told_with_its_day(text: str) -> None:
    dated = f"As of March 3, 2025, a{text[1:]}"
    old, news = then(text), later("A ferry sank off Norsk.", 1.5)
    (standing,) = revise(old, news, now=later("", 1.5).published_at).stands
    assert standing.claim.text == dated
    assert next(one.text for one in candidates("Ines", evidence(old, news))) == dated
    (standing,) = revise(old, now=MONDAY).stands
    assert standing.claim.text == text
