"""The lexical support score: what share of a claim stands in a passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.checker.support import LexicalSupport

SUPPORT = LexicalSupport(0.7)
TEXTS = st.lists(
    st.sampled_from(
        "The dam broke leaked held about 3 40 per cent Hale of Wend on Tuesday said two .".split()
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


def score(claim: str, passage: str) -> float:
    (found,) = SUPPORT.score(claim, [passage])
    return found


def test_one_score_for_each_passage() -> None:
    assert SUPPORT.score("The dam broke.", ["The dam broke.", "Gulls sang.", ""]) == [1.0, 0.0, 0.0]
    assert SUPPORT.score("The dam broke.", []) == []


def test_a_figure_does_not_make_up_for_a_word() -> None:
    assert score("Forty boats sank.", "Forty gulls sang.") == 0.0
    assert score("Forty boats sank.", "Boats sank.") == 1.0


def test_small_words_and_the_forms_of_a_word_do_not_count() -> None:
    assert score("The dams were breaking", "a dam breaks") == 1.0


@pytest.mark.parametrize("claim", ["", "It was.", "…", "of the"])
def test_a_claim_that_says_nothing_is_supported_by_nothing(claim: str) -> None:
    assert score(claim, "It was. Of the dam.") == 0.0


def test_the_threshold_is_the_one_that_was_set() -> None:
    assert LexicalSupport(0.55).threshold == 0.55


@given(TEXTS, TEXTS)
def test_a_score_lies_between_0_and_1_and_what_stands_there_has_1(claim: str, passage: str) -> None:
    assert 0.0 <= score(claim, passage) <= 1.0
    whole = score(claim, f"Gulls sang. {claim} Gulls sang.")
    assert whole == (1.0 if score(claim, claim) else 0.0)


@given(TEXTS, TEXTS, TEXTS)
def test_more_text_never_supports_less(claim: str, passage: str, more: str) -> None:
    assert score(claim, f"{passage}\n{more}") >= score(claim, passage)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_score(claim: str, passage: str) -> None:
    assert 0.0 <= score(claim, passage) <= 1.0
