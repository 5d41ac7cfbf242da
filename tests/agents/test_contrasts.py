"""Sentences that hold two figures against each other."""

import pytest

from agents.contrasts import contrasts

HELD = [
    "Sonar had found 23 vehicles; the police hold to 19.",
    "The union counted 4,000 marchers, while the police put it at 2,500.",
    "The mayor spoke of 300 homes, but the council says there are 240.",
    "Nine people died by the count of the hospital – the police speak of seven.",
]
NOT_HELD = [
    "Sonar had found 23 vehicles, and the police took the names of 19 drivers.",
    "The mayor counted 300 homes; the council counted 300.",
    "The bridge carried 31,000 vehicles a day, while the police count 2 of them.",
    "The mayor spoke of homes; the council speaks of 240.",
    "Sonar found them on March 23, 2025; the police hold to the 19 that they had.",
    "",
]


@pytest.mark.parametrize("text", HELD)
def test_two_hold_to_figures_of_their_own(text: str) -> None:
    assert contrasts(text)


@pytest.mark.parametrize("text", NOT_HELD)
def test_where_there_is_one_figure_or_another_thing_nobody_disagrees(text: str) -> None:
    assert not contrasts(text)
