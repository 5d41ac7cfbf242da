"""ROUGE (Lin, 2004), as rouge-score counts it without stems.

A few lines: that library has had no release since 2022, and brings NLTK for a stemmer that is not asked for.
On the updates of ``evals.updates`` and the stories of ``evals.suites.coverage`` both give the same figures to
the last digit.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

_TOKEN = re.compile(r"[a-z0-9]+")


class Overlap(NamedTuple):
    """Of the gold text what was told, and of what was told what stands in it."""

    recall: float
    precision: float

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def recall(told: str, gold: str, size: int) -> float:
    """Share of the gold text's runs of ``size`` words that were told, each as often as it stands there."""
    return rouge_n(told, gold, size).recall


def rouge_n(told: str, gold: str, size: int) -> Overlap:
    """By runs of ``size`` words."""
    wanted, given = _runs(gold, size), _runs(told, size)
    return _overlap((wanted & given).total(), wanted.total(), given.total())


def rouge_l(told: str, gold: str) -> Overlap:
    """By the longest run of words, with gaps, that both texts have in this order."""
    wanted, given = _tokens(gold), _tokens(told)
    return _overlap(_longest(wanted, given), len(wanted), len(given))


def _overlap(shared: int, wanted: int, given: int) -> Overlap:
    return Overlap(shared / wanted if wanted else 0.0, shared / given if given else 0.0)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _runs(text: str, size: int) -> Counter[tuple[str, ...]]:
    tokens = _tokens(text)
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))


def _longest(one: Sequence[str], other: Sequence[str]) -> int:
    """A bit for each place of the first: a column of the table at a time (Hyyrö, 2004)."""
    places: defaultdict[str, int] = defaultdict(int)
    for place, token in enumerate(one):
        places[token] |= 1 << place
    whole = (1 << len(one)) - 1
    left = whole
    for token in other:
        met = left & places[token]
        left = ((left + met) | (left - met)) & whole
    return len(one) - left.bit_count()
