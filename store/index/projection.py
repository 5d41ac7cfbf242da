"""The vectors follow the archive: what is missing is added, what is damaged is made anew or told.

The archive commits first, then vectors are added, then the state is written. So the state never says more
than there is, and a kill at any moment leaves a tail to add again: Chroma passes over ids that it has.
"""

import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock

import numpy as np

from store.archive import Archive
from store.disk import writing
from store.embeddings import Embedder
from store.errors import EmbedderChanged, EmbedderFailed, IndexDamaged, IndexUnreachable, StoreError
from store.index.embedded import EmbeddedPlace
from store.index.place import Place, Progress, Vectors
from store.index.state import IndexState
from store.records import Snippet

EMBEDDED = ("static-", "hashed-")
"""Beginnings of the names of embedders of ours: what an earlier one made is made anew unasked."""

FREE = (*EMBEDDED, "chroma-default", "sentence-transformers:")
"""Of those that need no server: what they make costs no money."""

BATCH = 500
"""Vectors added at a time: little to do again after a kill."""

MANY = 5000
"""Vectors to add from which the place is made ready for them."""

PROBES = 20
"""Snippets looked up to see whether a graph that has grown finds what it should."""

SAME = 0.99
"""Similarity from which a vector counts as found again: rounding costs less than a thousandth."""

AT_A_COST = (
    "Build it anew with: storytree reindex (the embedder is asked for every snippet again, which may cost "
    "money; until then what is looked for is found by words alone)."
)


def quiet(*_: int) -> None:
    """Progress that nobody watches."""


