"""What is so if, unless or but for something is not told as if it were so."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.records import Label, Reason, Verdict
from tests.builders import a_claim, a_source

CHECKER = EmbeddedChecker(LexicalSupport(0.6))

REOPENS = "The bridge of Orme will reopen on Monday if the inspectors approve the repairs."
OFFICE = "If the council passes the motion, Mayor Hale would have to leave office within a week."
COACH = "All passengers of the night train survived except the two in the first coach."
FERRY = "The ferry sails for Lisk at noon unless the wind turns, and the crew had slept on board."
VOTE = "The dockers accepted the offer of the port, subject to a vote of the union."
ASKED = "The mayor asked the engineers of the dam if the gates were safe."
AS_IF = "The gates of the dam shook as if a lorry had struck them."

DROPPED = [
    ("The bridge of Orme will reopen on Monday.", REOPENS),
    ("Mayor Hale would have to leave office within a week.", OFFICE),
    ("All passengers of the night train survived.", COACH),
    ("The ferry sails for Lisk at noon.", FERRY),
    ("The dockers accepted the offer of the port.", VOTE),
    ("The bridge will reopen on Monday.", "The bridge will reopen on Monday only if the tests are passed."),
    ("Hale told the council he would leave.", "Hale told the council he would leave if he were charged."),
]
KEPT = [
    (REOPENS, REOPENS),
    ("The bridge of Orme will reopen on Monday once the inspectors approve the repairs.", REOPENS),
    ("Mayor Hale would have to leave office within a week if the council passes the motion.", OFFICE),
    ("Passengers of the night train survived.", COACH),
    ("The crew had slept on board.", FERRY),
    ("The mayor asked the engineers of the dam.", ASKED),
    ("The gates of the dam shook.", AS_IF),
    ("Hale was charged in Orme on Monday.", "Hale was charged in Orme on Monday and must pay if convicted."),
    ("Hale flew to Lisk on Monday.", "Hale, who said he would leave if charged, flew to Lisk on Monday."),
    ("The army sent 300 men to Lisk.", "The army sent 300 men to Lisk to fight if the talks fail."),
    ("The talks in Lisk were useful.", "The talks in Lisk were useful, if brief."),
    (
        "All 155 people on the barge survived.",
        "All 155 people on the barge survived and nobody but not Hale hid.",
    ),
    ("The bridge of Orme will reopen on Monday.", f"{REOPENS} The bridge of Orme will reopen on Monday."),
]


def check(text: str, source: str) -> Verdict:
    cited = a_source(source)
    return CHECKER.check(a_claim(text, cited), [cited])


@pytest.mark.parametrize(("text", "source"), DROPPED)
def test_a_condition_that_is_dropped_is_found(text: str, source: str) -> None:
    verdict = check(text, source)
    assert verdict.label is Label.UNSUPPORTED
    assert [one.reason for one in verdict.reasons] == [Reason.HEDGE]
    assert verdict.reasons[0].detail.startswith("dropped: ")


@pytest.mark.parametrize(("text", "source"), KEPT)
def test_what_keeps_it_or_never_had_one_is_supported(text: str, source: str) -> None:
    assert check(text, source).label is Label.SUPPORTED
