"""Claims with a judge's label, and how well a score tells the supported ones: measures and intervals."""

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DRAWS = 400
"""Bootstrap samples for an interval: its ends move by less than half a point beyond that."""

BINS = 10

Floats = NDArray[np.float64]
Statistic = Callable[[Floats, NDArray[np.bool_]], float]
"""Of scores and labels; NaN where there is none."""


class Labelled(NamedTuple):
    """A claim, the text that it cites, and whether people found it supported there."""

    dataset: str
    origin: str
    """The text that it is of: claims of one text are no independent witnesses."""
    claim: str
    evidence: str
    supported: bool


class Scored(NamedTuple):
    """The claims of one set as arrays."""

    scores: Floats
    labels: NDArray[np.bool_]
    origins: tuple[str, ...]


def read_labelled(path: Path, limit: int | None = None) -> list[Labelled]:
    """Lines of gzipped JSON; of each set at most ``limit``, evenly out of all of it."""
    sets: defaultdict[str, list[Labelled]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            origin = str(row["source_doc_id"] or row["evidence"])
            labelled = Labelled(row["dataset"], origin, row["claim"], row["evidence"], bool(row["label"]))
            sets[labelled.dataset].append(labelled)
    return [one for name in sorted(sets) for one in _evenly(sets[name], limit)]


def _evenly(rows: Sequence[Labelled], limit: int | None) -> Iterable[Labelled]:
    if limit is None or len(rows) <= limit:
        return rows
    return (rows[place * len(rows) // limit] for place in range(limit))


def by_set(rows: Sequence[Labelled], scores: Sequence[float]) -> dict[str, Scored]:
    """Scores of each set, in the order of the rows."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.dataset].append(place)
    return {
        name: Scored(
            np.array([scores[place] for place in some], np.float64),
            np.array([rows[place].supported for place in some]),
            tuple(rows[place].origin for place in some),
        )
        for name, some in places.items()
    }


def balanced_accuracy(scores: Floats, labels: NDArray[np.bool_], threshold: float) -> float:
    """Mean of the shares judged right among the supported and among the others; 0.5 is chance."""
    told = scores >= threshold
    return (_share(told[labels]) + _share(~told[~labels])) / 2


def _share(right: NDArray[np.bool_]) -> float:
    return float(right.mean()) if right.size else float("nan")


def area(scores: Floats, labels: NDArray[np.bool_]) -> float:
    """Chance that a supported claim scores above another one, ties half."""
    _, ranks, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    true, false = int(labels.sum()), int((~labels).sum())
    above = middle[ranks][labels].sum() - true * (true + 1) / 2
    return float(above / (true * false)) if true and false else float("nan")


def interval(scored: Scored, threshold: float) -> tuple[float, float]:
    """Of balanced accuracy, 95 %, from whole texts drawn again and again."""
    low, high = np.nanpercentile(
        drawn(scored, lambda scores, labels: balanced_accuracy(scores, labels, threshold)), (2.5, 97.5)
    )
    return float(low), float(high)


def drawn(scored: Scored, statistic: Statistic) -> Floats:
    """The statistic of whole texts drawn with replacement, each time the same."""
    texts: defaultdict[str, list[int]] = defaultdict(list)
    for place, origin in enumerate(scored.origins):
        texts[origin].append(place)
    members = list(texts.values())
    chance = np.random.default_rng(0)
    draws: list[float] = []
    for _ in range(DRAWS):
        picked: list[int] = chance.integers(len(members), size=len(members)).tolist()
        places = [place for one in picked for place in members[one]]
        draws.append(statistic(scored.scores[places], scored.labels[places]))
    return np.array(draws)


def calibration_error(scores: Floats, labels: NDArray[np.bool_]) -> float:
    """Mean distance of score and share supported, over ten bins of scores, weighted by their size."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    parts = (bins == one for one in range(BINS))
    gaps = [part.sum() * abs(scores[part].mean() - labels[part].mean()) for part in parts if part.any()]
    return float(sum(gaps) / len(scores))


def macro(sets: Mapping[str, Scored], threshold: float) -> float:
    """Mean over the sets, each alike."""
    return float(np.mean([balanced_accuracy(one.scores, one.labels, threshold) for one in sets.values()]))


def best_threshold(sets: Mapping[str, Scored]) -> float:
    """The one for all sets that has the best macro mean on these very claims."""
    return max(np.linspace(0.02, 0.98, 49).tolist(), key=lambda threshold: macro(sets, threshold))


def trade_off(
    sets: Mapping[str, Scored], thresholds: Sequence[float]
) -> Iterator[tuple[float, float, float]]:
    """Threshold, share of supported claims lost, share of others let through; each a mean over the sets."""
    for threshold in thresholds:
        lost = [np.mean(one.scores[one.labels] < threshold) for one in sets.values()]
        passed = [np.mean(one.scores[~one.labels] >= threshold) for one in sets.values()]
        yield threshold, float(np.mean(lost)), float(np.mean(passed))
