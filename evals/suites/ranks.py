"""What scores say as a ranking: means over the sets, with intervals from drawing whole texts of each set."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.faithfulness import Floats, Scored, Statistic, area, calibration_error, drawn
from evals.scores import Measure, plain

PRIOR = 0.75
"""Share of sentences that are supported in the answers of generative search engines (Liu et al., 2023)."""
RECALL = 0.95


def ranks(sets: Mapping[str, Scored]) -> Iterator[Measure]:
    """Of the model's scores; no set of one class has any but a calibration error.

    That has no interval: fewer different texts are further from any line, so it grows with drawing alone.
    """
    both = [one for one in sets.values() if one.labels.any() and not one.labels.all()]
    for name, statistic in {"model_auc": area, "model_precision_at_95_recall": precision}.items():
        ends = _ends(both, statistic)
        yield plain(name, _mean(both, statistic), _size(both), ends=ends)
    every = list(sets.values())
    yield plain("model_calibration_error", _mean(every, calibration_error), _size(every), "lower")


def _mean(sets: Sequence[Scored], statistic: Statistic) -> float:
    return float(np.mean([statistic(one.scores, one.labels) for one in sets])) if sets else float("nan")


def _size(sets: Sequence[Scored]) -> int:
    return sum(len(one.labels) for one in sets)


def _ends(sets: Sequence[Scored], statistic: Statistic) -> tuple[float | None, float | None]:
    """None where no set has two texts."""
    if all(len(set(one.origins)) < 2 for one in sets):
        return None, None
    means = np.mean([drawn(one, statistic) for one in sets], axis=0)
    known = means[~np.isnan(means)]
    if not known.size:
        return None, None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)


def precision(scores: Floats, labels: NDArray[np.bool_]) -> float:
    """Of what passes where 95 % of the supported do, the share supported, were 75 % of all claims so."""
    if labels.all() or not labels.any():
        return float("nan")
    cut = np.quantile(scores[labels], 1 - RECALL, method="lower")
    kept, passed = (float(np.mean(scores[side] >= cut)) for side in (labels, ~labels))
    return PRIOR * kept / (PRIOR * kept + (1 - PRIOR) * passed)
