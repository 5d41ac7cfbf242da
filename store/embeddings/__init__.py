"""Turns text into vectors: ``static`` by itself, ``remote`` by a server; ``named`` finds either."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """``name``, ``digest`` and ``dims`` tell vectors of one kind from those of another."""

    name: str

    @property
    def dims(self) -> int: ...

    @property
    def digest(self) -> str:
        """Of all that makes the vectors what they are."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text: shape (len(texts), dims)."""
        ...
