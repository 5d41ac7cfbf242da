"""Figures with what is bound to them, and when one bears another out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.amounts import Amount, amounts, unbound
from agents.figures import Figure

READ: list[tuple[str, list[tuple[float, str, str]]]] = [
    ("At least three people died.", [(3, "at least", "")]),
    ("About 300 houses and some 20 boats.", [(300, "about", ""), (20, "about", "")]),
    ("It is 612 metres long.", [(612, "", "metre")]),
    ("a 612-metre bridge", [(612, "", "metre")]),
    ("It fell 96 km from Wend.", [(96, "", "kilometre")]),
    ("more than $4.8 billion", [(4.8e9, "more than", "dollar")]),
    ("4.8bn dollars", [(4.8e9, "", "dollar")]),
    ("up to half a million crowns", [(5e5, "up to", "crown")]),
    ("no more than 40 tons", [(40, "up to", "tonne")]),
    ("40 boats or more", [(40, "at least", "")]),
    ("rose by 40 points or more than 3%", [(40, "", "point"), (3, "more than", "")]),
    ("just over two years", [(2, "more than", "year")]),
    ("two full days", [(2, "", "day")]),
    ("5 percentage points", [(5, "", "point")]),
    ("over the 5 bridges", [(5, "more than", "")]),
    ("on March 4", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_figure_is_read_with_its_bound_and_its_unit(
    text: str, expected: list[tuple[float, str, str]]
) -> None:
    assert [(one.figure.value, one.bound, one.unit) for one in amounts(text)] == expected


def amount(text: str) -> Amount:
    (found,) = amounts(text)
    return found


@pytest.mark.parametrize(
    ("told", "claimed", "borne_out"),
    [
        ("about 300", "around 300", True),
        ("over 300", "more than 300", True),
        ("more than 300", "at least 300", True),
        ("nearly 300", "about 300", True),
        ("300", "at least 300", False),
        ("at least 300", "300", False),
        ("at least 300", "more than 300", False),
        ("up to 300", "at least 300", False),
    ],
)
def test_a_bound_may_be_weakened_but_not_dropped_or_turned(told: str, claimed: str, borne_out: bool) -> None:
    assert amount(told).bears_out(amount(claimed)) is borne_out


@pytest.mark.parametrize(
    ("told", "claimed", "rounds"),
    [
        ("1,487", "about 1,500", True),
        ("1,487", "nearly 1,500", True),
        ("1,487", "more than 1,500", False),
        ("1,512", "more than 1,500", True),
        ("1,487", "1,500", False),
        ("1,487", "about 1,000", False),
        ("27", "about 26", False),
        ("9.7%", "about 10%", True),
        ("9.7%", "about 10", False),
        ("about 1,487", "about 1,500", False),
    ],
)
def test_a_round_figure_needs_a_word_that_says_so(told: str, claimed: str, rounds: bool) -> None:
    assert amount(told).rounds_to(amount(claimed)) is rounds


@given(st.integers(2, 10**9), st.integers(2, 10**9))
def test_what_rounds_is_close_and_never_exact(told: int, claimed: int) -> None:
    if Amount(Figure(told)).rounds_to(Amount(Figure(claimed), bound="about")):
        assert told != claimed
        assert abs(told - claimed) <= 0.05 * told


def test_what_is_left_without_its_bounds_hedges_something_else() -> None:
    assert unbound("About 300 boats may sink, at least 40 at once.") == "300 boats may sink, 40 at once."
    assert unbound("Nearly all sank.") == "Nearly all sank."


@pytest.mark.parametrize(
    "text",
    [
        "20 to 25 per cent",
        "20% to 25%",
        "20–25%",
        "between 20 and 25 per cent",
        "between 20 per cent and 25 per cent",
    ],
)
def test_the_ends_of_a_range_are_bounds_and_share_their_sign(text: str) -> None:
    assert [str(one) for one in amounts(f"Prices rose {text}.")] == ["at least 20%", "up to 25%"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It will cost $3 to $5 million.", ["at least 3000000 dollar", "up to 5000000 dollar"]),
        ("It will cost $3 million to $5 million.", ["at least 3000000 dollar", "up to 5000000 dollar"]),
        ("Rates rose from 20 to 25 per cent.", ["20%", "25%"]),
        ("Wend won 3-1.", ["3", "1"]),
        ("Wend lost 0-0 and 4-0.", ["0", "0", "4", "0"]),
        ("Three and 25 others left.", ["3", "25"]),
        ("It ran from place 12 and 15 left.", ["12", "15"]),
        ("It ran in 2010-2012.", ["2010", "2012"]),
    ],
)
def test_what_is_a_range_and_what_is_none(text: str, expected: list[str]) -> None:
    assert [str(one) for one in amounts(text)] == expected
