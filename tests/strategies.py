"""Arbitrary records, odd ones first: what a law of the renderers has to hold for."""

import re
from datetime import UTC, datetime

from hypothesis import strategies as st

from store.records import CITATION, Claim, Paragraph, StoryVersion

CHARACTERS = st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))

ids = st.text("0123456789abcdef", min_size=8, max_size=12)
odd_ids = st.one_of(
    st.sampled_from(["x", "1", "a.b", "A935385C", "a93538", "sic", "2024", "source-12", "7f3a9c2e.4"]),
    st.from_regex(r"[0-9A-Za-z]([0-9A-Za-z_.:-]{0,20}[0-9A-Za-z])?", fullmatch=True),
)
citations = st.lists(st.one_of(ids, odd_ids), max_size=3).map(tuple)

_WORDS = ["The", "bridge", "fell", "U.S.", "Mr.", "No. 5", "Jan. 3", "he said", "a.m.", "東京。", "déjà", "x"]
_MARKS = [
    ".",
    "?",
    "!",
    "…",
    "...",
    ",",
    ";",
    ":",
    "?!",
    ".”",
    '."',
    ".)",
    ".]",
    "’",
    ")",
    " .",
    " !",
    "”",
    "—",
    "-",
]
_BRACKETS = [
    "[",
    "]",
    "[sic]",
    "[—]",
    "[.]",
    "[abc123]",
    "[a935385]",
    "[2024].",
    "([x])",
    "] [",
    "[a935385c, 912d7d8d]",
]

_pieces = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_MARKS),
    st.sampled_from(_BRACKETS),
    st.text(CHARACTERS, max_size=5),
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """What `Line` admits, rich in what means something to a renderer."""
    glue = draw(st.lists(st.tuples(_pieces, st.sampled_from(["", " "])), min_size=1, max_size=8))
    text = " ".join("".join(piece + blank for piece, blank in glue).split())
    text = CITATION.sub("", text).strip()
    return (
        text
        if re.search(r"\w", text) and CITATION.search(text) is None
        else f"{draw(st.sampled_from(_WORDS))}."
    )


claims = st.builds(Claim, text=lines(), citations=citations)
paragraphs = st.builds(Paragraph, claims=st.lists(claims, min_size=1, max_size=5).map(tuple))
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
stories = st.builds(
    StoryVersion,
    title=claims,
    paragraphs=st.lists(paragraphs, max_size=4).map(tuple),
    major=st.integers(0, 10**6),
    minor=st.integers(0, 10**20),
    written_at=moments,
    as_of=st.none() | moments,
    disclaimer=lines(),
)
