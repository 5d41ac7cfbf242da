"""The sentences around a snippet, as they stand in its source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.neighbours import neighbours
from store.records import Source
from store.snippets import sentences, split
from tests.agents.towns import SIBLING, TOWN, told

LONG = told(
    "Boats on the Ard",
    " ".join(
        f"Boat number {n} took {90 + n} people over the wide river Ard that evening." for n in range(24)
    ),
    3,
)
MIDDLE = split(LONG)[1]


def test_as_many_sentences_as_are_asked_for() -> None:
    for count in (1, 2):
        before, after = neighbours(MIDDLE, LONG, count)
        assert len(sentences(before)) == len(sentences(after)) == count
        assert f"{before} {MIDDLE.text} {after}" in LONG.text


def test_none_where_none_is_asked_for() -> None:
    assert neighbours(MIDDLE, LONG, 0) == ("", "")


def test_the_text_begins_and_ends() -> None:
    first, *_, last = split(SIBLING)
    assert neighbours(first, SIBLING, 1).before == ""
    assert neighbours(last, SIBLING, 1).after == ""


def test_another_paragraph_is_a_neighbour_too() -> None:
    assert "\n\n" in neighbours(split(SIBLING)[0], SIBLING, 50).after


@pytest.mark.parametrize("source", TOWN, ids=lambda one: one.title)
@given(count=st.integers(1, 30))
def test_they_and_the_snippet_are_one_stretch_of_the_text(source: Source, count: int) -> None:
    for snippet in split(source):
        before, after = neighbours(snippet, source, count)
        whole = " ".join(f"{before} {snippet.text} {after}".split())
        assert whole in " ".join(source.text.split())
