"""Whether anything that was found is about the question at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import relevance
from agents.marks import marks
from agents.relevance import Coverage, about

TEXTS = [
    "The dam of Velm broke on Monday and 14 people died, the mayor said.",
    "A goat won the prize of the jury at the fair of Dole.",
    "The night ferry to Arno sails again, its captain said on Monday.",
]


def covered(question: str, texts: list[str]) -> Coverage:
    return relevance.coverage(question, [marks("", text) for text in texts])


def coverage(question: str, texts: list[str]) -> float:
    return covered(question, texts).best


def so_far(best: float, names: int | None = None) -> Coverage:
    return Coverage([best], [best], best=best, telling=best, names=names)


def test_a_question_that_a_text_answers_is_covered() -> None:
    assert coverage("Dam of Velm breaks, 14 die", TEXTS) > 0.6
    assert coverage("Parliament votes on a tax on sugar after protests", TEXTS) == 0


def test_a_rare_word_weighs_more_than_one_that_all_have() -> None:
    texts = [f"The mayor said: {word}." for word in ("ferry", "goat", "dam", "fair")]
    assert coverage("mayor quarry meteor", texts) < 0.2
    assert coverage("goat quarry meteor", texts) > 0.25


def test_of_a_name_one_part_is_enough() -> None:
    assert coverage("Ida Velm", TEXTS) == 1
    assert coverage("Ida Brask", TEXTS) == 0


@pytest.mark.parametrize(("question", "texts"), [("", TEXTS), ("the of and", TEXTS), ("dam", [])])
def test_nothing_covers_nothing(question: str, texts: list[str]) -> None:
    assert coverage(question, texts) == 0


def test_each_source_has_its_share_of_the_words_and_its_opening_its_own() -> None:
    late = "It rained. " * 40 + "The dam of Velm broke."
    of = covered("dam Velm", [TEXTS[0], late, TEXTS[1]])
    assert of.whole == [1.0, 1.0, 0.0]
    assert of.opening == [1.0, 0.0, 0.0]


def test_names_are_what_sources_have_as_names() -> None:
    assert covered("Velm and Dole in Brask", TEXTS).names == 1  # of three, no source has more than one
    assert covered("the dam of Brask", TEXTS).names == 0
    assert covered("the dam that broke", TEXTS).names is None
    assert covered("Dam broke", TEXTS).names is None  # a capital that begins the question
    assert covered("Of Boats That Nobody Rowed Home", TEXTS).names is None  # a headline


def test_a_name_that_nobody_has_speaks_against_it() -> None:
    velm, brask = (covered(f"the dam of {name} broke", TEXTS) for name in ("Velm", "Brask"))
    assert about(velm, [0.5]) > 1 > about(brask, [0.5])


def test_nearness_alone_does_not_make_up_for_words() -> None:
    assert about(so_far(0.1), [0.4, 0.4, 0.4]) < 1
    assert about(so_far(0.5), [0.6, 0.5, 0.5]) > 1
    assert about(so_far(0.95), [0.1]) >= 1


def test_without_vectors_the_words_decide() -> None:
    assert about(so_far(0.6), []) > 1 > about(so_far(0.2), [])


@given(
    st.floats(0, 0.9),
    st.floats(0, 0.9),
    st.none() | st.integers(0, 9),
    st.lists(st.floats(0, 1), max_size=5),
)
def test_more_coverage_is_never_less_about_it(
    one: float, other: float, names: int | None, near: list[float]
) -> None:
    low, high = sorted([one, other])
    assert about(so_far(low, names), near) <= about(so_far(high, names), near)
