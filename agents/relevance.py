"""Whether anything that was found is about the question at all: the nearest is not yet near.

Signs are weighed: how much of the question one of the best sources covers, its rarer words weighing more, how
near the nearest snippets lie, and how many of the names and figures that the question has the best sources
have. Weights and thresholds are those of logistic fits on headlines of stories that an archive has and has
not (``python -m evals.retrieval``): at the threshold 98 of 100 that are there pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from agents.capitals import is_headline
from agents.marks import Marks, Numbers, marks, numbers
from agents.surface import stem, terms, words

COVERAGE, NEARNESS, OPENING, NAMES, EACH_NAME, ENOUGH = 2.3, 8.1, 4.6, 3.4, 0.8, 9.7
WITHOUT_NAMES = 3.7, 10.5, 5.6, 7.6
"""Coverage, nearness, opening and threshold of a question that has neither names nor figures."""
COVERED = 0.9
"""Coverage that is enough by itself: a name alone lies near no sentence."""
ALONE = 0.35
"""Coverage that is enough where there is no dense channel."""
BEST = 20
"""Sources that are read for the words of the question."""
FEW = 2
"""Words of a question of which any is enough: of a name a text may have one part alone."""
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a question by sources: shares of its words in 0..1; a word that few of them have weighs more."""

    whole: list[float]
    opening: list[float]
    best: float
    """The most that one of the first ``BEST`` has."""
    begins: float
    """The most that the opening of one of these has."""
    named: float | None
    """Share of its names and figures that the three of these have which have most; None where it has none."""
    names: int
    """The most of them that one has."""


def coverage(question: str, marked: Sequence[Marks]) -> Coverage:
    """``marked`` are the sources that were found, best first."""
    asked = np.array(sorted({*numbers(terms(question))}), dtype=np.uint32)
    if not asked.size or not marked:
        nothing = [0.0] * len(marked)
        return Coverage(nothing, nothing, best=0.0, begins=0.0, named=None, names=0)
    whole = _held(asked, [one.terms for one in marked])
    opening = _held(asked, [one.opening for one in marked])
    first = _shares(whole[:BEST]).max()
    named = _named(question, marked[:BEST])
    return Coverage(
        _shares(whole).tolist(),
        _shares(opening).tolist(),
        best=float(asked.size <= FEW or first) if first else 0.0,
        begins=float(_shares(opening[:BEST]).max()),
        named=float(np.sort(_shares(named))[-NEAREST:].mean()) if named.size else None,
        names=int(named.sum(axis=1).max(initial=0)),
    )


def _named(question: str, marked: Sequence[Marks]) -> NDArray[np.bool_]:
    """Which of the question's names each of these has.

    A capital makes a name if a source has it as one; where none has the word at all, unless it begins the
    question or all words of it have capitals.
    """
    asked = np.sort(marks("", question).names)
    if not asked.size:
        return np.zeros((len(marked), 0), dtype=np.bool_)
    held = _held(asked, [one.names for one in marked])
    told = words(question)
    nowhere = ~_held(asked, [one.terms for one in marked]).any(axis=0) & ~np.isin(
        asked, numbers([stem(told[0])])
    )
    return held[:, held.any(axis=0) | (nowhere & (not is_headline(told)))]


def _held(asked: Numbers, texts: Sequence[Numbers]) -> NDArray[np.bool_]:
    """A row for each text, a column for each word."""
    words = np.concatenate(texts)
    rows = np.repeat(np.arange(len(texts)), [text.size for text in texts])
    columns = np.minimum(np.searchsorted(asked, words), asked.size - 1)
    there = asked[columns] == words
    held = np.zeros((len(texts), asked.size), dtype=np.bool_)
    held[rows[there], columns[there]] = True
    return held


def _shares(held: NDArray[np.bool_]) -> NDArray[np.float64]:
    weights = np.log(1 + len(held) / (1 + held.sum(axis=0)))
    return (held @ weights) / weights.sum()


def about(covered: Coverage, similarities: Sequence[float]) -> float:
    """1 or more where something is about the question.

    ``similarities`` are cosines of the nearest snippets, best first; without any, coverage alone decides.
    """
    near = fmean(similarities[:NEAREST]) if similarities else None
    if near is None:
        weighed = covered.best / ALONE
    elif covered.named is None:
        coverage, nearness, opening, enough = WITHOUT_NAMES
        weighed = (coverage * covered.best + nearness * near + opening * covered.begins) / enough
    else:
        names = NAMES * covered.named + EACH_NAME * covered.names
        words = COVERAGE * covered.best + NEARNESS * near + OPENING * covered.begins
        weighed = (words + names) / ENOUGH
    return max(1.0, weighed) if covered.best >= COVERED else weighed
