"""The gate: nothing is emitted that is not supported, and what is held back is on record."""

from collections.abc import Generator
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.checker import Checker
from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from agents.events import Checked, Event, Repaired, Withheld
from agents.gate import Gate, Known, Passed
from store.errors import NothingToTell
from store.records import Claim, Draft, Label, Reason
from tests.builders import a_claim, a_source, supported
from tests.fakes import RuledChecker, a_draft

FLOOD = a_source(
    "The Wend dam broke on Thursday and two people died. "
    "Nine boats brought 140 others out of the lower town. "
    "“We will rebuild every house,” the mayor of Wend, Otto Hale, told the council. "
    "The town has not named a cause."
)
RAIN = a_source("Heavy rain fell on the hills above Wend for nine days. The river Ard rose by four metres.")
ALL = (FLOOD, RAIN)
TITLE = a_claim("Wend dam breaks on Thursday, two people died", FLOOD)
GOOD = (
    a_claim("The Wend dam broke on Thursday and two people died.", FLOOD),
    a_claim("Nine boats brought 140 others out of the lower town.", FLOOD),
    a_claim("Heavy rain fell on the hills above Wend for nine days.", RAIN),
    a_claim("The river Ard rose by four metres.", RAIN),
)
INVENTED = (
    a_claim("The Wend dam broke on Thursday and seven people died.", FLOOD),
    a_claim("Smugglers from Varr blew up the Wend dam.", RAIN),
    a_claim("“It was the smugglers,” Otto Hale told the council.", FLOOD),
    Claim(text="The mayor of Varr fled abroad with nine goats."),
    Claim(text="The Ministry sold the river Ard to a brewery.", citations=("deadbeef",)),
    a_claim("The council of Wend has named a new bishop.", FLOOD),
)

_T = TypeVar("_T")


def run(steps: Generator[Event, None, _T]) -> tuple[list[Event], _T]:
    events: list[Event] = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value


def gate(checker: Checker | None = None, shortest: int = 1) -> Gate:
    return Gate(checker or EmbeddedChecker(LexicalSupport(0.7)), ALL, shortest)


def passed(draft: Draft, shortest: int = 1) -> Passed:
    return run(gate(shortest=shortest).check(draft))[1]


def test_a_sound_draft_comes_through_as_it_is() -> None:
    draft = a_draft(TITLE, GOOD[:2], GOOD[2:])
    came = passed(draft)
    assert (came.title, tuple(came.paragraphs), came.left_out) == (TITLE, draft.paragraphs, [])
    assert set(came.verdicts) == {claim.id for claim in (TITLE, *GOOD)}


def test_every_claim_that_comes_through_has_a_supported_verdict() -> None:
    came = passed(a_draft(TITLE, [GOOD[0], *INVENTED], GOOD[1:]))
    for claim in came.claims():
        assert came.verdicts[claim.id].claim_id == claim.id
        assert came.verdicts[claim.id].label is Label.SUPPORTED
        assert came.verdicts[claim.id].spans


@pytest.mark.parametrize("claim", INVENTED, ids=lambda claim: claim.text)
def test_what_no_source_says_is_left_out_with_its_reasons(claim: Claim) -> None:
    came = passed(a_draft(TITLE, [GOOD[0], claim]))
    assert came.body() == [GOOD[0]]
    (out,) = came.left_out
    assert out.claim == claim
    assert out.verdict.label in {Label.UNSUPPORTED, Label.CONTRADICTED}
    assert out.verdict.reasons


def test_a_paragraph_of_which_nothing_is_left_is_gone() -> None:
    came = passed(a_draft(TITLE, GOOD[:1], INVENTED, GOOD[1:2]))
    assert [list(paragraph.claims) for paragraph in came.paragraphs] == [[GOOD[0]], [GOOD[1]]]


def test_a_bad_citation_goes_and_the_sentence_stays() -> None:
    claim = Claim(text=GOOD[0].text, citations=(FLOOD.id[:8], "deadbeef", RAIN.id[:8]))
    events, came = run(gate().check(a_draft(TITLE, [claim])))
    assert came.body() == [GOOD[0]]
    assert [event for event in events if isinstance(event, Repaired)] == [
        Repaired(before=claim, after=GOOD[0])
    ]
    assert came.left_out == []


def test_a_wrong_figure_gives_way_to_the_sources_own_sentence() -> None:
    wrong = a_claim("Nine boats brought 150 others out of the lower town.", FLOOD)
    events, came = run(gate().check(a_draft(TITLE, [GOOD[0], wrong])))
    assert came.body() == list(GOOD[:2])
    assert Repaired(before=wrong, after=GOOD[1]) in events


def test_a_repair_tells_nothing_twice() -> None:
    wrong = a_claim("Nine boats brought 150 others out of the lower town.", FLOOD)
    came = passed(a_draft(TITLE, [*GOOD[:2], wrong]))
    assert came.body() == list(GOOD[:2])
    assert [out.claim for out in came.left_out] == [wrong]


