"""Which of the sources that were found tell of the same event: they share its names and its figures.

Two quakes, two strikes, two trials are told in the same words; who and where, when and how many are not.
A form of relevance feedback: the best sources say what the event is, and the others are measured by them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, log, sqrt

from agents.surface import STOP_WORDS, stem

SHARPNESS = 20.0
"""How steeply the say of a source falls with its score: 0.05 less leaves a third (measured on ecbplus)."""
ALONE = 0.9
"""Share of the say from which a source has nobody to be measured by."""
READ = 4000
"""Characters of a source that are read for its marks."""
_MARK = re.compile(r"\b(?:[A-Z][\w'’.-]+|\d[\d.,]*)")

Marks = Mapping[str, float]


def kinship(texts: Sequence[str], scores: Sequence[float]) -> list[float]:
    """For each text, best first or not, how far it shares the marks of the best: 0 to 1.

    ``scores`` are their relevance in 0..1. A text never speaks for itself.
    """
    if len(texts) < 3:
        return [1.0] * len(texts)
    marked = _weighed([_marks(text[:READ]) for text in texts])
    best = max(scores)
    says = [exp(SHARPNESS * (score - best)) for score in scores]
    whole = sum(says)
    centre: defaultdict[str, float] = defaultdict(float)
    for weight, marks in zip(says, marked, strict=True):
        for mark, value in marks.items():
            centre[mark] += weight * value
    shared = [
        (sum(value * centre[mark] for mark, value in marks.items()) - own) / max(whole - own, 1e-3 * whole)
        for own, marks in zip(says, marked, strict=True)
    ]
    return _scaled(shared, [own / whole for own in says])


def _scaled(shared: Sequence[float], say: Sequence[float]) -> list[float]:
    """Of the most that any shares; one that has nearly all the say is its own measure."""
    most = max((value for value, part in zip(shared, say, strict=True) if part <= ALONE), default=0.0)
    if most <= 0:
        return [1.0] * len(shared)
    return [
        1.0 if part > ALONE else min(1.0, max(0.0, value / most))
        for value, part in zip(shared, say, strict=True)
    ]


def _weighed(marked: Sequence[Counter[str]]) -> list[Marks]:
    """Unit vectors; a mark that all texts have weighs nothing."""
    spread = Counter(mark for marks in marked for mark in marks)
    rare = {mark: log((len(marked) + 1) / times) for mark, times in spread.items()}
    found: list[Marks] = []
    for marks in marked:
        values = {mark: (1 + log(times)) * rare[mark] for mark, times in marks.items()}
        length = sqrt(sum(value * value for value in values.values())) or 1.0
        found.append({mark: value / length for mark, value in values.items()})
    return found


@lru_cache(maxsize=4096)
def _marks(text: str) -> Counter[str]:
    """Stems of words with a capital letter that carry meaning, and figures."""
    found = (match.rstrip(".,'’-") for match in _MARK.findall(text))
    return Counter(stem(word) for word in found if word.lower() not in STOP_WORDS)
