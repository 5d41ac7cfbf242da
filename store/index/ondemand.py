"""The index, opened where it is needed: that takes longer than an update does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from store.archive import Archive
from store.embeddings import Embedder
from store.index.embedded import EmbeddedPlace
from store.index.place import Place, Progress, ranked
from store.index.projection import EMBEDDED, Index, quiet
from store.index.state import IndexState
from store.records import Snippet

FEW = 64
"""Snippets that are compared by their texts."""


class OnDemand:
    """An index that is brought up to the archive for the first question that nothing else can answer.

    A few snippets are compared by their texts, where an embedder of ours reads them.
    """

    def __init__(self, folder: Path, embedder: Embedder, place: Place | None = None) -> None:
        self._folder = folder
        self._embedder = embedder
        self._place: Place = place or EmbeddedPlace(folder)
        self._index = Index(folder, embedder, self._place)
        self._archive: Archive | None = None
        self._put_off: Progress | None = None
        self._is_open = False
        self._following = Lock()

    def nearest(self, text: str, limit: int, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """As ``Index.nearest``, and raises as ``Index.catch_up`` does where that was put off."""
        if among is not None and len(among) <= FEW and self._archive and self._reads():
            return self._compared(text, limit, self._archive.snippets(among))
        if self._put_off:
            self._catch_up_now()  # who asks meanwhile waits for it
        return self._index.nearest(text, limit, among)

    def catch_up(self, archive: Archive, progress: Progress = quiet) -> int:
        """As ``Index.catch_up``; while it is closed, and all seems to be in, that is put off."""
        with self._following:
            self._archive = archive
            if self._is_open:
                return self._index.catch_up(archive, progress)
            self._put_off = progress
            return 0 if self._seems_whole(archive) else self._open(archive)

    @property
    def tokens(self) -> int:
        """Spent on vectors since it was made, where a server counts them."""
        return self._embedder.tokens

    def close(self) -> None:
        """Let go of the place."""
        self._index.close()

    def _catch_up_now(self) -> None:
        with self._following:
            if self._put_off and self._archive:
                self._open(self._archive)

    def _open(self, archive: Archive) -> int:
        progress, self._is_open = self._put_off or quiet, True
        try:
            return self._index.catch_up(archive, progress)
        finally:
            self._put_off = None

    def _seems_whole(self, archive: Archive) -> bool:
        """As far as can be seen from outside."""
        kept = IndexState.kept(self._folder)
        return (
            kept is not None
            and kept.count > 0
            and not kept.expected
            and (kept.embedder, kept.digest) == (self._embedder.name, self._embedder.digest)
            and not archive.waiting(kept.sequence)
            and kept.is_of(archive)
            and self._place.holds(kept)
        )

    def _reads(self) -> bool:
        return self._embedder.name.startswith(EMBEDDED)

    def _compared(self, text: str, limit: int, snippets: Mapping[str, Snippet]) -> list[tuple[str, float]]:
        if not snippets:
            return []
        vectors = self._embedder.embed([each.text for each in snippets.values()])
        asked = self._embedder.embed_question(text)[np.newaxis]
        return ranked(asked, [*snippets], vectors, max(0, limit))[0]
