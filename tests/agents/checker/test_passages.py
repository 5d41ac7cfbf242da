"""The windows of a source in which a claim is looked for, and the sentence that tells the same."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.checker.passages import ReadSource
from store.records import Source
from store.snippets import sentences
from tests.builders import a_source

STORY = a_source(
    "The Wend dam broke on Thursday. Two people died in a cellar. Nine boats brought 140 others out. "
    "Gulls sang. The mayor of Wend, Otto Hale, thanked the crews of the boats.",
    published_at=datetime(2025, 3, 7, tzinfo=UTC),
)


def windows(claim: str, source: Source = STORY, **most: int) -> list[str]:
    return [passage.text for passage in ReadSource(source).windows(claim, **most)]


def test_the_sentence_that_says_it_comes_first() -> None:
    assert windows("Two people died in a cellar.")[0] == "Two people died in a cellar."


def test_a_window_is_no_longer_than_the_claim_needs() -> None:
    assert windows("The Wend dam broke.")[0] == "The Wend dam broke on Thursday."
    joined = windows("The Wend dam broke, two people died and nine boats brought 140 others out.")[0]
    assert joined == STORY.text[: STORY.text.index(" Gulls")]


def test_a_window_has_three_sentences_at_most() -> None:
    everything = " and ".join(STORY.text.rstrip(".").split(". "))
    assert {len(sentences(window)) for window in windows(everything)} == {3}


def test_no_more_windows_than_were_asked_for() -> None:
    assert len(windows("Wend boats", most=1)) == 1
    assert len(windows("Wend boats people mayor", most=9)) > 3


@pytest.mark.parametrize("claim", ["", "It was so.", "Turnips rot."])
def test_nothing_in_common_is_no_window(claim: str) -> None:
    assert windows(claim) == []


@pytest.mark.parametrize("text", ["", " ", "…"])
def test_a_source_without_words_has_no_window(text: str) -> None:
    assert windows("The dam broke.", a_source(text)) == []


def test_dates_are_read_as_written_and_as_meant() -> None:
    (passage, *_) = ReadSource(STORY).windows("The Wend dam broke on March 6, 2025.")
    assert passage.text == "The Wend dam broke on Thursday."
    assert passage.dated == "The Wend dam broke on Thursday, March 6, 2025."
    assert passage.surface.dates == {("mar", 6)}


@pytest.mark.parametrize(
    ("claim", "twin"),
    [
        ("Two people died in a cellar.", "Two people died in a cellar."),
        ("Three people died in a cellar.", "Two people died in a cellar."),
        ("The Wend dam broke on Thursday, March 6, 2025.", "The Wend dam broke on Thursday, March 6, 2025."),
        (
            "The mayor of Varr, Runa Moss, thanked the crews of the boats.",
            "The mayor of Wend, Otto Hale, thanked the crews of the boats.",
        ),
        ("Two people died, and nine boats brought 140 others out of the water.", ""),
        ("Otto Hale blamed the rain.", ""),
        ("", ""),
    ],
)
def test_the_twin_of_a_claim_tells_the_same_be_it_of_others(claim: str, twin: str) -> None:
    assert {passage.twin for passage in ReadSource(STORY).windows(claim)} <= {twin}
    if twin:
        first = ReadSource(STORY).windows(claim)[0]
        assert first.twin in (first.text, first.dated)


def test_of_sentences_alike_the_one_in_the_same_small_words_comes_first() -> None:
    forms = ["will", "will not", "may", "may not", "never will", "will not, not ever,", "will, will"]
    source = a_source(" ".join(f"He said that he {form} resign at once." for form in forms))
    for start, end in sentences(source.text):
        first = ReadSource(source).windows(source.text[start:end])[0]
        assert first.text == first.twin == source.text[start:end]


_TOLD = st.lists(
    st.lists(
        st.sampled_from("The dam broke leaked on Thursday 3 Wend Hale boats not".split()), min_size=2
    ).map(lambda told: " ".join(told) + "."),
    max_size=8,
).map(" ".join)


@given(_TOLD | st.text(max_size=200), _TOLD)
def test_a_window_is_a_run_of_whole_sentences_of_the_source(text: str, claim: str) -> None:
    source = a_source(text)
    starts = {start for start, _ in sentences(text)}
    ends = {end for _, end in sentences(text)}
    for passage in ReadSource(source).windows(claim):
        assert passage.text == text[passage.start : passage.end]
        assert passage.start in starts
        assert passage.end in ends
        assert (passage.span.source_id, passage.span.text) == (source.id, passage.text)
