"""The planner: the readers' questions, and the names that sources set beside the topic."""

from agents.facets import FACETS
from agents.planner import SUBJECTS, EmbeddedPlanner
from store.records import Evidence, Question, Source
from store.snippets import split
from tests.agents.towns import CAUSE, CHARGE, COLLAPSE, COPY, TOLL, TOPIC, at, told

PLANNER = EmbeddedPlanner()


def evidence(*sources: Source) -> list[Evidence]:
    question = Question(text=TOPIC, facet="topic")
    return [
        Evidence(snippet=snippet, source=source, question=question, ranks={}, score=0.5)
        for source in sources
        for snippet in split(source)
    ]


def subjects(*sources: Source) -> list[str]:
    known = {"latest", *FACETS}
    questions = PLANNER.plan(TOPIC, None, evidence(*sources))
    return [question.facet for question in questions if question.facet not in known]


def test_every_facet_of_readers_is_asked() -> None:
    questions = PLANNER.plan(TOPIC, None, evidence(COLLAPSE))
    assert {"latest", *FACETS} <= {question.facet for question in questions}


def test_every_question_speaks_of_the_topic_as_of_the_day() -> None:
    for question in PLANNER.plan(TOPIC, at(9), evidence(COLLAPSE, TOLL, CAUSE, CHARGE)):
        assert TOPIC in question.text
        assert question.as_of == at(9)
        assert question.text == " ".join(question.text.split())


def test_names_that_several_sources_set_beside_the_topic_get_a_question() -> None:
    assert "Signe Falk" in subjects(CAUSE, CHARGE)
    assert "Signe Falk" not in subjects(CAUSE)


def test_copies_of_one_report_are_one_witness() -> None:
    assert subjects(COLLAPSE, COPY) == []


def test_the_topic_is_no_subject_of_its_own() -> None:
    assert not [name for name in subjects(COLLAPSE, TOLL, CAUSE, CHARGE) if name in {"Wend", "Wend Dam"}]


def test_there_are_six_subjects_at_most() -> None:
    names = " ".join(
        f"The council heard Anna {name}, who left." for name in "Ash Birch Elm Fir Oak Pine Yew".split()
    )
    crowded = [told(f"Council {n}", f"{names} It was day {n}.", n) for n in (3, 4)]
    assert len(subjects(*crowded)) == SUBJECTS


def test_without_evidence_the_facets_are_asked() -> None:
    assert {question.facet for question in PLANNER.plan(TOPIC, None, [])} == {"latest", *FACETS}


def test_the_same_evidence_makes_the_same_plan() -> None:
    found = evidence(COLLAPSE, TOLL, CAUSE, CHARGE)
    assert PLANNER.plan(TOPIC, None, found) == PLANNER.plan(TOPIC, None, found)
    assert set(PLANNER.plan(TOPIC, None, found)) == set(PLANNER.plan(TOPIC, None, list(reversed(found))))
