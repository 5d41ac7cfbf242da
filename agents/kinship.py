"""Which of the sources that were found tell of the same event: they share its names and its figures.

Two quakes, two strikes, two trials are told in the same words; who and where, when and how many are not.
A form of relevance feedback: the best sources say what the event is, and the others are measured by them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agents.marks import Marks

SHARPNESS = 20.0
"""How steeply the say of a source falls with its score: 0.05 less leaves a third (measured on ecbplus)."""
ALONE = 0.9
"""Share of the say from which a source has nobody to be measured by."""

_Values = NDArray[np.float64]


def kinship(marked: Sequence[Marks], scores: Sequence[float]) -> list[float]:
    """For each source, best first or not, how far it shares the names and figures of the best: 0 to 1.

    ``scores`` are their relevance in 0..1. A source never speaks for itself.
    """
    if len(marked) < 3:
        return [1.0] * len(marked)
    _, names = np.unique(np.concatenate([marks.names for marks in marked]), return_inverse=True)
    rows = np.repeat(np.arange(len(marked)), [marks.names.size for marks in marked])
    values = _weighed(rows, names, np.concatenate([marks.times for marks in marked]), len(marked))
    says = np.exp(SHARPNESS * (np.array(scores) - max(scores)))
    whole = float(says.sum())
    centre = np.bincount(names, values * says[rows])
    shared = np.bincount(rows, values * centre[names], len(marked)) - says
    return _scaled(shared / np.maximum(whole - says, 1e-3 * whole), says / whole).tolist()


def _scaled(shared: _Values, say: _Values) -> _Values:
    """Of the most that any shares; one that has nearly all the say is its own measure."""
    most = shared[say <= ALONE].max(initial=0.0)
    if most <= 0:
        return np.ones_like(shared)
    return np.where(say > ALONE, 1.0, np.clip(shared / most, 0.0, 1.0))


def _weighed(
    rows: NDArray[np.intp], names: NDArray[np.intp], times: NDArray[np.uint32], count: int
) -> _Values:
    """Unit vectors, one value for each name of each row; a name that all rows have weighs next to nothing."""
    rarity = np.log((count + 1) / np.bincount(names))
    values = (1 + np.log(times)) * rarity[names]
    lengths = np.sqrt(np.bincount(rows, values * values, count))
    return values / lengths[rows]
