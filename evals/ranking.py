"""How good a ranking is: measures of one query, as TREC takes them."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

Grades = Mapping[str, int]
"""Of the relevant texts of a query: at least 1."""


def ndcg(found: Sequence[str], grades: Grades, top: int) -> float:
    """Discounted gain over that of the best ranking there could be (Järvelin and Kekäläinen, 2002).

    As trec_eval's ``ndcg_cut``: the gain is the grade, and the n-th place is discounted by log2(n + 1).
    """
    best = sorted(grades.values(), reverse=True)
    return _gain(grades.get(one, 0) for one in found[:top]) / _gain(best[:top])


def _gain(grades: Iterable[int]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def recall(found: Sequence[str], relevant: Collection[str], top: int) -> float:
    """Share of the relevant texts among the first ones; of as many as there is room for."""
    return sum(one in relevant for one in found[:top]) / min(top, len(relevant))


def reciprocal_rank(found: Sequence[str], relevant: Collection[str]) -> float:
    """One over the place of the first relevant text; 0 where there is none."""
    return next((1 / place for place, one in enumerate(found, start=1) if one in relevant), 0.0)