class Index:
    """FOLDER/state.json says how far it is; the vectors are in the place, which is the folder by itself.

    For one process at a time: hold the lock of the home.
    """

    def __init__(self, folder: Path, embedder: Embedder, place: Place | None = None) -> None:
        self._folder = folder
        self._embedder = embedder
        self._place: Place = place or EmbeddedPlace(folder)
        self._vectors: Vectors | None = None
        self._state = IndexState.fresh(embedder)
        self._in_use = RLock()  # nobody closes what another searches
        self._following = Lock()
        self._fault: IndexDamaged | IndexUnreachable | None = None

    def nearest(self, text: str, limit: int, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """As ``VectorIndex`` says. A fault is raised again until ``catch_up``."""
        if self._fault:
            raise self._fault
        with self._remembered():
            self._opened()
            if limit < 1 or not self._state.count:
                return []
            asked = self._state.checked(self._embedder.embed_question(text)[np.newaxis], 1)
            with self._in_use:
                return self._opened().nearest(asked, limit, among)[0]

    def catch_up(self, archive: Archive, progress: Progress = quiet) -> int:
        """Add what the archive has and the index lacks; returns snippets indexed.

        What is damaged is made anew where that costs nothing, and raises ``IndexDamaged`` where it may.
        """
        with self._following:
            return self._catch_up(archive, progress)

    def _catch_up(self, archive: Archive, progress: Progress) -> int:
        if self._fault:
            self.close()
        self._fault = None
        with self._remembered():
            if self._is_new():
                return self.rebuild(archive, progress)
            try:
                self._verify(archive)
                return self._extend(archive, progress)
            except IndexDamaged as damage:
                if self._may_cost():
                    raise IndexDamaged(str(damage), advice=AT_A_COST) from damage
                return self.rebuild(archive, progress)

    def rebuild(self, archive: Archive, progress: Progress = quiet) -> int:
        """Begin anew; a rebuild that is killed goes on from there. Returns snippets indexed."""
        with self._in_use:
            self._fault = None
            self._empty()
            state = self._place.sealed(IndexState.fresh(self._embedder))
            self._save(state)
            self._vectors = self._place.create(state)
        return self._extend(archive, progress)

    @property
    def tokens(self) -> int:
        """Spent on vectors since it was made, where a server counts them."""
        return self._embedder.tokens

    def remove(self) -> None:
        """With its folder."""
        self._empty()
        with writing(self._folder):
            self._folder.rmdir()

    def close(self) -> None:
        """Let go of the place."""
        with self._in_use:
            self._place.close()
            self._vectors = None

    @contextmanager
    def _remembered(self) -> Generator[None]:
        """A server that is gone is waited for once."""
        try:
            yield
        except (IndexDamaged, IndexUnreachable) as fault:
            self._fault = fault
            raise

    def _is_new(self) -> bool:
        """Not begun, which is no damage."""
        return not self._folder.is_dir() or not any(self._folder.iterdir())

    def _may_cost(self) -> bool:
        """Whether vectors are there, or may be, that a server was asked for."""
        kept = self._kept()
        return not self._embedder.name.startswith(FREE) and (kept is None or kept.count > 0)

    def _empty(self) -> None:
        self.close()
        if kept := self._kept():
            self._place.remove(kept)
            self._place.close()
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in self._folder.iterdir():
                shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()

    def _verify(self, archive: Archive) -> None:
        """Raises ``IndexDamaged`` unless all that the state says is there, and of this archive."""
        with self._in_use:
            if not self._stands():
                self._reopen()
        if self._state.count and not self._state.is_of(archive):
            raise IndexDamaged(f"The index {self._folder} belongs to another archive.")

    def _stands(self) -> bool:
        """Whether it is open, and nothing has changed since: to open it anew costs as much as it is large."""
        vectors, state = self._vectors, self._state
        return (
            vectors is not None
            and self._kept() == state
            and self._place.holds(state)
            and vectors.count() == state.count
        )

    def _opened(self) -> Vectors:
        with self._in_use:
            return self._vectors or self._open()

    def _reopen(self) -> Vectors:
        with self._in_use:
            self.close()
            return self._open()

    def _open(self) -> Vectors:
        state = self._state = self._read()
        vectors = self._place.open(state)
        count = vectors.count()
        if count < state.count:
            raise self._lacking(count)
        if not self._place.holds(state):
            self._save(self._place.sealed(state))  # what waited in its log after a kill is now in the graph
        self._vectors = vectors
        return vectors

    def _read(self) -> IndexState:
        state = self._kept()
        if state is None:
            raise IndexDamaged(f"There is no index in {self._folder} yet, or it is damaged.")
        if (state.embedder, state.digest) != (self._embedder.name, self._embedder.digest):
            raise self._changed(state)
        return state

    def _kept(self) -> IndexState | None:
        return IndexState.kept(self._folder)

    def _changed(self, state: IndexState) -> StoreError:
        """What is made on this machine costs nothing: it is made anew by itself, as what is damaged is."""
        made, now = state.embedder, self._embedder.name
        if made.startswith(EMBEDDED) and now.startswith(EMBEDDED):
            return IndexDamaged(f"The index {self._folder} was made by an earlier embedder, {made}.")
        return EmbedderChanged(f"The index {self._folder} was made by the embedder {made}, not by {now}.")

    def _save(self, state: IndexState) -> None:
        with writing(self._folder):
            state.keep(self._folder)
        self._state = state

    def _extend(self, archive: Archive, progress: Progress) -> int:
        vectors = self._opened()
        total, done = archive.waiting(self._state.sequence), 0
        many = (total - 1) // BATCH * BATCH if total > MANY else 0  # all but the last batch
        if many or self._state.expected:
            vectors = self._expecting(vectors, many)
        while batch := archive.arrived(self._state.sequence, min(BATCH, vectors.most)):
            if 0 < many <= done:
                vectors, many = self._expecting(vectors, 0), 0
            with self._telling_how_far(archive):
                self._add(vectors, batch)
            done += len(batch)
            progress(done, max(done, total))
        self._finish(vectors, archive, probe=done > 0)
        return done

    def _expecting(self, vectors: Vectors, count: int) -> Vectors:
        """Made ready for so many, or for few again; the state knows it first, so that a kill is made good."""
        self._save(self._state.model_copy(update={"expected": count}))
        if not self._place.expect(vectors, count):
            return vectors
        return self._reopen()

    @contextmanager
    def _telling_how_far(self, archive: Archive) -> Generator[None]:
        """A failure of the embedder says what is done, and that it is not lost."""
        try:
            yield
        except EmbedderFailed as error:
            done = self._state.count
            whole = done + archive.waiting(self._state.sequence)
            advice = f"{done:,} of {whole:,} snippets are done; the same command goes on from there."
            raise EmbedderFailed(str(error), advice=f"{error.advice} {advice}", retry=error.retry) from error

    def _add(self, vectors: Vectors, batch: list[tuple[int, Snippet]]) -> None:
        state, snippets = self._state, [snippet for _, snippet in batch]
        embedded = state.checked(self._embedder.embed([each.text for each in snippets]), len(snippets))
        with self._in_use:  # Chroma fails who searches what is about to be written for the first time
            vectors.add([snippet.id for snippet in snippets], embedded)
        confirmed = {
            "sequence": batch[-1][0],
            "last": snippets[-1].id,
            "count": state.count + len(batch),
            "dims": embedded.shape[1],
        }
        self._save(self._place.sealed(state.model_copy(update=confirmed)))

    def _finish(self, vectors: Vectors, archive: Archive, *, probe: bool) -> None:
        """See that all is there, and that what was added is found."""
        count = vectors.count()
        if count != self._state.count:
            raise self._lacking(count)
        if probe:
            self._probe(vectors, archive)

    def _probe(self, vectors: Vectors, archive: Archive) -> None:
        """A graph may miss a vector or two by its nature; one that misses half of a sample is broken."""
        numbers = range(0, self._state.sequence, self._state.sequence // PROBES + 1)
        texts = [snippet.text for number in numbers for _, snippet in archive.arrived(number, 1)]
        if not texts:
            return
        near = vectors.nearest(self._state.checked(self._embedder.embed(texts), len(texts)), 1)
        found = sum(1 for hits in near if hits and hits[0][1] > SAME)
        if 2 * found < len(texts):
            raise IndexDamaged(
                f"The index {self._folder} finds {found} of {len(texts)} snippets that are in it."
            )

    def _lacking(self, count: int) -> IndexDamaged:
        return IndexDamaged(
            f"The index {self._folder} has {count} snippets where {self._state.count} were added."
        )
