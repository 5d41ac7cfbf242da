"""The part of a text that could bear a claim out: what the entailment model reads of it.

Training and production cut here, so that the model is asked what it learned to answer.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from math import fsum, log

from agents.surface import terms
from store.snippets import sentences

WORDS = 100
"""Words in a window at most: with a claim of 50 it fills the 192 tokens that the model reads."""

LONGEST = 60
"""Words that are read of one sentence: a table or a list is no sentence."""

CANDIDATES = 16
"""Sentences, with those beside them, that may enter a window: an evidence may have thousands."""

PART = 45
"""Words of a claim that are read at once; a longer one is checked sentence by sentence, run by run."""

LATIN = 0x250
"""The model knows English: what is written in letters beyond these it cannot read."""

_MARKS = re.compile(r"\s*(?:\[\d{1,3}(?:, ?\d{1,3})*\]|</?s>)")
"""[1] and [2, 3], and the end of a sentence as some generators print it."""

_Read = tuple[tuple[str, frozenset[str]], ...]


def window(claim: str, text: str) -> str:
    """Sentences of the text that together share most with the claim, in their order.

    Each is the one that covers most of what those before it left open; where nothing is left open, the
    sentences that share most, then those beside them. A word that fewer sentences have weighs more.
    """
    read = read_sentences(text)
    chosen = _chosen(terms(claim), read)
    return " ".join(read[place][0] for place in sorted(chosen))


def best_windows(claim: str, text: str) -> list[str]:
    """What is asked of a text for a claim; nothing of a text that is empty."""
    found = window(claim, text)
    return [found] if found else []


def parts(claim: str) -> list[str]:
    """The claim, or if it is too long to be read at once its sentences, the longest of them in runs."""
    if len(claim.split()) <= PART:
        return [claim]
    runs = [claim[start:end].split() for start, end in sentences(claim)]
    return [" ".join(run[first : first + PART]) for run in runs for first in range(0, len(run), PART)]


def unmarked(claim: str) -> str:
    """The claim without the marks of its citations: those say where it is borne out, not what it says."""
    return _MARKS.sub("", claim).strip()


def readable(claim: str) -> bool:
    """Whether most of its letters are Latin ones; a claim without letters says nothing."""
    letters = [letter for letter in claim if letter.isalpha()]
    return 2 * sum(ord(letter) < LATIN for letter in letters) > len(letters)


@lru_cache(maxsize=256)
def read_sentences(text: str) -> _Read:
    """Sentences, long ones cut, each with its terms; the last 256 texts are remembered."""
    cut = (" ".join(text[start:end].split()[:LONGEST]) for start, end in sentences(text))
    return tuple((sentence, terms(sentence)) for sentence in cut)


def _chosen(claim: frozenset[str], read: _Read) -> list[int]:
    shared = [claim & told for _, told in read]
    weights = _weights(shared)
    chosen: list[int] = []
    room, open_terms, left = WORDS, claim, _candidates(shared, weights)
    while left and room > 0:
        place = max(left, key=lambda one: _rank(one, shared[one], open_terms, weights, chosen))
        left.discard(place)
        length = len(read[place][0].split())
        if length <= room:
            chosen.append(place)
            room -= length
            open_terms -= shared[place]
    return chosen


def _candidates(shared: Sequence[frozenset[str]], weights: dict[str, float]) -> set[int]:
    places = range(len(shared))
    best = nlargest(CANDIDATES, places, key=lambda one: (fsum(weights[term] for term in shared[one]), -one))
    return {beside for place in best for beside in (place - 1, place, place + 1) if beside in places}


def _weights(shared: Sequence[frozenset[str]]) -> dict[str, float]:
    frequency = Counter(term for terms_of_one in shared for term in terms_of_one)
    return {term: log(1 + len(shared) / count) for term, count in frequency.items()}


def _rank(
    place: int,
    shared: frozenset[str],
    open_terms: frozenset[str],
    weights: dict[str, float],
    chosen: Sequence[int],
) -> tuple[float, float, bool, int]:
    # Added up exactly: the order of a set is another in each process, and must not decide between equals.
    fresh = fsum(weights[term] for term in shared & open_terms)
    beside = place + 1 in chosen or place - 1 in chosen
    return fresh, fsum(weights[term] for term in shared), beside, -place
