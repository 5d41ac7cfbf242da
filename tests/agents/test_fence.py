"""The topic fence: which sources are about the topic, and which only mention it."""

import pytest

from agents.fence import on_topic
from store.records import Evidence, Question, Source
from store.snippets import split
from tests.agents.towns import ABOUT_WEND, FAIR, SIBLING, TOLL, TOPIC, TOWN
from tests.builders import a_source


def evidence(*sources: Source) -> list[Evidence]:
    question = Question(text=TOPIC, facet="topic")
    return [
        Evidence(snippet=snippet, source=source, question=question, ranks={}, score=0.5)
        for source in sources
        for snippet in split(source)
    ]


def kept(topic: str, *sources: Source) -> set[str]:
    return {one.source.title for one in on_topic(topic, evidence(*sources))}


def test_what_is_about_the_topic_stays() -> None:
    assert {source.title for source in ABOUT_WEND} <= kept(TOPIC, *TOWN)


def test_another_event_that_mentions_this_one_stays_out() -> None:
    assert SIBLING.title not in kept(TOPIC, *TOWN)


def test_asked_for_by_its_own_name_the_other_event_comes_in() -> None:
    inside = kept("Varr Dam collapse", *TOWN)
    assert SIBLING.title in inside
    assert TOLL.title not in inside


def test_the_first_word_of_a_topic_is_a_name_only_where_sources_have_it_as_one() -> None:
    told = "The office updated its travel notes, and travel goes on."
    here, there = (
        a_source(f"{told} It is about {name}.", title=f"Travel advice for {name}")
        for name in ("Orme", "Varr")
    )
    assert kept("Travel advice for Orme", here, there) == {here.title}
    assert kept("Wend dam and Varr", here, there) == {there.title}


def test_a_topic_without_a_name_takes_what_has_most_of_its_words() -> None:
    assert kept("dam collapse toll", FAIR, TOLL) == {TOLL.title}


def test_evidence_stays_whole_and_in_its_order() -> None:
    found = evidence(*TOWN)
    inside = on_topic(TOPIC, found)
    assert inside == [one for one in found if one in inside]
    sources = {one.source.id for one in inside}
    assert [one for one in found if one.source.id in sources] == inside


@pytest.mark.parametrize(
    "topic", ["", "…", "the of and", "Wend", "wend dam collapse", "WEND DAM", "Wend & Varr", "A B C"]
)
def test_any_topic_has_an_inside_and_an_outside(topic: str) -> None:
    found = evidence(*TOWN)
    assert all(one in found for one in on_topic(topic, found))


def test_without_evidence_there_is_nothing_inside() -> None:
    assert on_topic(TOPIC, []) == []
