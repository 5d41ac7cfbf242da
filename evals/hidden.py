"""An archive in which one source cannot be found: what a query was taken from is no answer to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from store.archive import Archive, Sieve
from store.archive.sources import ALL


class Without:
    """The archive as the retrieval agents see it, without the source of this id."""

    def __init__(self, archive: Archive, hidden: str) -> None:
        self._archive = archive
        self._hidden = hidden

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    def match(self, words: Sequence[str], limit: int, sieve: Sieve = ALL) -> list[tuple[str, float]]:
        found = self._archive.match(words, limit, sieve)
        return [hit for hit in found if hit[0].partition(".")[0] != self._hidden]

    def passing(self, ids: Iterable[str], sieve: Sieve) -> set[str]:
        return self._archive.passing(ids, sieve) - {self._hidden}
