"""What figures count and measure."""

import pytest

from agents.quantities import counts, measures

COUNTED: list[tuple[str, dict[str, set[str]]]] = [
    ("Nine people died and 34 were injured.", {"dead": {"#9"}, "injured": {"#34"}}),
    ("The death toll from the floods in Varr has risen to 31.", {"dead": {"#31"}}),
    ("One person remains missing.", {"missing": {"#1"}}),
    ("Three children were killed.", {"dead children": {"#3"}}),
    ("Three of those who died were nurses.", {}),
    ("Thirty-one people died, including 3 children.", {"dead": {"#31"}}),
    ("Thirty-one people died, among them 3 soldiers.", {"dead": {"#31"}}),
    ("The floods of 2011 killed 40 people.", {}),
    ("On March 4, 2025, nine people died.", {"dead": {"#9"}}),
    ("A man aged 54 died.", {}),
    ("The house fell, killing her six-year-old cousin.", {}),
    ("A 6-year-old girl and 2 boys were killed.", {"dead boy": {"#2"}}),
    ("It costs 40 million crowns.", {"cost": {"#40000000"}}),
    ("The bus number 6 carried 9 people.", {}),
]
MEASURED: list[tuple[str, dict[str, set[str]]]] = [
    ("Winds near 75 mph were felt.", {"mph": {"#75"}}),
    ("The Greens have 23 per cent.", {"%": {"#23%"}}),
    ("Shares fell 4 per cent.", {}),
    ("Shares fell by more than 4 per cent.", {}),
    ("Shares fell to 41 crowns.", {"money": {"#41"}}),
    ("It took 3 days.", {}),
    ("They won 3-1 in Velm.", {}),
    ("It breaks Article 5 of the treaty.", {}),
    ("Flight 214 landed.", {}),
    ("She is second in the rankings.", {"rank": {"#2"}}),
    ("She is 12th on the list.", {"rank": {"#12"}}),
    ("She was first in the room.", {}),
    ("A million-dollar house burned.", {}),
    ("The tremor hit at 1653 (2153 GMT), just before noon.", {}),
]


@pytest.mark.parametrize(("text", "found"), COUNTED, ids=[text for text, _ in COUNTED])
def test_what_is_counted(text: str, found: dict[str, set[str]]) -> None:
    assert counts(text, 2025) == found


@pytest.mark.parametrize(("text", "found"), MEASURED, ids=[text for text, _ in MEASURED])
def test_what_is_measured(text: str, found: dict[str, set[str]]) -> None:
    assert measures(text) == found
