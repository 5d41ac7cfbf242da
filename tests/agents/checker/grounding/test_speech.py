"""Who says it, and who is only told: what stands behind a comma is a speaker or it is none."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.records import Label, Reason, Verdict
from tests.builders import a_claim, a_source

CHECKER = EmbeddedChecker(LexicalSupport(0.6))

LETTERS = (
    "Harbour Commissioner Piet Lammers resigned on Tuesday, March 17, 2026, a day after the city council "
    "published letters showing that he had been warned of the dust."
)
FEVER = (
    "Inspectors shut the plant on May 3, 2026, two weeks after a nurse had been told of three cases of fever."
)
CLOSED = "The bridge was closed on Monday, after engineers had warned of cracks."
FLEET = "The fleet sails for Lisk on Monday, and the crews were told."
MILL = "Paul Ostrander, the owner of the mill in Lisk, said that the company would pay."

TRUE = [
    ("Harbour Commissioner Piet Lammers resigned on Tuesday, March 17, 2026.", LETTERS),
    ("Piet Lammers resigned on March 17, 2026.", LETTERS),
    ("Inspectors shut the plant on May 3, 2026.", FEVER),
    ("The bridge was closed on Monday.", CLOSED),
    ("The fleet sails for Lisk on Monday.", FLEET),
    ("Paul Ostrander is the owner of the mill in Lisk.", MILL),
]
SAID = [
    ("The mill was sold in May.", "The mill was sold in May, the owner said on Monday."),
    ("The mill was sold in May 2026.", "The mill was sold in May 2026, the mayor, Otto Hale, said."),
    ("Wheat prices rose by 4 per cent.", "Wheat prices rose by 4 per cent, according to the board."),
    ("The strike ended on Sunday.", "The strike ended on Sunday, it was announced."),
    ("The dam will hold.", "The dam will hold, said Otto Hale, the mayor."),
    ("The dam will hold until May.", "The dam will hold until May, the engineers warned."),
]


def weigh(text: str, told: str) -> Verdict:
    source = a_source(told)
    return CHECKER.check(a_claim(text, source), [source])


@pytest.mark.parametrize(("text", "told"), TRUE)
def test_whoever_was_told_or_warned_is_no_speaker(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.SUPPORTED, verdict.reasons


@pytest.mark.parametrize(("text", "told"), SAID)
def test_what_somebody_says_is_still_his(text: str, told: str) -> None:
    assert Reason.ATTRIBUTION in {finding.reason for finding in weigh(text, told).reasons}
