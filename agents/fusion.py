"""What several channels say of a snippet, and of its source, as one score in 0..1.

The scores of the channels are added, each as a share of its best (Bruch and others, 2023, found that better
than adding ranks; so did ``python -m evals.retrieval``). Then is added how much of the question its source
has, and its opening, how near its day is to one that the question names, and what it shares of the event.
"""

from collections.abc import Mapping

DENSE = 0.6
"""Weight of the dense channel beside the lexical one, which has 1. Chosen on ecbplus, as those of kinship."""
KIN = 0.25
"""Weight of kinship for each word of a question: a long one tells of one event, "Ford" of many."""
MOST_KIN = 2.0

WHOLE = 0.3
"""Weight of the share of the question's words that a source has. Chosen on ecbplus, as are the next two."""
OPENING = 0.1
"""Weight of the share that its opening has, for each word of a question: openings say a headline again."""
MOST_OPENING = 1.0
ALSO_A_DAY = 0.3
"""Weight of a day that a question names among other things."""
ONLY_A_DAY = 2.0
"""And where it says nothing else."""

Scores = Mapping[str, float]
"""By snippet id."""


def added(lexical: Scores, dense: Scores) -> dict[str, float]:
    """What a channel did not bring is at most as good as the last that it did."""
    words, vectors = _shares(lexical), _shares(dense)
    least = min(vectors.values(), default=0.0)
    return {
        id_: (words.get(id_, 0.0) + DENSE * vectors.get(id_, least)) / (1 + DENSE)
        for id_ in {**words, **vectors}
    }


def best_by_source(scores: Scores) -> dict[str, float]:
    """By source id, the score of its best snippet; the best source first."""
    best: dict[str, float] = {}
    for id_ in sorted(scores, key=lambda id_: (-scores[id_], id_)):
        best.setdefault(owner(id_), scores[id_])
    return best


def with_coverage(scores: Scores, whole: Scores, opening: Scores, length: int) -> dict[str, float]:
    """``whole`` and ``opening`` by source id; ``length`` of the question in words. The best has 1."""
    weight = min(MOST_OPENING, OPENING * length)
    weighed = {
        id_: score + WHOLE * whole[owner(id_)] + weight * opening[owner(id_)] for id_, score in scores.items()
    }
    return _shares(weighed)


def with_days(scores: Scores, near: Scores, *, alone: bool) -> dict[str, float]:
    """``near`` by source id; ``alone``: the question says nothing but the day."""
    weight = ONLY_A_DAY if alone else ALSO_A_DAY
    return {id_: (score + weight * near[owner(id_)]) / (1 + weight) for id_, score in scores.items()}


def with_kinship(scores: Scores, kin: Mapping[str, float], length: int) -> dict[str, float]:
    """``kin`` by source id; ``length`` of the question in words."""
    weight = min(MOST_KIN, KIN * length)
    return {id_: (score + weight * kin[owner(id_)]) / (1 + weight) for id_, score in scores.items()}


def owner(snippet_id: str) -> str:
    """The id of the snippet's source."""
    return snippet_id.partition(".")[0]


def _shares(hits: Scores) -> dict[str, float]:
    best = max(hits.values(), default=0.0)
    return {id_: max(0.0, score) / best if best > 0 else 0.0 for id_, score in hits.items()}
