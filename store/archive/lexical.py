"""The lexical side of retrieval, BM25 over stemmed words: by ``fts5`` on SQLite, ``fulltext`` on PostgreSQL.

The index keeps words, not text; its rows have the sequence numbers of the snippets.
"""

from collections.abc import Iterable, Sequence
from threading import Lock

from sqlalchemy import Connection

from store.archive import fts5, fulltext, lengths
from store.archive.sources import ALL, Sieve


class Lexicon:
    """Of one archive."""

    def __init__(self) -> None:
        self._rows = fts5.none()
        self._following = Lock()

    def match(
        self, connection: Connection, words: Sequence[str], limit: int, sieve: Sieve
    ) -> list[tuple[str, float]]:
        """(snippet id, score), best first."""
        if connection.dialect.name == "postgresql":
            return fulltext.match(connection, words, limit, sieve)
        return fts5.match(connection, self._followed(connection), words, limit, sieve)

    def few(self, connection: Connection, sieve: Sieve, most: int) -> list[str] | None:
        """Ids of the snippets that a filter lets pass; None without one, or where they are more."""
        if sieve == ALL:
            return None
        if connection.dialect.name == "postgresql":
            return fulltext.few(connection, sieve, most)
        return fts5.few(connection, self._followed(connection), sieve, most)

    def _followed(self, connection: Connection) -> fts5.Rows:
        with self._following:  # agents ask at once, and the first has all there is to read
            self._rows = lengths.followed(connection, self._rows)
            return self._rows


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index texts under their sequence numbers."""
    engine = fulltext if connection.dialect.name == "postgresql" else fts5
    engine.add(connection, rows)
