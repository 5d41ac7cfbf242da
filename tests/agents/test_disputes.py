"""Two sentences, one quantity: whether their values differ, and which is the later."""

from datetime import UTC, datetime, timedelta

import pytest

from agents.disputes import differences, later, same_news, same_thing, unlike

THIS_YEAR = (2025, 2025)
CROWNS = ("money", "174", "134")
NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def told(ours: str, theirs: str) -> list[tuple[str, str, str]]:
    return [(one.about, one.first, one.second) for one in differences(ours, theirs, THIS_YEAR)]


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("Nine people died in Varr.", "Two people died in Varr.", [("dead", "9", "2")]),
        ("Nine people died; 34 were hurt in Varr.", "In Varr 31 were hurt.", [("injured", "34", "31")]),
        ("The loss of the Ard towns is 174 crowns.", "The loss of the Ard towns is 134 crowns.", [CROWNS]),
        ("Nine people died in Varr.", "Nine people died in Varr.", []),
        ("Nine people died in Varr.", "Two people died in Orme.", []),
        ("About 300 houses in Velm were flooded.", "In Velm 312 houses were flooded.", []),
        ("Brand is 118 votes ahead.", "Brand's lead has grown to 131 votes.", [("margin", "118", "131")]),
        ("A 60 per cent stake is theirs.", "The union has 55 per cent, Orme 8 percent, Velm 2%.", []),
        ("In Varr the damage is 54 million crowns.", "Varr frees a reserve of 30 million crowns.", []),
        ("It took 300 lorries to Velm and Orme.", "It took 6 lorries to Velm and Orme.", []),
    ],
)  # fmt: skip
def test_values_that_differ(ours: str, theirs: str, found: list[tuple[str, str, str]]) -> None:
    assert told(ours, theirs) == found
    assert told(theirs, ours) == [(about, second, first) for about, first, second in found]


def test_values_far_apart_are_of_two_things() -> None:
    assert unlike(frozenset({"#20"}), frozenset({"#1"}))
    assert not unlike(frozenset({"#21"}), frozenset({"#1"}))
    assert not unlike(frozenset({"#0"}), frozenset({"#5"}))
    assert not unlike(frozenset({"#5"}), frozenset({"#0"}))


def test_of_the_same_persons_is_not_yet_the_same_news() -> None:
    ordered = (
        "A judge ordered the Roads Board and Velt Group to hand over every maintenance record of the dam."
    )
    ended = "The Roads Board ended its maintenance contract with Velt Group."
    again = "The Roads Board has ended the maintenance contract with Velt Group, it said."
    assert not same_news(ended, ordered)
    assert same_news(again, ended)
    assert same_thing(again, ended)


@pytest.mark.parametrize(
    ("hours", "same_outlet", "is_later"),
    [(36, False, False), (37, False, True), (1, True, True), (0, True, False), (-1, True, False)],
)
def test_an_outlet_updates_itself_at_once_and_others_after_a_day_and_a_half(
    hours: float, same_outlet: bool, is_later: bool
) -> None:
    assert later(NOON + timedelta(hours=hours), NOON, same_outlet=same_outlet) is is_later
