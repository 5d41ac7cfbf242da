"""Every reason of the vocabulary, and a claim that causes it."""

from datetime import UTC, datetime

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.records import Claim, Label, Reason, Source, SourceStatus, Verdict
from tests.builders import a_source

CHECKER = EmbeddedChecker(LexicalSupport(0.7))

FLOOD = a_source(
    "Two people died when the Wend dam broke on Tuesday, the mayor, Otto Hale, said. "
    "About 300 houses stood under water. "
    "“We will rebuild every one of them,” Hale told the council. "
    "Engineers did not find a crack in the wall. "
    "Repairs will cost 40 million crowns. "
    "Mr Hale left the lower town in a boat. "
    "Ada Orme accused Piet Varr of neglect. "
    "The river fell by two metres after noon and the bakers of the upper town went back to work.",
    published_at=datetime(2025, 3, 5, 9, tzinfo=UTC),
)
TWIN = FLOOD.model_copy(update={"id": FLOOD.id[:60] + "0000"})
WITHDRAWN = a_source("Two people died when the Wend dam broke.", status=SourceStatus.RETRACTED)
EMPTY = a_source("")

FAULTS: list[tuple[Reason, str, str, tuple[Source, ...]]] = [
    (Reason.UNCITED, "Two people died when the Wend dam broke.", "", (FLOOD,)),
    (Reason.INVENTED_ID, "Two people died when the Wend dam broke.", "0123456789", (FLOOD,)),
    (Reason.INVENTED_ID, "Two people died when the Wend dam broke.", FLOOD.id, ()),
    (Reason.AMBIGUOUS_ID, "Two people died when the Wend dam broke.", FLOOD.id[:8], (FLOOD, TWIN)),
    (Reason.RETRACTED_ID, "Two people died when the Wend dam broke.", WITHDRAWN.id, (WITHDRAWN,)),
    (Reason.NUMBER, "Three people died when the Wend dam broke.", FLOOD.id, (FLOOD,)),
    (Reason.NUMBER, "Repairs will cost 41 million crowns.", FLOOD.id, (FLOOD,)),
    (Reason.NUMBER, "Repairs will cost 40 billion crowns.", FLOOD.id, (FLOOD,)),
    (Reason.NUMBER, "Repairs will cost 40 million euros.", FLOOD.id, (FLOOD,)),
    (Reason.NUMBER, "About 300 houses stood under water, 40 per cent of the town.", FLOOD.id, (FLOOD,)),
    (Reason.DATE, "Two people died when the Wend dam broke on Monday.", FLOOD.id, (FLOOD,)),
    (Reason.DATE, "Two people died when the Wend dam broke on March 5, 2025.", FLOOD.id, (FLOOD,)),
    (Reason.DATE, "As of March 4, 2025, about 300 houses stood under water.", FLOOD.id, (FLOOD,)),
    (Reason.NAME, "Two people died when the Wend dam broke, the mayor, Otto Orme, said.", FLOOD.id, (FLOOD,)),
    (Reason.NAME, "Two people died when the Varr dam broke on Tuesday.", FLOOD.id, (FLOOD,)),
    (Reason.QUOTE, "“We will not rebuild every one of them,” Hale told the council.", FLOOD.id, (FLOOD,)),
    (Reason.NEGATION, "Engineers did find a crack in the wall.", FLOOD.id, (FLOOD,)),
    (Reason.NEGATION, "Two people never died when the Wend dam broke.", FLOOD.id, (FLOOD,)),
    (Reason.HEDGE, "In all, 300 houses stood under water.", FLOOD.id, (FLOOD,)),
    (Reason.HEDGE, "Repairs will possibly cost 40 million crowns.", FLOOD.id, (FLOOD,)),
    (Reason.HEDGE, "More than 300 houses stood under water.", FLOOD.id, (FLOOD,)),
    (Reason.NUMBER, "The river fell by two feet after noon.", FLOOD.id, (FLOOD,)),
    (Reason.ROLE, "Piet Varr accused Ada Orme of neglect.", FLOOD.id, (FLOOD,)),
    (Reason.ROLE, "Ada Orme was accused of neglect by Piet Varr.", FLOOD.id, (FLOOD,)),
    (Reason.QUOTE, "“We will rebuild every one of them,” Ada Orme told the council.", FLOOD.id, (FLOOD,)),
    (Reason.QUOTE, "Hale will “demolish” them.", FLOOD.id, (FLOOD,)),
    (Reason.OPPOSITE, "The river rose by two metres after noon.", FLOOD.id, (FLOOD,)),
    (Reason.ATTRIBUTION, "Two people died when the Wend dam broke on Tuesday.", FLOOD.id, (FLOOD,)),
    (Reason.ABSENCE, "The report does not say that repairs will cost 40 million crowns.", FLOOD.id, (FLOOD,)),
    (
        Reason.ADDED,
        "Engineers did not find a crack in the wall, which angered shopkeepers.",
        FLOOD.id,
        (FLOOD,),
    ),
    (Reason.MERGED, "Ada Orme accused Piet Varr went back to work.", FLOOD.id, (FLOOD,)),
    (Reason.NOT_ENTAILED, "The Wend council sold its gravel pits to a brewery.", FLOOD.id, (FLOOD,)),
    (Reason.NO_EVIDENCE, "Gulls sang.", FLOOD.id, (FLOOD,)),
    (Reason.NO_EVIDENCE, "Two people died.", EMPTY.id, (EMPTY,)),
    (Reason.NO_EVIDENCE, "It was so, and they were there.", FLOOD.id, (FLOOD,)),
]


def check(text: str, citation: str, sources: tuple[Source, ...]) -> Verdict:
    return CHECKER.check(Claim(text=text, citations=(citation,) if citation else ()), sources)


@pytest.mark.parametrize(("reason", "text", "citation", "sources"), FAULTS)
def test_a_fault_is_found_and_named(
    reason: Reason, text: str, citation: str, sources: tuple[Source, ...]
) -> None:
    verdict = check(text, citation, sources)
    assert verdict.label in {Label.UNSUPPORTED, Label.CONTRADICTED}
    assert reason in {finding.reason for finding in verdict.reasons}
    assert all(finding.detail for finding in verdict.reasons)
    assert {finding.citation for finding in verdict.reasons} <= {citation}


def test_every_reason_has_a_claim_that_causes_it() -> None:
    assert {reason for reason, *_ in FAULTS} == set(Reason)


SOUND = [
    "Two people died when the Wend dam broke on Tuesday, the mayor, Otto Hale, said.",
    "Two people died when the Wend dam broke on Tuesday, March 4, 2025, the mayor, Otto Hale, said.",
    "2 people died when the Wend dam broke, Hale said.",
    "Piet Varr was accused of neglect by Ada Orme.",
    "Around 300 houses stood under water.",
    "As of March 5, 2025, about 300 houses stood under water.",
    '"We will rebuild every one of them," Otto Hale told the council.',
    "Engineers didn't find a crack in the wall of the dam.",
    "Repairs will cost 40m crowns, or 40,000,000 crowns.",
    "The mayor of Wend, Otto Hale, said that two people died.",
    "Hale left the lower town of Wend in a boat.",
]


@pytest.mark.parametrize("text", SOUND)
def test_what_the_source_says_is_supported_in_these_words_too(text: str) -> None:
    verdict = check(text, FLOOD.id[:8], (FLOOD,))
    assert verdict.label is Label.SUPPORTED, verdict.reasons
