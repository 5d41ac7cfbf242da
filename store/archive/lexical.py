"""The lexical side of retrieval: BM25 over stemmed words, by SQLite's FTS5; by ``fulltext`` on PostgreSQL.

The index keeps words, not text; its rows have the sequence numbers of the snippets.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Float, Integer, column, literal_column, select, table, text

from store.archive import fulltext
from store.archive.schema import snippets, sources
from store.archive.sources import Sieve

_ADD = text("INSERT INTO lexical (rowid, text) VALUES (:sequence, :text)")
_INDEX = table("lexical", column("rowid", Integer))
_COST: ColumnElement[float] = literal_column("bm25(lexical)", Float).label("cost")
_MATCH = (
    select(sources.c.id, snippets.c.ordinal, _COST)
    .select_from(
        _INDEX.join(snippets, snippets.c.sequence == _INDEX.c.rowid).join(
            sources, sources.c.sequence == snippets.c.source
        )
    )
    .where(text("lexical MATCH :query"))
    .order_by(text("cost"), _INDEX.c.rowid)
)


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index texts under their sequence numbers."""
    if connection.dialect.name == "postgresql":
        return fulltext.add(connection, rows)
    values = [{"sequence": sequence, "text": words} for sequence, words in rows]
    if values:
        connection.execute(_ADD, values)
    return None


def match(connection: Connection, words: Sequence[str], limit: int, sieve: Sieve) -> list[tuple[str, float]]:
    """(snippet id, score), best first. FTS5 counts BM25 as a cost, below zero: here it is a score."""
    if connection.dialect.name == "postgresql":
        return fulltext.match(connection, words, limit, sieve)
    query = _query(words)
    if not query or limit < 1:
        return []
    found = connection.execute(_MATCH.where(sieve.condition()).limit(limit), {"query": query})
    return [(f"{source_id}.{ordinal}", -cost) for source_id, ordinal, cost in found]


def _query(words: Sequence[str]) -> str:
    """Each word as a quoted string, so that no operator or quote in it can mean anything to FTS5."""
    plain = (word.encode(errors="replace").decode().replace("\0", " ").replace('"', '""') for word in words)
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(plain))