def test_a_sentence_with_the_wrong_source_is_cited_anew() -> None:
    came = passed(a_draft(TITLE, [a_claim(GOOD[0].text, RAIN), Claim(text=GOOD[2].text)]))
    assert came.body() == [GOOD[0], GOOD[2]]


def test_the_record_tells_the_first_verdict_and_how_often_repair_was_tried() -> None:
    claim = Claim(
        text="Nine boats of the Varr navy shelled 150 others.", citations=(FLOOD.id[:8], "deadbeef")
    )
    (out,) = passed(a_draft(TITLE, [GOOD[0], claim])).left_out
    assert {finding.reason for finding in out.verdict.reasons} >= {Reason.NUMBER, Reason.INVENTED_ID}
    assert 0 <= out.repairs <= 2


def test_repair_is_tried_twice_at_most() -> None:
    never = RuledChecker(lambda claim: Label.SUPPORTED if claim.text == TITLE.text else Label.UNSUPPORTED)
    with pytest.raises(NothingToTell):
        run(gate(never).check(a_draft(TITLE, GOOD)))
    for claim in GOOD:
        accepted = [one for one in never.checked if one.text == claim.text]
        assert 1 <= len(accepted) <= 1 + 2 * 3  # itself, and the nearest sources of each repair


@pytest.mark.parametrize("label", sorted(set(Label) - {Label.SUPPORTED}))
def test_no_other_label_opens_the_gate(label: Label) -> None:
    with pytest.raises(NothingToTell):
        run(gate(RuledChecker(lambda _: label)).check(a_draft(TITLE, GOOD)))


@pytest.mark.parametrize("label", sorted(set(Label) - {Label.SUPPORTED}))
def test_a_repaired_claim_is_held_to_the_same(label: Label) -> None:
    claim = a_claim(GOOD[0].text, RAIN, FLOOD)
    rule = RuledChecker(lambda one: Label.SUPPORTED if one.text in {GOOD[1].text, TITLE.text} else label)
    _, came = run(gate(rule).check(a_draft(TITLE, [claim, GOOD[1]])))
    assert came.body() == [GOOD[1]]
    assert [out.claim for out in came.left_out] == [claim]
    assert a_claim(GOOD[0].text, FLOOD) in rule.checked


@pytest.mark.parametrize("label", sorted(set(Label) - {Label.SUPPORTED}))
def test_a_title_that_is_not_supported_is_not_emitted(label: Label) -> None:
    rule = RuledChecker(lambda claim: label if claim.text == TITLE.text else Label.SUPPORTED)
    _, came = run(gate(rule).check(a_draft(TITLE, GOOD)))
    assert came.title.text in GOOD[0].text
    assert came.title.citations == GOOD[0].citations
    assert [out.claim for out in came.left_out] == [TITLE]


@pytest.mark.parametrize(
    "title",
    [
        a_claim("Wend dam breaks, 40 people died", FLOOD),
        a_claim("Smugglers blow up Wend dam", FLOOD),
        Claim(text="Wend dam breaks, two people died", citations=("deadbeef",)),
        Claim(text="Wend dam breaks, two people died"),
    ],
    ids=lambda title: title.text,
)
def test_a_title_that_fails_gives_way_to_the_words_of_the_lead(title: Claim) -> None:
    came = passed(a_draft(title, GOOD))
    assert came.title.text in GOOD[0].text
    assert not came.title.text.endswith(".")
    assert came.verdicts[came.title.id].label is Label.SUPPORTED
    assert title in [out.claim for out in came.left_out]


def test_of_the_lead_the_sentence_that_makes_a_headline_is_taken() -> None:
    long = f"{GOOD[1].text.rstrip('.')} as the Wend dam broke on Thursday and two people died."
    came = passed(a_draft(a_claim("Smugglers did it", FLOOD), [a_claim(long, FLOOD), GOOD[2]]))
    assert len(came.body()) == 2
    assert came.title == a_claim(GOOD[2].text.rstrip("."), RAIN)


LONG = a_claim(
    f"{GOOD[0].text.rstrip('.')} while heavy rain fell on the hills above the town for nine days and nobody "
    "there had named a cause of it.",
    FLOOD,
    RAIN,
)


def supporting() -> Checker:
    return RuledChecker(lambda claim: Label.UNSUPPORTED if "Smugglers" in claim.text else Label.SUPPORTED)


def test_a_short_sentence_below_that_tells_of_the_lead_is_a_better_title_than_a_long_lead() -> None:
    aside = a_claim("A brewery hired two bakers.", FLOOD)
    draft = a_draft(a_claim("Smugglers did it", FLOOD), [LONG], [aside, GOOD[0]])
    _, came = run(gate(supporting()).check(draft))
    assert came.title == a_claim(GOOD[0].text.rstrip("."), FLOOD)


def test_a_long_title_gives_way_to_a_short_one_of_the_lead() -> None:
    title = LONG.model_copy(update={"text": LONG.text.rstrip(".")})
    _, came = run(gate(supporting()).check(a_draft(title, [LONG, GOOD[2]])))
    assert came.title == a_claim(GOOD[2].text.rstrip("."), RAIN)


