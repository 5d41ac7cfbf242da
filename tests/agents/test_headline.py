"""A headline out of a sentence."""

import pytest
from hypothesis import given

from agents.headline import LONGEST, headline_of
from agents.surface import words
from tests.strategies import lines


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        (
            "The Wend dam broke on Thursday and two people died.",
            "The Wend dam broke on Thursday and two people died",
        ),
        (
            "The Wend dam broke on Thursday morning, the mayor told the council, and two people died.",
            "The Wend dam broke on Thursday morning, the mayor told the council",
        ),
        (
            "The third dam on the river, the Wend dam, broke on Thursday, and two people died.",
            "The third dam on the river, the Wend dam, broke on Thursday",
        ),
        (
            "The dam at Wend, which had stood since 1931, broke on Monday, March 3 at dawn, and two died.",
            "The dam at Wend, which had stood since 1931, broke on Monday, March 3 at dawn",
        ),
        (
            "Speaking to the press on the quay of Wend, Ada Brand said the dam had held.",
            "Speaking to the press on the quay of Wend, Ada Brand said the dam had held",
        ),
        (
            "The prosecutor Ada Brand has charged two men with gross negligence over the fall of the dam.",
            "The prosecutor Ada Brand has charged two men with gross negligence",
        ),
        (
            "Ada Brand has charged two people over the breaking of the dam.",
            "Ada Brand has charged two people over the breaking of the dam",
        ),
        (
            "The council of Wend on Thursday evening raised the price of a new dam by over 1,400,000 crowns.",
            "The council of Wend on Thursday evening raised the price of a new dam by over 1,400,000 crowns",
        ),
        ("The dam, built in 1931, broke.", "The dam, built in 1931, broke"),
        ("Rebuilding the Wend dam costs 1,400,000 crowns.", "Rebuilding the Wend dam costs 1,400,000 crowns"),
        (
            "“It broke, and we ran, and it broke again,” he said.",
            "“It broke, and we ran, and it broke again,” he said",
        ),
    ],
)
def test_the_first_clause_that_tells_something(sentence: str, headline: str) -> None:
    assert headline_of(sentence) == headline


@pytest.mark.parametrize(
    "bound",
    [
        "to close all but two of its gates",
        "if the council of Orme agrees",
        "unless Ada Brand pays for it",
        "of the twelve that Wend has",
        "but not the boats that lie behind it",
    ],
)
def test_it_is_not_cut_before_what_it_is_bound_to(bound: str) -> None:
    sentence = f"The mayor of Wend announced plans on Monday for the dam, {bound}."
    assert headline_of(sentence) == sentence.rstrip(".")


def test_where_no_clause_is_short_the_first_that_is_not_long_is_taken() -> None:
    news = (
        "The keeper of the dam of Wend and all of his men have said that they want to shut nine of the gates"
    )
    assert headline_of(f"{news}, in an effort to save the lower town from the water of the river.") == news


@pytest.mark.parametrize(
    "who",
    [
        "an anonymous letter claims",
        "an expert said",
        "the union says",
        "residents believe",
        "as the opposition alleges",
        "said Ada Brand",
        "one of them from Orme, the prosecutor told a court in Wend on Friday",
        "and some of his friends did too, it is feared",
        "according to a report by the union",
        "a report by the union shows",
    ],
)
def test_it_is_not_cut_before_who_says_so(who: str) -> None:
    sentence = f"The mayor of Wend took bribes from three builders of the dam, {who}."
    assert headline_of(sentence) == sentence.rstrip(".")


def test_what_is_told_beside_it_may_be_left_out_though_somebody_says_that() -> None:
    news = "The mayor of Wend left his office on Thursday"
    for beside in (
        ", and the union said it was glad",
        ", following a report that shows what he took",
        ", a day after the council said he should",
    ):
        assert headline_of(f"{news}{beside}.") == news


@given(lines())
def test_a_headline_is_the_beginning_of_its_sentence(sentence: str) -> None:
    headline = headline_of(sentence)
    assert sentence.startswith(headline)
    assert not headline.endswith((".", ",", ";", ":", " "))
    if headline != sentence.rstrip(".,;: "):
        assert len(words(headline)) <= LONGEST


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        (
            "The floating crane Otter, hired to lift the span of the dam at Wend, was held by a gale.",
            "The floating crane Otter, hired to lift the span of the dam at Wend, was held by a gale",
        ),
        (
            "Otto Hale resigned as mayor of Wend on Thursday, April 3, 2025, a day after the report.",
            "Otto Hale resigned as mayor of Wend on Thursday, April 3, 2025",
        ),
    ],
)
def test_what_stands_beside_a_name_is_no_news_and_a_year_may_end_a_clause(
    sentence: str, headline: str
) -> None:
    assert headline_of(sentence) == headline
