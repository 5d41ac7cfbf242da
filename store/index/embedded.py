"""Vectors in files of the home: FOLDER/<name>/ is what Chroma keeps.

A rebuild takes a new name, since Chroma remembers paths. One process at a time: hold the lock of the home.
"""

import logging
import re
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from store.disk import FULL, no_room
from store.errors import IndexDamaged
from store.index.place import GRAPH, Vectors
from store.index.seal import holds, seal, whole
from store.index.state import IndexState

NAME = "snippets"

FEW = 1000
"""Chroma's default."""

MOST = 20_000
"""Vectors that are added between two times that the graph is written: after a kill as many are added again,
from Chroma's log, before anything is found."""

STEP = 500

ROOM = 64 << 20
"""Bytes to be free before anything is added: where there are fewer, Chroma may break what it has."""


def between(count: int) -> int:
    """Vectors to add before the graph is written, so that few are left to be written when all are in."""
    most = min(count, MOST)
    return min(range(most - most % STEP, most // 2, -STEP), key=lambda each: count % each, default=FEW)


class EmbeddedPlace:
    """Chroma is loaded at the first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Any = None

    def create(self, state: IndexState) -> Vectors:
        with self._told(True):
            self._client = _connect(self._folder / state.name)
            made = self._client.create_collection(NAME, configuration=GRAPH, embedding_function=None)
            return self._vectors(made)

    def open(self, state: IndexState) -> Vectors:
        if not self.holds(state):
            raise IndexDamaged(f"Files of the index {self._folder} have changed or gone.")
        if not (self._folder / state.name).is_dir():
            raise IndexDamaged(f"The vectors of the index {self._folder} are gone.")
        with self._told(False):
            self._client = _connect(self._folder / state.name)
            return self._vectors(self._client.get_collection(NAME, embedding_function=None))

    def holds(self, state: IndexState) -> bool:
        return holds(state.seal, self._folder / state.name)

    def sealed(self, state: IndexState) -> IndexState:
        if not whole(self._folder / state.name):
            raise no_room(self._folder)
        return state.model_copy(update={"seal": seal(self._folder / state.name, state.seal)})

    def expect(self, vectors: Vectors, count: int) -> bool:
        """Chroma writes all of its graph, once in ``FEW`` vectors: the larger it is, the more that costs."""
        vectors.write_every(between(count) if count else FEW)
        return True

    def remove(self, state: IndexState) -> None:
        shutil.rmtree(self._folder / state.name, ignore_errors=True)

    def close(self) -> None:
        """Let go of Chroma's files."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _vectors(self, collection: Any) -> Vectors:
        return Vectors(collection, self._client.get_max_batch_size(), self._told)

    @contextmanager
    def _told(self, writing: bool) -> Generator[None]:
        """Chroma's own errors, and the kinds in which it reports a file that it can make no sense of."""
        from chromadb.errors import ChromaError

        if writing and shutil.disk_usage(self._folder).free < ROOM:
            raise no_room(self._folder)
        try:
            yield
        except (ChromaError, ValueError, LookupError, OSError) as error:
            if re.search(FULL, str(error)) or (writing and re.search("(?i)disk i/o error", str(error))):
                raise no_room(self._folder) from error
            raise IndexDamaged(f"The index {self._folder} cannot be used ({error}).") from error


def _connect(folder: Path) -> Any:
    """Chroma with its defaults: no telemetry, and nothing from the environment or an ``.env`` file."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    logging.getLogger("chromadb").setLevel(logging.WARNING)
    settings = Settings.model_construct(anonymized_telemetry=False)
    client = None
    try:
        client = chromadb.PersistentClient(str(folder), settings=settings)
    finally:
        if client is None:
            SharedSystemClient.clear_system_cache()  # else the half-made one is handed out at the next try
    return client
