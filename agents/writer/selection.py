"""What a story takes: the tellings that matter most and say something new, within a length."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agents.anchor import unanchor
from agents.disputes import DISAGREE
from agents.surface import content_stems, words
from agents.writer.candidates import Candidate
from agents.writer.tellings import SAME, Telling, last_toll

NEXT_OF_SOURCE = 0.18
"""What each further sentence of one source loses: a reader wants what others report before its details."""
ECHOES = 12
"""Sentences of other sources by which a sentence's centrality is judged."""
LEAST = 0.15
"""Gain below which nothing more is told, though there be room: what is left fills columns."""
REPETITION = 0.45
"""Likeness to a sentence already chosen from which a sentence is left out as repetition."""


def worth(topic: str, found: Sequence[Candidate], alike: NDArray[np.float64]) -> list[float]:
    """How much each matters: relevance, centrality, place in its source, freshness, topic, substance, tolls.

    The weights were set on the bundled story (``python -m evals.bundled``), as round numbers.
    """
    if not found:
        return []
    best, least = (f(candidate.relevance for candidate in found) for f in (max, min))
    reach = (best - least) or 1.0
    central = _centrality(found, alike)
    fresh = _freshness([candidate.time for candidate in found])
    wanted = set(content_stems(topic))
    told_last = last_toll(found)
    return [
        0.15 * (candidate.relevance - least) / reach
        + 0.30 * central[row]
        + 0.22 / (1 + 0.7 * candidate.position)
        + 0.30 * fresh[row]
        + 0.12 * len(wanted & candidate.surface.stems) / max(1, len(wanted))
        + 0.15 * min(1.0, (len(candidate.surface.names) + len(candidate.surface.figures)) / 4)
        + 0.25 * (row in told_last)
        - 0.06 * (unanchor(candidate.text)[0] is not None)
        for row, candidate in enumerate(found)
    ]


def _centrality(found: Sequence[Candidate], alike: NDArray[np.float64]) -> list[float]:
    """How much other sources speak of the same, 1 for the most; a mere copy adds little."""
    sources = np.array([candidate.source.id for candidate in found])
    others = np.where(sources[:, None] == sources[None, :], 0.0, np.where(alike >= SAME, 0.1, alike))
    strength = np.sort(others, axis=1)[:, -ECHOES:].mean(axis=1)
    return [float(value) for value in strength / (strength.max() or 1.0)]


def _freshness(times: Sequence[datetime]) -> list[float]:
    """Rank of the publication day among the days there are, 1 for the newest."""
    days = sorted({time.date() for time in times})
    ranks = {day: (place + 1) / len(days) for place, day in enumerate(days)}
    return [ranks[time.date()] for time in times]


class Likeness(Protocol):
    """Of two texts, in 0…1."""

    def __getitem__(self, texts: tuple[str, str], /) -> float: ...


def select(tellings: Sequence[Telling], alike: Likeness, length: int) -> list[Telling]:
    """Greedy by worth, less likeness to what is chosen and what its source told, up to ``length`` words.

    What repeats a chosen sentence stays out, or takes its place where it is the later news.
    """
    chosen: list[Telling] = []
    left = list(tellings)
    while left:
        best = max(left, key=lambda telling: gain(telling, chosen, alike))
        if gain(best, chosen, alike) < LEAST:
            break
        left.remove(best)
        older = [other for other in chosen if alike[best.told.text, other.told.text] >= REPETITION]
        kept = [other for other in chosen if other not in older]
        fits = sum(len(words(telling.told.text)) for telling in [*kept, best]) <= length
        if fits and all(best.told.time - other.told.time > DISAGREE for other in older):
            chosen = [*kept, best]
    return chosen


def gain(telling: Telling, chosen: Sequence[Telling], alike: Likeness) -> float:
    """What it adds to what is chosen."""
    nearest = max((alike[telling.told.text, other.told.text] for other in chosen), default=0.0)
    told = sum(other.told.source.id == telling.told.source.id for other in chosen)
    if telling.told.bulletin:  # its lines are of many things, and no other source tells them
        told = 0
    return telling.worth - 0.4 * nearest - NEXT_OF_SOURCE * told
