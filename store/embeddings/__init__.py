"""Turns text into vectors, and ``named`` finds who does.

``static`` by itself, ``minilm`` and ``transformers`` by a model that is downloaded, ``remote`` by a server.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever reads the settings needs no arrays
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

    @property
    def tokens(self) -> int:
        """How many were spent so far, by the count of a server that says so; else 0."""
        ...

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One vector of unit length for each snippet: shape (len(texts), dims). Takes its time."""
        ...

    def embed_question(self, text: str) -> "NDArray[np.float32]":
        """Of unit length, shape (dims,). Somebody waits for it: it comes soon, or EmbedderFailed does."""
        ...
