"""Where the vectors lie: the seam between the projection and Chroma."""

import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from store.archive import Archive
from store.index.state import IndexState

Embedded = NDArray[np.float32]
"""Vectors, one below the other."""

Progress = Callable[[int, int], None]
"""Called with how many snippets are done, of how many."""

GRAPH: Any = {"hnsw": {"space": "cosine", "max_neighbors": 64, "ef_construction": 200}}
"""Chroma's default of 16 and 100 leaves one vector in a hundred, in texts that resemble one another up to one
in ten, where no search comes by; this leaves one in several thousand."""


class VectorIndex(Protocol):
    """What is asked of the vectors of a home, wherever the process is that holds them."""

    def nearest(self, text: str, limit: int, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """(snippet id, cosine similarity), best first; of a few snippets alone, where these are named."""
        ...

    def catch_up(self, archive: Archive, progress: Progress = ...) -> int:
        """Add what the archive has and the index lacks; returns snippets indexed."""
        ...


class Vectors:
    """A collection of Chroma's, whose errors come out as ours: ``told`` is told whether it is written to."""

    def __init__(
        self, collection: Any, most: int, told: Callable[[bool], AbstractContextManager[None]]
    ) -> None:
        self._collection = collection
        self._told = told
        self.most = most
        """How many may be added at once."""

    def count(self) -> int:
        with self._told(False):
            return self._collection.count()

    def add(self, ids: list[str], embedded: Embedded) -> None:
        """Ids that are there already are passed over."""
        with self._told(True):
            self._collection.add(ids=ids, embeddings=embedded)

    def write_every(self, count: int) -> None:
        """From the next opening on, its files are written anew each time so many vectors were added."""
        with self._told(True), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a collection whose vectors we make
            self._collection.modify(configuration={"hnsw": {"sync_threshold": count}})

    def nearest(
        self, embedded: Embedded, limit: int, among: Sequence[str] | None = None
    ) -> list[list[tuple[str, float]]]:
        """(id, cosine similarity), best first, for each of the vectors; of a few ids alone, where named."""
        if among is not None:
            return self._nearest_of(embedded, limit, among)
        with self._told(False):
            found = self._collection.query(query_embeddings=embedded, n_results=limit, include=["distances"])
            pairs = zip(found["ids"], found["distances"], strict=True)
            return [
                [(name, 1.0 - far) for name, far in zip(ids, distances, strict=True)]
                for ids, distances in pairs
            ]

    def _nearest_of(
        self, embedded: Embedded, limit: int, ids: Sequence[str]
    ) -> list[list[tuple[str, float]]]:
        """Their vectors are fetched and compared here: Chroma's own search among ids looks through all."""
        if not ids:
            return [[] for _ in embedded]
        with self._told(False):
            found = self._collection.get(ids=list(dict.fromkeys(ids)), include=["embeddings"])
        # What is not in yet has no vector, and where that is all of them there are no rows.
        vectors = np.asarray(found["embeddings"], np.float32).reshape(-1, embedded.shape[1])
        return ranked(embedded, found["ids"], vectors, limit)


def ranked(
    asked: Embedded, ids: Sequence[str], vectors: Embedded, limit: int
) -> list[list[tuple[str, float]]]:
    """(id, cosine similarity), best first, for each that is asked."""
    hits = (zip(ids, map(float, row), strict=True) for row in _units(asked) @ _units(vectors).T)
    return [sorted(some, key=lambda hit: (-hit[1], hit[0]))[:limit] for some in hits]


def _units(vectors: Embedded) -> Embedded:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


class Place(Protocol):
    """Of all indexes of one home; the state says which is meant. Raises ``StoreError``."""

    def create(self, state: IndexState) -> Vectors: ...

    def open(self, state: IndexState) -> Vectors:
        """``IndexDamaged`` where they are gone, or not what the state says."""
        ...

    def holds(self, state: IndexState) -> bool:
        """Whether the vectors are what was sealed, as far as can be seen from outside."""
        ...

    def sealed(self, state: IndexState) -> IndexState: ...

    def expect(self, vectors: Vectors, count: int) -> bool:
        """Make ready for so many vectors, 0 for few: whether it has to be opened anew for that."""
        ...

    def remove(self, state: IndexState) -> None:
        """The vectors, if they are there and are ours."""
        ...

    def close(self) -> None: ...
