"""What an archive finds: snippets by their words, and the sources that a filter lets pass."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from store.archive import sources
from store.archive.lexical import Lexicon
from store.archive.sources import ALL, Sieve


class Searched:
    """The part of ``Archive`` that is about searches."""

    _engine: Engine
    _lexicon: Lexicon

    def match(self, words: Sequence[str], limit: int, sieve: Sieve = ALL) -> list[tuple[str, float]]:
        """(snippet id, BM25 score), best first, for snippets of these sources that have any of the words."""
        with self._engine.connect() as connection:
            return self._lexicon.match(connection, words, limit, sieve)

    def few(self, sieve: Sieve, most: int) -> list[str] | None:
        """Ids of the snippets whose sources pass, if a filter is set and they are no more than ``most``."""
        with self._engine.connect() as connection:
            return self._lexicon.few(connection, sieve, most)

    def ids(self, sieve: Sieve, limit: int) -> list[str]:
        """Of the sources that the sieve lets pass, those that came last first."""
        with self._engine.connect() as connection:
            return sources.ids(connection, sieve, limit)

    def passing(self, ids: Iterable[str], sieve: Sieve) -> set[str]:
        """Those of these sources that the sieve lets pass."""
        with self._engine.connect() as connection:
            return sources.passing(connection, ids, sieve)
