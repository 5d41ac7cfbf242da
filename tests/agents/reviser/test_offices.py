"""Who holds an office once the news name a holder."""

import pytest

from store.records import Retirement
from tests.agents.reviser.news import fate, later

OPEN = "If Tor Eik were to return to the White House, he could meet the king of Ard again."
DECIDED = [
    "President Tor Eik met the king of Ard in Velm.",
    "In Velm, President Eik spoke of the river treaty.",
]
LEFT_OPEN = [
    "Former President Tor Eik met the king of Ard in Velm.",
    "Vice President Tor Eik met the king of Ard in Velm.",
    "President Ana Ruiz met the king of Ard in Velm.",
    "Tor Eik met the king of Ard in Velm.",
    "President Eik may meet the king of Ard in Velm.",
    "If President Eik comes, the king of Ard waits in Velm.",
]


@pytest.mark.parametrize("words", DECIDED)
def test_a_contender_who_bears_the_title_has_won(words: str) -> None:
    assert fate(OPEN, words) is Retirement.RESOLVED


@pytest.mark.parametrize("words", LEFT_OPEN)
def test_others_and_those_who_only_may_decide_nothing(words: str) -> None:
    assert fate(OPEN, words) is None


def test_who_held_it_before_decides_nothing() -> None:
    assert fate(OPEN, later(DECIDED[0], -40)) is None
