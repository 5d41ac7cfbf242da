"""Of what was found, what says something new: maximal marginal relevance (Carbonell and Goldstein, 1998)."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from agents.likeness import units
from agents.surface import terms
from store.records import Evidence

LIKENESS = 0.2
"""What a snippet loses that is word for word like one taken before, as a share of the best score."""
SAME_DAY = 0.1
"""What it loses where many of its day were taken: half of it beside one, three quarters beside two."""


def diverse(
    found: Sequence[Evidence], count: int, likeness: float = LIKENESS, same_day: float = SAME_DAY
) -> list[Evidence]:
    """The ``count`` that together tell most, in the order in which they are taken: the best first.

    Each is taken by its score, less its likeness to the nearest that was taken, less what others of its
    day cost it: what one day brought, another seldom tells.
    """
    if not found:
        return []
    scores = np.array([one.score for one in found])
    scores /= scores.max() or 1.0
    vectors = units([_terms(one.snippet.text) for one in found])
    days = np.array([_day(one).toordinal() for one in found])
    nearest, crowd = np.zeros(len(found)), np.zeros(len(found))
    taken: list[int] = []
    for _ in range(min(count, len(found))):
        gains = scores - likeness * nearest - same_day * (1 - 0.5**crowd)
        gains[taken] = -np.inf
        first = int(gains.argmax())
        taken.append(first)
        nearest = np.maximum(nearest, vectors @ vectors[first])
        crowd += days == days[first]
    return [found[place] for place in taken]


@lru_cache(maxsize=2048)
def _terms(text: str) -> dict[str, float]:
    """The questions of one plan find many of the same snippets."""
    return dict.fromkeys(terms(text), 1.0)


def _day(one: Evidence) -> date:
    return (one.source.published_at or one.source.fetched_at).date()
