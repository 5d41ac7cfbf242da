"""The vectors of all snippets, in an embedded Chroma: a projection that the archive can rebuild at any time.

    FOLDER/state.json     how far the projection has come, and a seal on the files of its graph
    FOLDER/<name>/        what Chroma keeps; a rebuild takes a new name, since Chroma remembers paths

The archive commits first, then vectors are added, then the state is written. So the state never says more
than there is, and a kill at any moment leaves a tail to add again: Chroma passes over ids that it has.

Chroma 1.5.9 rewrites its graph in place, once in a thousand vectors. A kill in the midst of that leaves files
that it may load without an error, write back as terabytes, or crash upon; so may any damage. No probe can be
trusted to find out: hence the seal, renewed with each batch and checked before Chroma is let near the files.
"""

import logging
import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from store.archive import Archive
from store.embeddings import Embedder
from store.errors import EmbedderChanged, EmbedderFailed, HomeReadOnly, IndexDamaged, StoreError
from store.records import Snippet
from store.seal import IndexState, holds, seal

NAME = "snippets"
EMBEDDED = ("static-", "hashed-")
"""Beginnings of the names of embedders that need no server."""

GRAPH = {"hnsw": {"space": "cosine", "max_neighbors": 64, "ef_construction": 200}}
"""Chroma's default of 16 and 100 leaves one vector in a hundred, in texts that resemble one another up to one
in ten, where no search comes by; this leaves one in several thousand."""

BATCH = 500
"""Vectors added at a time: below Chroma's limit, and little to do again after a kill."""

PROBES = 20
"""Snippets looked up to see whether a graph that has grown finds what it should."""

SAME = 0.99
"""Similarity from which a vector counts as found again: rounding costs less than a thousandth."""

Progress = Callable[[int, int], None]
"""Called with how many snippets are done, of how many."""


def _quiet(*_: int) -> None:
    pass


class _Vectors(Protocol):
    """What is used of a Chroma collection."""

    def count(self) -> int: ...
    def add(self, ids: list[str], embeddings: NDArray[np.float32]) -> None: ...
    def query(
        self, *, query_embeddings: NDArray[np.float32], n_results: int, include: list[str]
    ) -> dict[str, Any]: ...


