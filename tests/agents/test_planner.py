"""The planner: the readers' questions, and the names that sources set beside the topic."""

from agents.facets import FACETS
from agents.planner.embedded import SUBJECTS, EmbeddedPlanner
from store.records import Claim, Evidence, Paragraph, Question, Source, StoryVersion
from store.snippets import split
from tests.agents.towns import CAUSE, CHARGE, COLLAPSE, COPY, TOLL, TOPIC, at, told
from tests.builders import a_claim

PLANNER = EmbeddedPlanner()


def evidence(*sources: Source) -> list[Evidence]:
    question = Question(text=TOPIC, facet="topic")
    return [
        Evidence(snippet=snippet, source=source, question=question, ranks={}, score=0.5)
        for source in sources
        for snippet in split(source)
    ]


def subjects(*sources: Source) -> list[str]:
    known = {"latest", "period", *FACETS}
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


def test_what_the_topic_found_first_says_which_event_is_meant() -> None:
    for question in PLANNER.plan(TOPIC, None, evidence(COLLAPSE, TOLL, CAUSE)):
        if question.text == TOPIC:
            continue
        assert question.beside == tuple(sorted([COLLAPSE.id, TOLL.id, CAUSE.id]))


def test_only_the_latest_ages() -> None:
    ages = {
        question.facet for question in PLANNER.plan(TOPIC, None, evidence(COLLAPSE)) if question.half_life
    }
    assert ages == {"latest"}


def test_a_long_story_is_asked_for_period_by_period() -> None:
    some = [
        told("", f"Boat {day} sailed.", day, url=f"https://gazette.example/{day}") for day in range(1, 29)
    ]
    asked = [
        question for question in PLANNER.plan(TOPIC, at(30), evidence(*some)) if question.facet == "period"
    ]
    assert len(asked) > 3
    assert {(question.text, question.beside) for question in asked} == {(TOPIC, ())}
    assert all(question.since or question.until for question in asked)
    assert not [q for q in PLANNER.plan(TOPIC, at(30), evidence(COLLAPSE, TOLL)) if q.facet == "period"]


def live(*claims: Claim) -> StoryVersion:
    return StoryVersion(
        title=claims[0],
        paragraphs=(Paragraph(claims=claims),),
        written_at=at(12),
        as_of=at(10),
        sources=(TOLL.id, CAUSE.id),
    )


def test_of_a_story_that_is_told_it_is_asked_what_is_new_and_what_speaks_against_it() -> None:
    deaths = a_claim("Five people have died in the collapse of the Wend dam.", TOLL)
    cracks = a_claim("Engineers saw cracks in the wall of the Wend dam.", CAUSE)
    plain = PLANNER.plan(TOPIC, None, evidence(COLLAPSE))
    questions = PLANNER.plan(TOPIC, None, evidence(COLLAPSE), live(cracks, deaths))
    assert questions[: len(plain)] == plain
    news, against = questions[len(plain) :]
    assert (news.facet, news.text, news.since) == ("news", TOPIC, at(10))
    assert (against.facet, against.text) == ("against", deaths.text)
    assert news.without == against.without == (TOLL.id, CAUSE.id)


def test_the_claims_with_most_figures_are_looked_at_first_and_six_at_most() -> None:
    claims = [a_claim(f"The council counted {n} boats in {n + 40} houses.", TOLL) for n in range(3, 11)]
    most = a_claim("Of 60 goats 12 were found in 3 barns and 9 on a roof.", TOLL)
    questions = PLANNER.plan(TOPIC, None, evidence(COLLAPSE), live(*claims, most))
    asked = [question.text for question in questions if question.facet == "against"]
    assert asked == [most.text, *(claim.text for claim in claims[:5])]


def test_without_evidence_the_facets_are_asked() -> None:
    assert {question.facet for question in PLANNER.plan(TOPIC, None, [])} == {"latest", *FACETS}


def test_the_same_evidence_makes_the_same_plan() -> None:
    found = evidence(COLLAPSE, TOLL, CAUSE, CHARGE)
    assert PLANNER.plan(TOPIC, None, found) == PLANNER.plan(TOPIC, None, found)
    assert set(PLANNER.plan(TOPIC, None, found)) == set(PLANNER.plan(TOPIC, None, list(reversed(found))))
