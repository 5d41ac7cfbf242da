"""What a story that goes on does not say twice, and which of its sentences took another's place."""

import pytest

from agents.writer.extractive import ExtractiveWriter
from store.records import Retirement, Source
from tests.agents.reviser.news import evidence, later, revise, then

TOPIC = "Ard bridge"
SHORT = "Crowds stood on the bridge of Ard and asked for a new ferry."


def _revised(old: Source, *news: Source, length: int = 200) -> tuple[list[str], dict[str, str]]:
    """The sentences of the next draft, and by what took its place why the only claim went."""
    draft = ExtractiveWriter(length).revise(TOPIC, revise(old, *news), evidence(*news))
    told = {claim.id: claim.text for claim in draft.draft.claims()}
    return [*told.values()], {told.get(one.by, ""): str(one.reason) for one in draft.retired}


def test_what_a_fuller_sentence_says_as_well_is_not_told_beside_it() -> None:
    fuller = (
        "Crowds from Velm and Orme blocked the trams at dawn, held the bridge of Ard until noon, sang with "
        "a brass band, and asked the harbour master for a new ferry with cheaper fares for pupils."
    )
    told, gone = _revised(then(SHORT), later(fuller))
    assert (told, gone) == ([fuller], {fuller: Retirement.DUPLICATE})


def test_nor_does_news_join_that_says_less_at_the_same_time() -> None:
    long = "Crowds from Velm and Orme stood on the bridge of Ard, asked for a new ferry and sang until noon."
    told, gone = _revised(then(long), later("Crowds from Velm asked on the bridge of Ard for a ferry.", 0.5))
    assert (told, gone) == ([long], {})


@pytest.mark.parametrize(
    "other",
    [
        "No crowds from Velm and Orme stood on the bridge of Ard, none asked for a new ferry or sang for it.",
        "Crowds may have stood on the bridge of Ard and asked for a new ferry, the harbour office believes.",
    ],
    ids=["denied", "doubted"],
)
def test_what_is_denied_or_doubted_is_no_repetition(other: str) -> None:
    told, _ = _revised(then(SHORT), later(other))
    assert SHORT in told


def test_what_others_tell_already_makes_room_first() -> None:
    old = then("The harbour office of Ard closed the bridge of Ard on Monday.")
    more = (
        "Because of wind the harbour office of Ard closed the bridge of Ard to trams, said Ada Brand of Velm."
    )
    ferries = "The ferries of Captain Olav Rand took 4,000 people across beside the bridge of Ard."
    told, gone = _revised(old, later(more, 3), later(ferries, 3, outlet="Post"), length=40)
    assert (told, gone) == ([more, ferries], {"": Retirement.SPACE})


def test_what_took_a_claims_place_is_found_by_where_it_stands_and_not_by_its_words() -> None:
    said = "12 people died when the bridge of Ard fell, the police of Ard said."
    old = then("Nine people died when the bridge of Ard fell, the police of Ard said.")
    new = later(f"A band played. Meanwhile, {said}")
    revision = revise(old, new)
    draft = ExtractiveWriter(200).revise(TOPIC, revision, evidence(new))
    (gone,) = revision.retired
    told = {one.id: one.text for one in draft.draft.claims()}
    assert told[draft.by[gone.claim]] == said
