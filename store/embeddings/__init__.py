"""Turns text into vectors. The embedded default needs no model and no download: see ``static``."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """``name`` and ``dims`` tell vectors of one kind from those of another."""

    name: str
    dims: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text: shape (len(texts), dims)."""
        ...
