"""Sentence boundaries as news needs them, and the laws of snippets."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.intake.clean import states_something
from store.snippets import MAX_SENTENCE, SNIPPET, sentences, split
from tests.builders import a_source


def spoken(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. envoy met Gen. Brandt on Jan. 3.", "No. 5 was absent."],
        ["Pier No. 5 held.", "Piers 3 and 4 did not."],
        ["The toll in the U.S. rose by 9.5 per cent.", "It had been falling."],
        ["“We lost it,” said Mr. Lee of Marrow Inc. on Friday.", "He left."],
        ["“We lost it.”", "He left."],
        ['"We lost it." said the captain.', "He left."],
        ["“It would be a collapse.” said the minister.", "He left."],
        ["“Is it over?” asked the mayor.", "“It is not.”", "He left."],
        ["He left the bank at 6 P.M.", "Mr. Smith then went home."],
        ["It is open between 9 a.m. and 4 p.m.", "Saltmere’s schools are closed."],
        ["Talks ran from 9 a.m. until 4 p.m. Beijing time on Friday."],
        ["At 5 a.m. Mr. Smith went to the quay."],
        ["The ferry sails at 5 p.m. Tuesday from the pier."],
        ["The ferry sails at 5 p.m. GMT from the pier."],
        ["It was up on the previous month.", "GM must cut its costs."],
        ["It is a more frugal car.", "“It helps trade,” she said."],
        ["They want it all.”", "“This is the worst market in years,” he said."],
        ["Prof. Tamberg of Velmouth Corp. Holdings spoke."],
        ["The cost is Rs. 500 a day.", "It was less."],
        ["Dr. Orlend’s report (see p. 12) is out.", "It is long."],
        ["The fee was $2.5 billion.", "Nobody paid."],
        ["It fell in the town of Wend.", "Three people died."],
        ["They met in New York.", "“We agreed,” said the envoy of Poland.", "Nobody else spoke."],
        ["Sens. Lee and Orr met Capt. Brandt and Brig. Gen. Tamberg."],
        ["The Assoc. Press stands on Quay Blvd. North."],
    ],
)
def test_boundaries(parts: list[str]) -> None:
    assert spoken(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "dateline",
    [
        "PORT ELLERY, March 4 (Skerry Wire) –",
        "PORT ELLERY, Norvane (SW) --",
        "PORT ELLERY, Oct. 4 —",
        "(Skerry Wire) –",
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str) -> None:
    assert spoken(f"{dateline} The span fell at dawn. Nine died.") == [
        dateline,
        "The span fell at dawn.",
        "Nine died.",
    ]


@pytest.mark.parametrize(
    "text",
    ["THE barge – an old one – sank.", "U.S. officials – all of them – left.", "He left – Brandt stayed."],
)
def test_a_dash_is_not_always_a_dateline(text: str) -> None:
    assert spoken(text) == [text]


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert spoken("No stop here\n\nnor here\n \nThe end.") == ["No stop here", "nor here", "The end."]


@pytest.mark.parametrize("word", ["word ", "x", "a. b! “", "1.", "…"])
def test_a_line_without_stops_is_cut(word: str) -> None:
    text = word * (200_000 // len(word))
    spans = sentences(text)
    assert max(end - start for start, end in spans) <= MAX_SENTENCE
    assert "".join(spoken(text)).replace(" ", "") == text.replace(" ", "")


PROSE = st.lists(
    st.sampled_from(
        [
            "The span fell.",
            "It fell",
            "“No,” he said.",
            "Dr. Lee left at 5 p.m. Mr. Orr stayed.",
            "e.g. U.S. aid. ",
            "\n\n",
            "\n",
            "word " * 30 + "end.",
            "PORT ELLERY, May 4 – The",
            "\u00a0",
            "\x1f",
            "No. 5.",
            "y" * 700,
        ]
    )
).map(" ".join)


@given(PROSE | st.text())
def test_sentences_are_tight_ordered_and_hold_every_character(text: str) -> None:
    spans = sentences(text)
    borders = [0, *(border for span in spans for border in span), len(text)]
    assert borders == sorted(borders)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    outside = (text[left:right] for left, right in zip(borders[::2], borders[1::2], strict=True))
    assert not "".join(outside).strip()


def paragraph(text: str, place: int) -> str:
    """The one in which the place is."""
    borders = [0, *(found.end() for found in re.finditer(r"\n[^\S\n]*\n\s*", text)), len(text)]
    return next(text[left:right].strip() for left, right in pairwise(borders) if left <= place < right)


@given(PROSE | st.text())
def test_snippets_are_runs_of_whole_sentences(text: str) -> None:
    source = a_source(text)
    snippets = split(source)
    assert [snippet.ordinal for snippet in snippets] == list(range(len(snippets)))
    spans = sentences(text)
    inside = [[span for span in spans if one.start <= span[0] and span[1] <= one.end] for one in snippets]
    told = [span for run in inside for span in run]
    assert told == [span for span in spans if span in set(told)]
    assert bool(told) == bool(spans)
    for start, end in set(spans) - set(told):
        assert not states_something(text[start:end].strip()) or not states_something(paragraph(text, start))
    for one, run in zip(snippets, inside, strict=True):
        assert (one.start, one.end) == (run[0][0], run[-1][1])
        assert one.text == text[one.start : one.end]
        assert one.source_id == source.id
        assert len(one.text) <= SNIPPET or len(run) == 1


def test_a_long_paragraph_is_cut_evenly() -> None:
    text = " ".join(
        f"Sentence number {number} says that the ferry sails again on Monday." for number in range(12)
    )
    lengths = [len(one.text) for one in split(a_source(text))]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) < 100


def test_short_paragraphs_share_a_snippet_and_long_ones_do_not() -> None:
    short, long = "The ferry sails again on Monday.", "The quay was full of people. " * 12
    found = [one.text for one in split(a_source(f"{short}\n\n{short}\n\n{long.strip()}\n\n{short}"))]
    assert found == [f"{short}\n\n{short}", long.strip(), short]
