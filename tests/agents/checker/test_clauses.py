"""Compound sentences and their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.checker.clauses import LEAST, asserts, clauses
from agents.surface import content_stems


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("The Wend dam broke on Thursday.", ["The Wend dam broke on Thursday."]),
        (
            "The Wend dam broke on Thursday, and the town council sold its gravel pits.",
            ["The Wend dam broke on Thursday", "the town council sold its gravel pits."],
        ),
        (
            "The dam at Wend broke; engineers found a wide crack — nobody had mended the old wall.",
            ["The dam at Wend broke", "engineers found a wide crack", "nobody had mended the old wall."],
        ),
        (
            "Otto Hale and Mira Lund of the council rebuilt the lower town.",
            ["Otto Hale Mira Lund of the council rebuilt the lower town."],
        ),
        (
            "Hale said “the dam broke, and the town council knew nothing” on Thursday.",
            ["Hale said “the dam broke, and the town council knew nothing” on Thursday."],
        ),
        ("About 1,300 houses stood under deep water.", ["About 1,300 houses stood under deep water."]),
        ("It was so, and they were there.", ["It was so they were there."]),
    ],
)
def test_a_sentence_is_cut_where_it_asserts_anew(sentence: str, parts: list[str]) -> None:
    assert clauses(sentence) == parts


@given(st.text(alphabet=st.sampled_from("The ferry ran, and; nor 42 不渡 —“”()\n."), max_size=120))
def test_no_word_that_carries_meaning_is_lost(text: str) -> None:
    cut = clauses(text)
    assert set(content_stems(" ".join(cut))) >= set(content_stems(text))
    assert len(cut) == 1 or all(len(set(content_stems(part))) >= LEAST for part in cut[:-1])


@pytest.mark.parametrize(
    "text",
    [
        "Ice.",
        "The captain.",
        "It was.",
        "Otto Hale.",
        "The Wend dam.",
        "42.",
        "Ada Orme, Piet Varr.",
        "Fog, again.",
    ],
)
def test_words_that_say_nothing_of_anything_assert_nothing(text: str) -> None:
    assert not asserts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Gulls sang.",
        "Otto Hale resigned.",
        "300 died.",
        "Wend is dry.",
        "The captain drowned.",
        "Rain falls.",
        "Ada Orme met Piet Varr.",
    ],
)
def test_a_short_sentence_asserts_something(text: str) -> None:
    assert asserts(text)
