"""The lexical side of retrieval: BM25 over stemmed words, by SQLite's FTS5.

The index keeps words, not text; its rows have the sequence numbers of the snippets.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from store.archive.schema import Moment

_ADD = text("INSERT INTO lexical (rowid, text) VALUES (:sequence, :text)")
_UNTIL = "AND coalesce(sources.published_at, sources.fetched_at) <= :until"
_MATCH = """
    SELECT sources.id, snippets.ordinal, bm25(lexical) AS cost
    FROM lexical
    JOIN snippets ON snippets.sequence = lexical.rowid
    JOIN sources ON sources.sequence = snippets.source
    WHERE lexical MATCH :query {until}
    ORDER BY cost, lexical.rowid LIMIT :limit
"""


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index texts under their sequence numbers."""
    values = [{"sequence": sequence, "text": words} for sequence, words in rows]
    if values:
        connection.execute(_ADD, values)


def match(
    connection: Connection, words: Sequence[str], limit: int, until: datetime | None
) -> list[tuple[str, float]]:
    """(snippet id, score), best first. FTS5 counts BM25 as a cost, below zero: here it is a score."""
    query = _query(words)
    if not query or limit < 1:
        return []
    statement = text(_MATCH.format(until=_UNTIL if until else ""))
    values = {"query": query, "limit": limit}
    if until:
        statement = statement.bindparams(bindparam("until", until, Moment()))
    return [
        (f"{source_id}.{ordinal}", -cost)
        for source_id, ordinal, cost in connection.execute(statement, values)
    ]


def _query(words: Sequence[str]) -> str:
    """Each word as a quoted string, so that no operator or quote in it can mean anything to FTS5."""
    plain = (word.encode(errors="replace").decode().replace("\0", " ").replace('"', '""') for word in words)
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(plain))
