"""Of what was found, what says something new: in other words, and of other days."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.diversity import diverse
from store.records import Evidence, Question
from store.snippets import split
from tests.agents.towns import told

WORDS = "goat mill ferry dam river bridge cheese council mayor flood night boat".split()


def evidence(text: str, score: float, day: int | None = 2) -> Evidence:
    source = told("", text, day, url=f"https://gazette.example/{text}/{day}/{score}")
    return Evidence(
        snippet=split(source)[0], source=source, question=Question(text="dam"), ranks={}, score=score
    )


SAID = evidence("The dam at Wend fell at night and three people died there.", 1.0)
AGAIN = evidence("Three people died there when the dam at Wend fell at night.", 0.9)
OTHER = evidence("A goat named Berta won the prize of the cheese fair again.", 0.8)
LATER = evidence("Three people died there at night when the dam at Wend fell.", 0.85, 9)


def test_the_best_comes_first_whatever_it_is_like() -> None:
    assert diverse([OTHER, AGAIN, SAID], 1) == [SAID]


def test_what_is_said_in_other_words_comes_before_what_is_said_again() -> None:
    assert diverse([SAID, AGAIN, OTHER], 2, likeness=0.5, same_day=0) == [SAID, OTHER]
    assert diverse([SAID, AGAIN, OTHER], 2, likeness=0, same_day=0) == [SAID, AGAIN]


def test_what_another_day_brought_comes_before_more_of_the_same_day() -> None:
    assert diverse([SAID, AGAIN, LATER], 2, likeness=0, same_day=0.2) == [SAID, LATER]
    assert diverse([SAID, AGAIN, LATER], 2, likeness=0, same_day=0) == [SAID, AGAIN]


def test_each_more_of_a_day_weighs_less_than_the_one_before() -> None:
    crowd = [evidence(f"The mill number {n} of Wend grinds no more.", 0.99 - n / 1000) for n in range(9)]
    alone = evidence("A boat came down the river Ard by night.", 0.75, 9)
    assert diverse([*crowd, alone], 9, likeness=0, same_day=0.2)[-1] != alone
    assert alone not in diverse([*crowd, alone], 9, likeness=0, same_day=0.1)


def test_a_source_without_a_date_counts_by_the_day_on_which_it_was_read() -> None:
    undated = evidence("Three people died there when the dam fell.", 0.85, None)
    assert undated.source.fetched_at > datetime(2031, 6, 9, tzinfo=UTC)
    assert diverse([SAID, AGAIN, undated], 2, likeness=0, same_day=0.2) == [SAID, undated]


def test_of_nothing_there_is_nothing() -> None:
    assert diverse([], 3) == []
    assert diverse([SAID], 0) == []


@st.composite
def found(draw: st.DrawFn) -> list[Evidence]:
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(1, 9), st.integers(0, 9)),
            max_size=8,
            unique=True,
        )
    )
    return [evidence(f"The {a} stood by the {b}.", score / 9, day) for a, b, day, score in rows]


@given(found(), st.integers(0, 9))
def test_fewer_are_the_first_of_more(some: list[Evidence], count: int) -> None:
    every = diverse(some, len(some))
    assert sorted(one.snippet.id for one in every) == sorted(one.snippet.id for one in some)
    assert diverse(some, count) == every[:count]


@given(found())
def test_without_weights_the_order_is_that_of_the_scores(some: list[Evidence]) -> None:
    scores = [one.score for one in diverse(some, len(some), likeness=0, same_day=0)]
    assert scores == pytest.approx(sorted(scores, reverse=True))
