"""The lexical side of retrieval: BM25 over stemmed words, by SQLite's FTS5.

The index keeps words, not text; its rows have the sequence numbers of the snippets. Rows are scored before
anything else is read, and only the best are looked up: that halves what a question costs.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Float, Integer, column, literal_column, select, table, text

from store.archive.schema import snippets, sources
from store.archive.sources import ALL, Sieve

_ADD = text("INSERT INTO lexical (rowid, text) VALUES (:sequence, :text)")
_INDEX = table("lexical", column("rowid", Integer))
_COST: ColumnElement[float] = literal_column("bm25(lexical)", Float).label("cost")
_BEST = (
    select(_INDEX.c.rowid, _COST)
    .where(text("lexical MATCH :query"))
    .order_by(text("cost"), _INDEX.c.rowid)
)  # fmt: skip


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index texts under their sequence numbers."""
    values = [{"sequence": sequence, "text": words} for sequence, words in rows]
    if values:
        connection.execute(_ADD, values)


def match(connection: Connection, words: Sequence[str], limit: int, sieve: Sieve) -> list[tuple[str, float]]:
    """(snippet id, score), best first. FTS5 counts BM25 as a cost, below zero: here it is a score."""
    query = _query(words)
    if not query or limit < 1:
        return []
    best = _BEST.limit(limit)
    if sieve != ALL:
        passing = select(sources.c.sequence).where(sieve.condition())
        best = best.join(snippets, snippets.c.sequence == _INDEX.c.rowid)
        best = best.where(snippets.c.source.in_(passing))
    rows = best.subquery()
    named = (
        select(sources.c.id, snippets.c.ordinal, rows.c.cost)
        .select_from(rows)
        .join(snippets, snippets.c.sequence == rows.c.rowid)
        .join(sources, sources.c.sequence == snippets.c.source)
        .order_by(rows.c.cost, rows.c.rowid)
    )
    found = connection.execute(named, {"query": query})
    return [(f"{source_id}.{ordinal}", -cost) for source_id, ordinal, cost in found]


def _query(words: Sequence[str]) -> str:
    """Each word as a quoted string, so that no operator or quote in it can mean anything to FTS5."""
    plain = (word.encode(errors="replace").decode().replace("\0", " ").replace('"', '""') for word in words)
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(plain))
