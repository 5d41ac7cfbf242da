"""Who speaks with one voice, and what is heard of several that say the same."""

from collections.abc import Sequence

import pytest

from agents.voices import first_told, heard_once, voices
from store.records import Evidence, Question, Snippet, Source
from tests.agents.towns import at, told
from tests.reports import OTHER, PARAGRAPHS, REPORT, changed

WIRE = told("Crane falls", REPORT, 4, url="https://wire.example/1")
COPY = told("Crane", f"{REPORT}\n\n{OTHER}", 5, url="https://copy.example/1", origin=WIRE.id)
UPDATE = told(
    "Fifteen dead",
    changed("Twelve people", "Fifteen people"),
    6,
    url="https://wire.example/2",
    reuses=WIRE.id,
)
LATER = told("Crane again", f"{OTHER}\n\n{PARAGRAPHS[1]}", 7, url="https://post.example/1", reuses=UPDATE.id)
ALTERED = changed("27 were hurt", "270 were hurt")
LEAD = ALTERED.partition("\n")[0]
POISONED = told("Crane", ALTERED, 4, reuses=WIRE.id, url="https://post.example/2", outlet="Varr Post")
STRANGER = told("Fair", OTHER, 4, url="https://fair.example/1")


def evidence(source: Source, words: str, score: float = 1.0) -> Evidence:
    """The passage of these words, where it stands in the source."""
    start = source.text.index(words)
    end = start + len(words)
    snippet = Snippet(source_id=source.id, ordinal=start, start=start, end=end, text=words)
    question = Question(text="crane", facet="topic", as_of=at(30))
    return Evidence(snippet=snippet, source=source, question=question, ranks={"lexical": 1}, score=score)


def heard(found: Sequence[Evidence]) -> list[tuple[str, str]]:
    return [(one.source.id, one.snippet.text) for one in heard_once(found)]


def test_copies_and_reuses_have_the_voice_of_the_first_report() -> None:
    sources = (WIRE, COPY, UPDATE, LATER, STRANGER)
    found = voices(sources)
    assert [found[source.id] for source in sources] == [WIRE.id] * 4 + [STRANGER.id]


def test_a_report_that_is_not_there_still_joins_those_that_have_its_words() -> None:
    found = voices((COPY, UPDATE, STRANGER))
    assert found[COPY.id] == found[UPDATE.id] == WIRE.id
    assert voices((LATER,)) == {LATER.id: UPDATE.id}


def test_links_that_turn_in_a_circle_end() -> None:
    one = WIRE.model_copy(update={"reuses": UPDATE.id})
    assert set(voices((one, UPDATE))) == {one.id, UPDATE.id}


@pytest.mark.parametrize("first", [WIRE, COPY])
def test_of_copies_the_earliest_speaks_whichever_was_found_first(first: Source) -> None:
    other = COPY if first is WIRE else WIRE
    found = [evidence(first, PARAGRAPHS[0], 2), evidence(other, PARAGRAPHS[0], 1)]
    assert heard(found) == [(WIRE.id, PARAGRAPHS[0])]


def test_a_copy_speaks_where_it_says_what_the_report_does_not() -> None:
    own = OTHER.partition("\n")[0]
    found = [evidence(COPY, own), evidence(WIRE, PARAGRAPHS[0]), evidence(COPY, PARAGRAPHS[3])]
    assert heard(found) == [(COPY.id, own), (WIRE.id, PARAGRAPHS[0])]


def test_a_copy_alone_speaks() -> None:
    assert heard([evidence(COPY, PARAGRAPHS[0])]) == [(COPY.id, PARAGRAPHS[0])]


def test_what_a_report_reuses_is_heard_once_and_what_it_changed_is_heard() -> None:
    changed_lead = UPDATE.text.partition("\n")[0]
    found = [
        evidence(UPDATE, PARAGRAPHS[2]),
        evidence(WIRE, PARAGRAPHS[2]),
        evidence(WIRE, PARAGRAPHS[0]),
        evidence(UPDATE, changed_lead),
    ]
    assert heard(found) == [
        (UPDATE.id, PARAGRAPHS[2]), (WIRE.id, PARAGRAPHS[0]), (UPDATE.id, changed_lead)
    ]  # fmt: skip


def test_strangers_may_say_the_same() -> None:
    twin = told("Fair too", OTHER, 4, url="https://fair.example/2")
    own = OTHER.partition("\n")[0]
    assert len(heard([evidence(STRANGER, own), evidence(twin, own)])) == 2


def test_nothing_is_nothing() -> None:
    assert heard_once([]) == []
    assert voices([]) == {}


def test_of_one_outlets_notice_on_several_places_that_on_the_place_asked_for_speaks() -> None:
    said = "All travel is advised against."
    notices = [
        told(f"Travel to {place}", said, day, url=f"https://office.example/{place}", outlet="Foreign Office")
        for day, place in enumerate(("Orme", "Velm", "Norsk"), start=4)
    ]
    copies = [one.model_copy(update={"origin": notices[0].id}) for one in notices]
    asked = Question(text="travel to Velm", facet="topic", as_of=at(30))
    found = [evidence(one, said).model_copy(update={"question": asked}) for one in copies]
    assert heard(found) == [(copies[1].id, said)]
    elsewhere = [one.model_copy(update={"outlet": f"Outlet {n}"}) for n, one in enumerate(copies)]
    found = [evidence(one, said).model_copy(update={"question": asked}) for one in elsewhere]
    assert heard(found) == [(copies[0].id, said)]


@pytest.mark.parametrize("passage", [LEAD, PARAGRAPHS[2]])
def test_who_prints_a_report_with_another_figure_says_nothing_that_it_does_not(passage: str) -> None:
    assert first_told([evidence(POISONED, passage)], {WIRE.id: WIRE}) == []


def test_in_a_longer_text_only_what_it_alters_is_silent() -> None:
    own = OTHER.partition("\n")[0]
    longer = POISONED.model_copy(update={"text": f"{OTHER * 3}\n\n{ALTERED}"})
    found = [evidence(longer, passage) for passage in (own, LEAD, PARAGRAPHS[2])]
    assert first_told(found, {WIRE.id: WIRE}) == [found[0], found[2]]


@pytest.mark.parametrize(
    "fields",
    [{"url": "https://wire.example/9", "outlet": WIRE.outlet}, {"revises": WIRE.id}],
    ids=["its own house", "a correction"],
)
def test_a_house_may_tell_its_own_report_otherwise_and_so_may_a_correction(fields: dict[str, str]) -> None:
    update = POISONED.model_copy(update=fields)
    found = [evidence(update, LEAD), evidence(update, PARAGRAPHS[2])]
    assert first_told(found, {WIRE.id: WIRE}) == found


def test_of_two_texts_without_a_name_the_later_may_tell_it_otherwise() -> None:
    first, later = (told("Crane", one, 4, outlet="", url="") for one in (REPORT, ALTERED))
    found = [evidence(later.model_copy(update={"reuses": first.id}), LEAD)]
    assert first_told(found, {first.id: first}) == found


def test_where_the_report_is_not_known_nothing_is_silent() -> None:
    assert len(first_told([evidence(POISONED, LEAD)], {})) == 1