def test_a_story_that_is_told_on_keeps_its_long_title() -> None:
    title = LONG.model_copy(update={"text": LONG.text.rstrip(".")})
    known = Known({GOOD[2].id: supported(GOOD[2], RAIN)})
    _, came = run(Gate(supporting(), ALL, 1, known).check(a_draft(title, [LONG, GOOD[2]])))
    assert came.title == title


def test_where_no_short_title_passes_the_long_one_stays() -> None:
    title = LONG.model_copy(update={"text": LONG.text.rstrip(".")})
    short = {GOOD[0].text.rstrip("."), "Smugglers did it"}
    rule = RuledChecker(lambda claim: Label.UNSUPPORTED if claim.text in short else Label.SUPPORTED)
    _, came = run(gate(rule).check(a_draft(title, [LONG], [GOOD[0]])))
    assert came.title == title
    assert [out.claim.text for out in came.left_out] == [GOOD[0].text.rstrip(".")]


def test_a_title_must_be_told_by_the_body_too() -> None:
    """Its source says it, but the sentence that would tell it was left out."""
    title = a_claim("Nine boats brought 140 others out of the lower town", FLOOD)
    came = passed(a_draft(title, GOOD[2:]))
    assert came.title.text in GOOD[2].text
    assert title in [out.claim for out in came.left_out]


def test_a_dated_lead_can_be_a_title() -> None:
    lead = a_claim(f"As of {FLOOD.published_at:%B} 3, 2025, the town has not named a cause.", FLOOD)
    came = passed(a_draft(a_claim("Smugglers did it", FLOOD), [lead]))
    assert came.body() == [lead]
    assert came.verdicts[came.title.id].label is Label.SUPPORTED


def test_too_little_left_is_nothing_to_tell_and_says_why() -> None:
    with pytest.raises(NothingToTell, match=r"2 of 8 sentences.*takes 3.*invented_id 1") as raised:
        passed(a_draft(TITLE, GOOD[:2], INVENTED), shortest=3)
    for reason in (Reason.NUMBER, Reason.UNCITED, Reason.QUOTE):
        assert reason.value in str(raised.value)


def test_the_least_that_is_asked_for_is_enough() -> None:
    assert len(passed(a_draft(TITLE, GOOD[:2], INVENTED), shortest=2).body()) == 2


def test_a_draft_without_a_sentence_is_nothing_to_tell() -> None:
    with pytest.raises(NothingToTell):
        passed(a_draft(TITLE))


def test_where_no_title_passes_there_is_nothing_to_tell() -> None:
    texts = {claim.text for claim in GOOD}
    only_body = RuledChecker(lambda claim: Label.SUPPORTED if claim.text in texts else Label.UNCHECKED)
    with pytest.raises(NothingToTell, match="title"):
        run(gate(only_body).check(a_draft(TITLE, GOOD)))


def test_events_come_in_order() -> None:
    wrong = a_claim(GOOD[1].text, RAIN)
    events, came = run(gate().check(a_draft(TITLE, [GOOD[0], wrong, INVENTED[0]])))
    kinds = [type(event) for event in events]
    assert kinds[:6] == [Checked, Checked, Repaired, Checked, Withheld, Checked]
    checked = [event for event in events if isinstance(event, Checked)]
    assert [event.claim for event in checked[:3]] == [GOOD[0], wrong, INVENTED[0]]
    assert [event.title for event in checked] == [False] * 3 + [True] * (len(checked) - 3)
    assert [event.left_out for event in events if isinstance(event, Withheld)] == came.left_out[:1]


def test_a_sentence_that_was_written_twice_has_its_verdict() -> None:
    came = passed(a_draft(TITLE, [GOOD[0], GOOD[0]], [GOOD[0]]))
    assert [came.verdicts[claim.id].label for claim in came.claims()] == [Label.SUPPORTED] * 4


# ---- laws

_CITATIONS = st.lists(
    st.sampled_from([FLOOD.id[:8], RAIN.id[:8], "deadbeef", "1", FLOOD.id]), max_size=3, unique=True
).map(tuple)
_CLAIMS = st.builds(
    Claim, text=st.sampled_from([claim.text for claim in (*GOOD, *INVENTED)]), citations=_CITATIONS
)


@given(_CLAIMS, st.lists(st.lists(_CLAIMS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_of_any_draft_only_what_a_source_says_comes_through(
    title: Claim, paragraphs: list[list[Claim]]
) -> None:
    checker = EmbeddedChecker(LexicalSupport(0.7))
    try:
        _, came = run(Gate(checker, ALL, 1).check(a_draft(title, *paragraphs)))
    except NothingToTell:
        return
    forbidden = {claim.text for claim in INVENTED}
    for claim in came.claims():
        assert claim.text not in forbidden
        assert claim.citations
        assert checker.check(claim, ALL).label is Label.SUPPORTED
    written = [claim.text for paragraph in paragraphs for claim in paragraph]
    kept = iter(written)
    as_written = [claim.text for claim in came.body() if claim.text in written]
    assert all(any(text == other for other in kept) for text in as_written), "order"
    assert len(came.body()) + len(came.left_out) >= len(written), (
        "a sentence is neither emitted nor on record"
    )
