"""Figures in digits and in words: what they are worth, and that both are read alike."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.figures import NUMBER_WORDS, Figure, figures

SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen""".split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int, *, joint: str = "-", with_and: bool = True) -> str:
    """A number below 1,000 as English writes it."""
    if number >= 100:
        rest = number % 100
        link = " and " if with_and else " "
        return f"{SMALL[number // 100]} hundred" + (link + spelled(rest, joint=joint) if rest else "")
    if number < 20:
        return SMALL[number]
    return TENS[number // 10] + (joint + SMALL[number % 10] if number % 10 else "")


def values(text: str) -> list[float]:
    return [figure.value for figure in figures(text)]


VALUES: list[tuple[str, list[float]]] = [
    ("3 boats", [3]),
    ("1,234 boats", [1234]),
    ("12,345,678 boats", [12_345_678]),
    ("1\u00a0234 boats", [1234]),
    ("3.25 miles", [3.25]),
    ("0.5 miles", [0.5]),
    ("12,345.67 crowns", [12_345.67]),
    ("1.6 billion crowns", [1.6e9]),
    ("$1.6bn", [1.6e9]),
    ("£3m", [3e6]),
    ("€40k", [40_000]),
    ("25million people", [25e6]),
    ("a 50-million-crown loan", [50e6]),
    ("a wall of 96 m", [96]),
    ("25km of road", [25]),
    ("the 1990s", [1990]),
    ("the 21st time", [21]),
    ("No. 5", [5]),
    ("between 10 and 20 boats", [10, 20]),
    ("10-20 boats", [10, 20]),
    ("10–20 boats", [10, 20]),
    ("piers 3, 4 and 5", [3, 4, 5]),
    ("at 7:52 a.m.", [7, 52]),
    ("a 18-year-old", [18]),
    ("nineteen boats", [19]),
    ("Twenty-one boats", [21]),
    ("twenty one boats", [21]),
    ("one hundred and five boats", [105]),
    ("two thousand and nineteen boats", [2019]),
    ("twenty-five hundred boats", [2500]),
    ("two hundred million boats", [200e6]),
    ("one million two hundred thousand boats", [1.2e6]),
    ("a hundred boats", [100]),
    ("A dozen boats", [12]),
    ("half a dozen boats", [6]),
    ("two dozen boats", [24]),
    ("a million boats", [1e6]),
    ("half a million boats", [500_000]),
    ("a hundred and one boats", [101]),
    ("eleven and twelve boats", [11, 12]),
    ("three, four boats", [3, 4]),
    ("a six-foot wall", [6]),
    ("half past five", [5]),
    ("zero boats", [0]),
    ("٣ boats", [3]),
    ("F16 and A4", []),
    ("hundreds of boats, thousands of gulls", []),
    ("", []),
]

PERCENT = ["12%", "12 %", "12 per cent", "12 percent", "12-percent", "twelve per cent", "twelve-percent"]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_the_value_of_a_figure(text: str, expected: list[float]) -> None:
    assert values(text) == expected
    assert not any(figure.percent for figure in figures(text))


@pytest.mark.parametrize("text", PERCENT)
def test_percent_is_told_from_a_number(text: str) -> None:
    assert figures(f"Sales fell by {text} in May.") == [Figure(12, percent=True)]
    assert figures("Sales fell by 12 in May.") != figures(f"Sales fell by {text} in May.")


def test_a_share_of_one_is_a_figure() -> None:
    assert figures("Rents rose one per cent.") == figures("Rents rose 1%.") == [Figure(1, percent=True)]


def test_per_alone_is_no_percent() -> None:
    assert figures("five per family") == [Figure(5)]


def test_percentage_points_are_no_percent() -> None:
    assert figures("up 2 percentage points") == [Figure(2)]


@pytest.mark.parametrize(
    "text", ["one of them fell", "No one knew.", "the one that fell", "one-time owner", "It is one."]
)
def test_one_alone_is_a_pronoun(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(("text", "value"), [("one hundred", 100), ("twenty-one", 21), ("one million", 1e6)])
def test_one_beside_a_number_word_counts(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize("number", [*range(2, 130), *range(190, 1000, 7), 999])
def test_digits_and_words_agree(number: int) -> None:
    forms = {
        spelled(number, joint=joint, with_and=with_and) for joint in "- " for with_and in (True, False)
    } | {str(number)}
    for form in forms:
        assert values(form) == [number], form


@given(st.integers(2, 999), st.sampled_from(["thousand", "million", "billion", "trillion"]))
def test_digits_and_words_agree_with_a_scale_behind_them(number: int, scale: str) -> None:
    assert values(f"{number} {scale}") == values(f"{spelled(number)} {scale}")


@given(st.integers(0, 10**15))
def test_commas_between_thousands_change_nothing(number: int) -> None:
    assert values(f"{number:,}") == values(str(number)) == [number]


@given(st.integers(2, 999), st.integers(2, 999))
def test_numbers_that_a_word_parts_stay_apart(one: int, other: int) -> None:
    assert values(f"from {spelled(one)} to {other} boats") == [one, other]


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.booleans())
def test_two_figures_are_written_alike_only_if_they_are_equal(one: int, other: int, percent: bool) -> None:
    a, b = Figure(one, percent), Figure(other, percent)
    assert (str(a) == str(b)) == (a == b)


_PIECES = st.sampled_from(
    [
        *sorted(NUMBER_WORDS),
        "and",
        "a",
        "half",
        "one",
        "per cent",
        "%",
        "9" * 400,
        "1,000",
        ".5",
        "-",
        "m",
        "k",
        "٣",
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=40).map(" ".join))
def test_any_text_has_figures_or_none(text: str) -> None:
    assert figures(text) == figures(text) or any(math.isnan(value) for value in values(text))
