"""The lexical side of retrieval: BM25 over stemmed words, by SQLite's FTS5; by ``fulltext`` on PostgreSQL.

The index keeps words, not text; its rows have the sequence numbers of the snippets. Rows are scored before
anything else is read, and only the best are looked up.

Scoring is most of what a question costs. Where very many rows have one of its words, only those are scored
that have one of its rarer ones: the others are hardly ever among the best. Words that a good part of all rows
have are left out: they weigh next to nothing, and to look them up takes as long as there are snippets.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)

from store.archive import fulltext
from store.archive.schema import snippets, sources
from store.archive.sources import ALL, Sieve

SCORED = 25
"""How many times as many rows as are wanted are scored at least. Of 97,000 rows that leaves 99 of 100 of the
best 200 there, and all of the best 40; the slowest questions take half the time."""

COMMON = 5
"""A word that one row in so many has weighs a fifth of one that one in a thousand has."""

_ADD = text("INSERT INTO lexical (rowid, text) VALUES (:sequence, :text)")
_INDEX = table("lexical", column("rowid", Integer))
_COST: ColumnElement[float] = literal_column("bm25(lexical)", Float).label("cost")
_BEST = (
    select(_INDEX.c.rowid, _COST)
    .where(text("lexical MATCH :query"))
    .order_by(text("cost"), _INDEX.c.rowid)
)  # fmt: skip
_HAVING = text("+lexical.rowid IN (SELECT rowid FROM lexical WHERE lexical MATCH :rare)")
"""The plus keeps SQLite from asking the index once for each of the rows."""
_ROWS = text("SELECT count(*) FROM lexical WHERE lexical MATCH :query")


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
    if not words or limit < 1:
        return []
    telling, rare = _telling(connection, words, SCORED * limit)
    found = _best(connection, (telling, rare), limit, sieve)
    if len(found) < limit and len(rare) < len(words):  # the sieve let few of them pass
        found = _best(connection, (words, words), limit, sieve)
    return found


def _best(
    connection: Connection, words: tuple[Sequence[str], Sequence[str]], limit: int, sieve: Sieve
) -> list[tuple[str, float]]:
    """By the score that the first words have, rows that have any of the second ones."""
    query, rare = map(_query, words)
    best = _BEST.limit(limit)
    if rare != query:
        best = best.where(_HAVING.bindparams(rare=rare))
    if sieve != ALL:
        passing = select(sources.c.sequence).where(sieve.condition())
        best = best.join(snippets, snippets.c.sequence == _INDEX.c.rowid)
        best = best.where(snippets.c.source.in_(passing))
        if sieve.news:
            best = best.where(_INDEX.c.rowid >= _first(connection, sieve))
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


def _first(connection: Connection, sieve: Sieve) -> int:
    """The first row of those that pass: rows before it are neither read nor scored, and news are the last."""
    source = connection.execute(select(func.min(sources.c.sequence)).where(sieve.condition())).scalar()
    begin = select(func.min(snippets.c.sequence)).where(snippets.c.source == source)
    return connection.execute(begin).scalar() or 0


def _telling(
    connection: Connection, words: Sequence[str], enough: int
) -> tuple[Sequence[str], Sequence[str]]:
    """The words that tell something, and the rarest of them, as many as stand in enough rows.

    All of them twice where that saves little.
    """
    last = connection.execute(select(func.max(snippets.c.sequence))).scalar() or 0
    if last <= enough:
        return words, words
    rows = {word: connection.execute(_ROWS, {"query": _query([word])}).scalar_one() for word in words}
    if sum(rows.values()) <= 2 * enough:
        return words, words
    rarest = sorted(rows, key=lambda word: rows[word])
    needed = 1 + sum(1 for so_far in accumulate(rows[word] for word in rarest) if so_far < enough)
    told = max(needed, sum(1 for word in rarest if COMMON * rows[word] < last))
    return rarest[:told], rarest[:needed]


def _query(words: Sequence[str]) -> str:
    """Each word as a quoted string, so that no operator or quote in it can mean anything to FTS5."""
    plain = (word.encode(errors="replace").decode().replace("\0", " ").replace('"', '""') for word in words)
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(plain))
