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
            "The Wend dam broke on Thursday morning",
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
