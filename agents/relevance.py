"""Whether anything that was found is about the question at all: the nearest is not yet near.

Three signs are weighed: how near the nearest snippet lies, how much of the question one of the best sources
has, where rarer words weigh more and names and figures twice, and how many of those one of them has. Weights
and thresholds are those of a logistic fit on headlines of stories that an archive has, in many sources or in
one alone, and has not (``python -m evals.absence``): at the threshold 98 of 100 that are there in many pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.headline import is_headline
from agents.marks import Marks, Numbers, marks, numbers
from agents.surface import stem, terms, words

NEARNESS, COVERAGE, EACH_NAME = 8.1, 7.0, 0.73
ENOUGH, WITHOUT_NAMES = 8.1, 7.0
"""Thresholds, of a question with names or figures and of one that has neither."""
COVERED = 0.9
"""Coverage that is enough by itself: a name alone lies near no sentence."""
ALONE = 0.35
"""Coverage that is enough where there is no dense channel."""
BEST = 20
"""Sources that are read for the words of the question."""
FEW = 2
"""Words of a question of which any is enough: of a name a text may have one part alone."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a question by sources: shares of its words in 0..1; a word that few of them have weighs more."""

    whole: list[float]
    opening: list[float]
    best: float
    """The most that one of the first ``BEST`` has."""
    telling: float
    """And where names and figures weigh twice."""
    names: int | None
    """The most of these that one of them has; None where the question has neither."""


def coverage(question: str, marked: Sequence[Marks]) -> Coverage:
    """``marked`` are the sources that were found, best first."""
    asked = np.array(sorted({*numbers(terms(question))}), dtype=np.uint32)
    if not asked.size or not marked:
        nothing = [0.0] * len(marked)
        return Coverage(nothing, nothing, best=0.0, telling=0.0, names=None)
    whole = _held(asked, [one.terms for one in marked])
    opening = _held(asked, [one.opening for one in marked])
    names = np.sort(marks("", question).names)
    first = _shares(whole[:BEST]).max()
    return Coverage(
        _shares(whole).tolist(),
        _shares(opening).tolist(),
        best=float(asked.size <= FEW or first) if first else 0.0,
        telling=float(_shares(whole[:BEST], 1.0 + np.isin(asked, names)).max()),
        names=_most_names(question, names, marked[:BEST]),
    )


def _most_names(question: str, asked: Numbers, marked: Sequence[Marks]) -> int | None:
    """The most of the question's names that one of these has.

    A capital makes a name if a source has it as one; where none has the word at all, unless it begins the
    question or all words of it have capitals.
    """
    if not asked.size:
        return None
    held = _held(asked, [one.names for one in marked])
    nowhere = ~_held(asked, [one.terms for one in marked]).any(axis=0)
    told = words(question)
    telling = nowhere & (asked != numbers([stem(told[0])])[0]) & (not is_headline(told))
    return int(held.sum(axis=1).max()) if (held.any(axis=0) | telling).any() else None


def _held(asked: Numbers, texts: Sequence[Numbers]) -> NDArray[np.bool_]:
    """A row for each text, a column for each word."""
    words = np.concatenate(texts)
    rows = np.repeat(np.arange(len(texts)), [text.size for text in texts])
    columns = np.minimum(np.searchsorted(asked, words), asked.size - 1)
    there = asked[columns] == words
    held = np.zeros((len(texts), asked.size), dtype=np.bool_)
    held[rows[there], columns[there]] = True
    return held


def _shares(held: NDArray[np.bool_], times: Any = 1.0) -> NDArray[np.float64]:
    weights = np.log(1 + len(held) / (1 + held.sum(axis=0))) * times
    return (held @ weights) / weights.sum()


def about(covered: Coverage, similarities: Sequence[float]) -> float:
    """1 or more where something is about the question.

    ``similarities`` are cosines of the nearest snippets, best first; without any, coverage alone decides.
    """
    if not similarities:
        weighed = covered.best / ALONE
    else:
        weighed = NEARNESS * similarities[0] + COVERAGE * covered.telling + EACH_NAME * (covered.names or 0)
        weighed /= WITHOUT_NAMES if covered.names is None else ENOUGH
    return max(1.0, weighed) if covered.best >= COVERED else weighed
