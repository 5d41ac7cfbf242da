"""Whether anything that was found is about the question at all: the nearest is not yet near.

Two signs are weighed: how much of the question one of the best sources covers, its rarer words weighing more,
and how near the nearest snippets lie. Weights and threshold are those of a logistic fit on headlines of
stories that an archive has and has not (``python -m evals.retrieval``): at the threshold 99 of 100 that are
there pass.
"""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from agents.marks import Marks, numbers
from agents.surface import terms

COVERAGE = 7.4
NEARNESS = 14.9
ENOUGH = 9.5
COVERED = 0.9
"""Coverage that is enough by itself: a name alone lies near no sentence."""
ALONE = 0.35
"""Coverage that is enough where there is no dense channel."""
BEST = 20
"""Sources that are read for the words of the question."""
FEW = 2
"""Words of a question of which any is enough: of a name a text may have one part alone."""
NEAREST = 3


def coverage(question: str, marked: Sequence[Marks]) -> float:
    """The most of the question's words that one of these sources has, 0..1; a rare word weighs more."""
    asked = {*numbers(terms(question))}
    held = [asked.intersection(marks.terms.tolist()) for marks in marked[:BEST]]
    if not asked or not any(held):
        return 0.0
    if len(asked) <= FEW:
        return 1.0
    spread = Counter(word for words in held for word in words)
    weights = {word: math.log(1 + len(held) / (1 + spread[word])) for word in asked}
    return max(sum(weights[word] for word in words) for words in held) / sum(weights.values())


def about(covered: float, similarities: Sequence[float]) -> float:
    """1 or more where something is about the question.

    ``similarities`` are cosines of the nearest snippets, best first; without any, coverage alone decides.
    """
    near = fmean(similarities[:NEAREST]) if similarities else None
    weighed = covered / ALONE if near is None else (COVERAGE * covered + NEARNESS * near) / ENOUGH
    return max(1.0, weighed) if covered >= COVERED else weighed
