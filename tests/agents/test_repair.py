"""Repair: other citations first, then the words of the source, then fewer; or not at all."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from agents.repair import ATTEMPTS, repairs
from store.records import Claim, Finding, Label, Reason, Source, Verdict
from tests.builders import a_claim, a_source
from tests.fakes import RuledChecker

FLOOD = a_source("The Wend dam broke on Thursday and two people died.")
RAIN = a_source("Heavy rain fell on the hills above Wend for nine days.")
FAIR = a_source("The cheese fair of Wend drew 4,000 visitors to the square.")
ALL = (FAIR, RAIN, FLOOD)
CHECKER = EmbeddedChecker(LexicalSupport(0.7))


def repaired(claim: Claim, *sources: Source) -> list[Claim]:
    return list(repairs(claim, CHECKER.check(claim, sources), CHECKER, sources))


def test_a_citation_that_fails_is_dropped_beside_one_that_holds() -> None:
    first = repaired(a_claim("The Wend dam broke on Thursday.", RAIN, FLOOD), *ALL)[0]
    assert first == a_claim("The Wend dam broke on Thursday.", FLOOD)


def test_an_invented_citation_is_dropped_beside_one_that_holds() -> None:
    claim = Claim(text="The Wend dam broke on Thursday.", citations=("deadbeef", FLOOD.id[:8]))
    assert repaired(claim, *ALL)[0].citations == (FLOOD.id[:8],)


def test_a_claim_that_cites_the_wrong_source_is_cited_to_the_right_one() -> None:
    assert repaired(a_claim("The Wend dam broke on Thursday.", FAIR), *ALL) == [
        a_claim("The Wend dam broke on Thursday.", FLOOD)
    ]


def test_a_claim_without_a_citation_gets_one() -> None:
    assert repaired(a_claim("Heavy rain fell for nine days."), *ALL) == [
        a_claim("Heavy rain fell for nine days.", RAIN)
    ]


def test_what_no_source_says_is_not_repaired() -> None:
    assert repaired(a_claim("Smugglers blew up the Wend dam.", FLOOD), *ALL) == []
    assert repaired(a_claim("Three people died at Wend.", RAIN), *ALL) == []
    assert repaired(a_claim("The Wend dam broke on Thursday.", FLOOD)) == []


def test_the_words_stay_where_other_citations_are_enough_and_the_kind_always() -> None:
    claim = a_claim("The Wend dam broke on Thursday.", FAIR).model_copy(update={"kind": "attributed"})
    for other in repaired(claim, *ALL):
        assert other.model_copy(update={"citations": claim.citations}) == claim


def test_a_part_that_nobody_tells_is_taken_off_the_end() -> None:
    text = "Heavy rain fell on the hills above Wend for nine days, and a brewery bought gravel pits."
    assert repaired(a_claim(text, RAIN), *ALL) == [a_claim(RAIN.text, RAIN)]


def test_what_would_be_another_assertion_without_its_condition_is_not_shortened() -> None:
    plan = a_source("The council of Wend will rebuild the dam if the state pays half of the cost.")
    text = "The council of Wend will rebuild the dam, if a brewery buys the gravel pits."
    assert repaired(a_claim(text, plan), plan) == []


@pytest.mark.parametrize(
    "text",
    [
        "The cheese fair of Wend drew 5,000 visitors to the square.",
        "The cheese fair of Wend never drew 4,000 visitors to the square.",
        "The cheese fair of Wend reportedly drew 4,000 visitors to the square.",
    ],
)
def test_a_wrong_figure_or_hedge_gives_way_to_the_sources_own_sentence(text: str) -> None:
    assert repaired(a_claim(text, FAIR), *ALL) == [a_claim(FAIR.text, FAIR)]


def test_what_fails_as_a_whole_is_not_tried_again_as_it_stands() -> None:
    claim = a_claim("The Wend dam broke on Thursday.", RAIN, FLOOD)
    whole = Finding(reason=Reason.NOT_ENTAILED, detail="no citation is to blame")
    verdict = Verdict(claim_id=claim.id, label=Label.UNSUPPORTED, score=0, reasons=(whole,))
    assert list(repairs(claim, verdict, CHECKER, ALL)) == [a_claim(claim.text, FLOOD)]


def test_two_attempts_at_most() -> None:
    nothing_good = RuledChecker(lambda _: Label.UNSUPPORTED)
    all_good_but_this = RuledChecker(
        lambda claim: Label.SUPPORTED if len(claim.citations) == 1 else Label.UNSUPPORTED
    )
    claim = a_claim("The Wend dam broke.", FAIR, RAIN)
    for checker in (nothing_good, all_good_but_this):
        verdict = nothing_good.check(claim, ALL)
        assert len(list(repairs(claim, verdict, checker, ALL))) <= ATTEMPTS == 2


def test_a_new_citation_has_as_many_digits_as_it_needs() -> None:
    twin = FAIR.model_copy(update={"id": FLOOD.id[:30] + "x" * 34})
    (found,) = repaired(a_claim("The Wend dam broke on Thursday.", RAIN), RAIN, FLOOD, twin)
    assert found.citations == (FLOOD.id[:31],)
