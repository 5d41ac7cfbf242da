"""What a story takes: the tellings that matter most and say something new, within a length."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from agents.anchor import unanchor
from agents.contrasts import contrasts
from agents.disputes import DISAGREE
from agents.likeness import likeness_apart_from_names
from agents.surface import content_stems, words
from agents.voices import voices
from agents.writer.candidates import Candidate
from agents.writer.compared import Compared
from agents.writer.tellings import SAME, Telling, last_declared, last_toll

ECHOES = 12
"""Sentences of other sources by which a sentence's centrality is judged."""
ECHO = 0.3
"""Likeness, names apart, from which another voice is taken to tell of the same thing."""
STOOD = 2
"""Voices by which a claim of the version before counts as told at least: those of its day are not here."""
LIKE = 1.0
"""What a sentence loses for all that the nearest one chosen tells too."""
LEAST = 0.25
"""Gain below which nothing more is told, though there be room: what is left fills columns."""
REPETITION = 0.45
"""Likeness to a sentence already chosen from which a sentence is left out as repetition."""


def worth(topic: str, found: Sequence[Candidate], alike: NDArray[np.float64], stood: int = 0) -> list[float]:
    """What each is worth: relevance, centrality, voices, place, freshness, topic, substance, dispute, toll.

    The weights are round numbers, set on the bundled story (``python -m evals.bundled``) and on ten days of
    each of four long ones (docs/design/living.md). The first ``stood`` are claims of the version before.
    """
    if not found:
        return []
    best, least = (f(candidate.relevance for candidate in found) for f in (max, min))
    reach = (best - least) or 1.0
    central, heard = _centrality(found, alike), _heard(found, stood)
    fresh = _freshness([candidate.time for candidate in found])
    wanted = set(content_stems(topic))
    told_last = last_toll(found) | last_declared(found)
    return [
        0.15 * (candidate.relevance - least) / reach
        + 0.30 * central[row]
        + 0.22 / (1 + 0.7 * candidate.position)
        + 0.30 * heard[row]
        + 0.45 * fresh[row]
        + 0.12 * len(wanted & candidate.surface.stems) / max(1, len(wanted))
        + 0.15 * min(1.0, (len(candidate.surface.names) + len(candidate.surface.figures)) / 4)
        + 0.25 * (row in told_last)
        + 0.10 * contrasts(candidate.text)
        - 0.06 * (unanchor(candidate.text)[0] is not None)
        for row, candidate in enumerate(found)
    ]


def _centrality(found: Sequence[Candidate], alike: NDArray[np.float64]) -> list[float]:
    """How much other sources speak of the same, 1 for the most; a mere copy adds little."""
    sources = np.array([candidate.source.id for candidate in found])
    others = np.where(sources[:, None] == sources[None, :], 0.0, np.where(alike >= SAME, 0.1, alike))
    strength = np.sort(others, axis=1)[:, -ECHOES:].mean(axis=1)
    return [float(value) for value in strength / (strength.max() or 1.0)]


def _heard(found: Sequence[Candidate], stood: int) -> list[float]:
    """Logarithm of how many other voices tell of the same thing, 0 for none: what matters is told again."""
    alike = likeness_apart_from_names([candidate.surface for candidate in found])
    voice = voices(candidate.source for candidate in found)
    of_each = [candidate.source.outlet or voice[candidate.source.id] for candidate in found]
    columns = {name: column for column, name in enumerate(dict.fromkeys(of_each))}
    own = np.array([columns[name] for name in of_each])
    tells = (alike >= ECHO).astype(np.float64) @ np.eye(len(columns))[own] > 0
    tells[np.arange(len(found)), own] = False
    count = tells.sum(axis=1)
    count[:stood] = np.maximum(count[:stood], STOOD)
    return [float(value) for value in np.log1p(count)]


def _freshness(times: Sequence[datetime]) -> list[float]:
    """Rank of the publication day among the days there are, 1 for the newest."""
    days = sorted({time.date() for time in times})
    ranks = {day: (place + 1) / len(days) for place, day in enumerate(days)}
    return [ranks[time.date()] for time in times]


def select(tellings: Sequence[Telling], alike: Compared, length: int) -> list[Telling]:
    """Greedy by worth, less likeness to what is chosen, up to ``length`` words.

    What repeats a chosen sentence stays out, or takes its place where it is the later news or says more.
    """
    chosen: list[Telling] = []
    left = list(tellings)
    while left:
        best = max(left, key=lambda telling: gain(telling, chosen, alike))
        if gain(best, chosen, alike) < LEAST:
            break
        left.remove(best)
        if any(in_place(other, best, alike) for other in chosen):
            continue
        rest = [other for other in chosen if not in_place(best, other, alike)]
        older = [other for other in rest if alike[best.told.text, other.told.text] >= REPETITION]
        kept = [other for other in rest if other not in older]
        fits = sum(len(words(telling.told.text)) for telling in [*kept, best]) <= length
        if fits and all(best.told.time - other.told.time > DISAGREE for other in older):
            chosen = [*kept, best]
    return chosen


def in_place(one: Telling, other: Telling, alike: Compared) -> bool:
    """Whether the first says all of the second and more, and as many voices tell it."""
    return len(one.sources) >= len(other.sources) and alike.says_more(one.told, other.told)


def gain(telling: Telling, chosen: Sequence[Telling], alike: Compared) -> float:
    """What it adds to what is chosen."""
    nearest = max((alike[telling.told.text, other.told.text] for other in chosen), default=0.0)
    return telling.worth - LIKE * nearest
