"""Shingles and keys: the same for the same words, on every machine, and few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.shingles import BANDS, LONGEST, MOST_SAMPLES, SHINGLE, common, keys, shingles
from tests.reports import OTHER, PARAGRAPHS, REPORT, without

KEYS = [
    255788822847750,
    47034890598679,
    60348252067197,
    131942129143977,
    67331267498570,
    12505032114465,
    31808472049393,
    91434663619238,
    19178983840068,
    125344938265894,
    189159884720154,
    192998059151343,
    206620110401721,
]


def test_keys_are_the_same_for_ever() -> None:
    """Archives hold them: whatever changes them, our code or a library, loses the copies of what is kept."""
    assert keys(shingles(f"{PARAGRAPHS[0]} {PARAGRAPHS[2]}")) == KEYS


@pytest.mark.parametrize(
    "written",
    [
        "THE POLICE DIDN'T SAY: “NOBODY WAS HURT” - NOT YET.",
        'the police didn’t say "nobody was hurt" – not yet!',
        "The police didn't say, «nobody was hurt» … not\u00a0yet",
    ],
)
def test_case_and_marks_do_not_count(written: str) -> None:
    plain = shingles("The police didn't say nobody was hurt not yet")
    assert list(shingles(written).ordered) == list(plain.ordered)


def test_words_are_kept_as_written() -> None:
    assert shingles("Déjà-vu: O’Hara’s «U.S.» ship wasn't sunk.").words == [
        "Déjà", "vu", "OHaras", "U", "S", "ship", "wasnt", "sunk"
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_has_shingles_for_its_words(text: str) -> None:
    read = shingles(text)
    words = len(read.words)
    assert read.ordered.size == (max(1, words - SHINGLE + 1) if words else 0)
    assert list(read.distinct) == sorted(set(read.ordered.tolist()))
    assert read.begins_line(0)
    assert 0 <= read.head <= words


@given(st.lists(st.sampled_from("velm ard crane ferry quay fell sank rose".split()), max_size=60))
def test_what_two_texts_share_is_what_both_have(words: list[str]) -> None:
    one, other = shingles(" ".join(words)), shingles(" ".join(reversed(words)))
    both = set(one.ordered.tolist()) & set(other.ordered.tolist())
    assert list(common(one, other)) == list(common(other, one)) == sorted(both)


def test_a_text_without_words_has_no_keys() -> None:
    assert keys(shingles("…?! 🌳🌳 —")) == []


def test_keys_are_few_however_long_the_text() -> None:
    book = " ".join(f"word{number}" for number in range(40_000))
    assert len(keys(shingles(book))) <= BANDS + MOST_SAMPLES
    assert keys(shingles(book[:LONGEST])) == keys(shingles(book))
    assert all(0 <= key < 1 << 48 for key in keys(shingles(book)))


def test_copies_share_keys_and_strangers_do_not() -> None:
    report = set(keys(shingles(REPORT)))
    assert len(report & set(keys(shingles(without(3))))) > len(report) / 3
    assert not report & set(keys(shingles(OTHER)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PORT ELLERY, March 4 (Agency) – The crane fell.", 5),
        ("By Ana Moss\nVelm Courier\n\nVELM (Agency) — The crane fell.", 7),
        ("WASHINGTON | Tue Mar 2, 2031 4:23 pm EST WASHINGTON (Agency) - The crane fell.", 11),
        ("The crane (of 1961) fell.\n\nIt rusted.", 0),
        ("Toll: 12\nHurt: 27\nMissing: 4\nShips: 3\nCranes: 1", 6),
    ],
)
def test_what_stands_before_the_first_sentence(text: str, words: int) -> None:
    assert shingles(text).head == words