class Index:
    """For one process at a time: hold the lock of the home. Chroma is loaded at the first use.

    Several threads may ask for what is nearest while none adds.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._client: Any = None
        self._vectors: _Vectors | None = None
        self._state = IndexState.fresh(embedder)
        self._opening = Lock()

    def nearest(self, text: str, limit: int) -> list[tuple[str, float]]:
        """(snippet id, cosine similarity), best first. ``IndexDamaged`` where ``catch_up`` is needed."""
        with self._opening:
            vectors = self._vectors or self._open()
        if limit < 1 or not self._state.count:
            return []
        return self._query(vectors, [text], limit)[0]

    def catch_up(self, archive: Archive, progress: Progress = _quiet) -> int:
        """Add what the archive has and the index lacks, rebuild what is damaged; returns snippets indexed."""
        try:
            self._verify(archive)
            return self._extend(archive, progress)
        except IndexDamaged:
            return self.rebuild(archive, progress)

    def rebuild(self, archive: Archive, progress: Progress = _quiet) -> int:
        """Begin anew; a rebuild that is killed goes on from there. Returns snippets indexed."""
        self.close()
        state = IndexState.fresh(self._embedder)
        with _writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in self._folder.iterdir():
                shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
        self._save(state)
        self._vectors = self._load(state, create=True)
        return self._extend(archive, progress)

    def close(self) -> None:
        """Let go of Chroma's files."""
        if self._client is not None:
            self._client.close()
        self._client = self._vectors = None

    def _verify(self, archive: Archive) -> None:
        """Raises ``IndexDamaged`` unless all that the state says is there, and of this archive."""
        self.close()
        self._open()
        state = self._state
        if not state.count:
            return
        last = archive.arrived(state.sequence - 1, 1)
        if [(number, snippet.id) for number, snippet in last] != [(state.sequence, state.last)]:
            raise IndexDamaged(f"The index {self._folder} belongs to another archive.")

    def _open(self) -> _Vectors:
        state = self._state = self._read()
        if not holds(state.seal, self._folder / state.name):
            raise IndexDamaged(f"Files of the index {self._folder} have changed or gone.")
        vectors = self._load(state)
        with _chroma(self._folder):
            count = vectors.count()
        if count < state.count:
            raise IndexDamaged(
                f"The index {self._folder} has {count} snippets where {state.count} were added."
            )
        if not holds(state.seal, self._folder / state.name):
            self._save(self._resealed(state))  # what waited in its log after a kill is now in the graph
        self._vectors = vectors
        return vectors

    def _read(self) -> IndexState:
        try:
            state = IndexState.model_validate_json((self._folder / "state.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise IndexDamaged(f"There is no index in {self._folder} yet, or it is damaged.") from error
        if (state.embedder, state.digest) != (self._embedder.name, self._embedder.digest):
            raise self._changed(state)
        return state

    def _changed(self, state: IndexState) -> StoreError:
        """What is made on this machine costs nothing: it is made anew by itself, as what is damaged is."""
        made, now = state.embedder, self._embedder.name
        if made.startswith(EMBEDDED) and now.startswith(EMBEDDED):
            return IndexDamaged(f"The index {self._folder} was made by an earlier embedder, {made}.")
        return EmbedderChanged(f"The index {self._folder} was made by the embedder {made}, not by {now}.")

    def _save(self, state: IndexState) -> None:
        fresh = self._folder / "state.new"
        with _writing(self._folder):
            fresh.write_text(state.model_dump_json(), encoding="utf-8")
            fresh.replace(self._folder / "state.json")
        self._state = state

    def _load(self, state: IndexState, *, create: bool = False) -> _Vectors:
        place = self._folder / state.name
        if not create and not place.is_dir():
            raise IndexDamaged(f"The vectors of the index {self._folder} are gone.")
        with _chroma(self._folder):
            self._client = _connect(place)
            if create:
                return self._client.create_collection(NAME, configuration=GRAPH, embedding_function=None)
            return self._client.get_collection(NAME, embedding_function=None)

    def _extend(self, archive: Archive, progress: Progress) -> int:
        total, done = archive.waiting(self._state.sequence), 0
        while batch := archive.arrived(self._state.sequence, BATCH):
            self._add(batch)
            done += len(batch)
            progress(done, max(done, total))
        self._finish(archive, probe=done > 0)
        return done

    def _add(self, batch: list[tuple[int, Snippet]]) -> None:
        vectors, state = self._vectors or self._open(), self._state
        snippets = [snippet for _, snippet in batch]
        embedded = self._embedder.embed([snippet.text for snippet in snippets])
        if embedded.shape != (len(snippets), state.dims or embedded.shape[-1]):
            raise EmbedderFailed(f"{self._embedder.name} made {embedded.shape} of {len(snippets)} snippets.")
        if not np.isfinite(embedded).all():
            raise EmbedderFailed(f"{self._embedder.name} made a vector that is no number.")
        with _chroma(self._folder):
            vectors.add(ids=[snippet.id for snippet in snippets], embeddings=embedded)
        confirmed = {
            "sequence": batch[-1][0],
            "last": snippets[-1].id,
            "count": state.count + len(batch),
            "dims": embedded.shape[1],
        }
        self._save(self._resealed(state.model_copy(update=confirmed)))

    def _resealed(self, state: IndexState) -> IndexState:
        return state.model_copy(update={"seal": seal(self._folder / state.name, state.seal)})

    def _finish(self, archive: Archive, *, probe: bool) -> None:
        """See that all is there, and that what was added is found."""
        vectors, state = self._vectors or self._open(), self._state
        with _chroma(self._folder):
            count = vectors.count()
        if count != state.count:
            raise IndexDamaged(
                f"The index {self._folder} has {count} snippets where {state.count} were added."
            )
        if probe:
            self._probe(vectors, archive)

    def _probe(self, vectors: _Vectors, archive: Archive) -> None:
        """A graph may miss a vector or two by its nature; one that misses half of a sample is broken."""
        numbers = range(0, self._state.sequence, self._state.sequence // PROBES + 1)
        texts = [snippet.text for number in numbers for _, snippet in archive.arrived(number, 1)]
        found = sum(1 for near in self._query(vectors, texts, 1) if near and near[0][1] > SAME)
        if 2 * found < len(texts):
            raise IndexDamaged(
                f"The index {self._folder} finds {found} of {len(texts)} snippets that are in it."
            )

    def _query(self, vectors: _Vectors, texts: list[str], limit: int) -> list[list[tuple[str, float]]]:
        if not texts:
            return []
        embedded = self._embedder.embed(texts)
        with _chroma(self._folder):
            found = vectors.query(query_embeddings=embedded, n_results=limit, include=["distances"])
        pairs = zip(found["ids"], found["distances"], strict=True)
        return [
            [(name, 1.0 - far) for name, far in zip(ids, distances, strict=True)] for ids, distances in pairs
        ]


def _connect(place: Path) -> Any:
    """Chroma with its defaults: no telemetry, and nothing from the environment or an ``.env`` file."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    logging.getLogger("chromadb").setLevel(logging.WARNING)
    settings = Settings.model_construct(anonymized_telemetry=False)
    client = None
    try:
        client = chromadb.PersistentClient(str(place), settings=settings)
    finally:
        if client is None:
            SharedSystemClient.clear_system_cache()  # else the half-made one is handed out at the next try
    return client


@contextmanager
def _chroma(folder: Path) -> Generator[None]:
    """Chroma's own errors, and the kinds in which it reports a file that it can make no sense of."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, LookupError, OSError) as error:
        if re.search("disk is full|no space left", str(error), re.IGNORECASE):
            raise HomeReadOnly(
                f"The disk of {folder} is full.", advice="Make room, and try again."
            ) from error
        raise IndexDamaged(f"The index {folder} cannot be used ({error}).") from error


@contextmanager
def _writing(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise HomeReadOnly(f"The index {folder} cannot be written ({error.strerror or error}).") from error
