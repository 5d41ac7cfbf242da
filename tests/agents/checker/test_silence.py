"""What a source is said not to say: true where it is about that and nowhere says it."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.entailment import Entailment
from agents.checker.grounding.silence import read_silence
from agents.checker.support import LexicalSupport
from store.records import Label, Reason
from tests.builders import a_claim, a_source

CHECKER = EmbeddedChecker(LexicalSupport(0.6), Entailment())
FLOOD = a_source(
    "The Wend dam broke on Thursday, and two people died in the lower town. "
    "The mayor, Otto Hale, said that about 300 houses stood under water. "
    "Engineers did not find a crack in the wall. Repairs will cost 40 million crowns. "
    "A driver fled the scene."
)

TRUE = [
    "The report does not say why the dam broke.",
    "The report does not say who will pay for the repairs.",
    "The source does not say whether the dam will be rebuilt.",
    "The report does not say how many engineers looked at the wall.",
    "The report does not name the driver.",
    "The report says nothing about insurance of the houses.",
    "The article makes no mention of the keeper of the dam.",
]


@pytest.mark.parametrize("text", TRUE)
def test_a_source_that_says_it_nowhere_is_silent_and_shows_what_it_says_of_the_subject(text: str) -> None:
    verdict = CHECKER.check(a_claim(text, FLOOD), [FLOOD])
    assert verdict.label is Label.SUPPORTED, verdict.reasons
    assert verdict.spans[0].text in FLOOD.text


FALSE = [
    "The report does not say when the dam broke.",
    "The report does not say how many houses stood under water.",
    "The report does not say who said that houses stood under water.",
    "The report does not name the mayor.",
    "The report does not say whether two people died in the lower town.",
    "The report does not say that two people lost their lives in the lower town.",
    "The source does not mention that engineers found no crack.",
    "The report makes no mention of the cost of repairs.",
    "The report does not say where two people died.",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_source_that_says_it_or_may_answer_the_question_is_not_silent(text: str) -> None:
    verdict = CHECKER.check(a_claim(text, FLOOD), [FLOOD])
    assert verdict.label is Label.UNSUPPORTED
    assert Reason.ABSENCE in {found.reason for found in verdict.reasons}


def test_why_is_answered_by_a_cause() -> None:
    told = a_source("The Wend dam broke on Thursday after nine days of rain.")
    verdict = CHECKER.check(a_claim(TRUE[0], told), [told])
    assert [found.reason for found in verdict.reasons] == [Reason.ABSENCE]


def test_a_source_about_something_else_is_no_witness_of_a_silence() -> None:
    verdict = CHECKER.check(a_claim("The report does not say who owns the brewery in Varr.", FLOOD), [FLOOD])
    assert [found.reason for found in verdict.reasons] == [Reason.NO_EVIDENCE]


@pytest.mark.parametrize(
    "text",
    [
        "The report does not say where the driver lives, but 40 people died.",
        "The report does not say who will pay for the repairs and 40 people died.",
        "Forty people died, but the report does not say why the dam broke.",
    ],
)
def test_a_silence_carries_nothing_else_through(text: str) -> None:
    assert CHECKER.check(a_claim(text, FLOOD), [FLOOD]).label is Label.UNSUPPORTED


@pytest.mark.parametrize("text", ["The dam broke.", "He does not say why.", "The mayor did not report it."])
def test_other_sentences_tell_of_no_silence(text: str) -> None:
    assert read_silence(text) is None
