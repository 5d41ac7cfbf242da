"""The lexical side on SQLite: BM25 over the words that its FTS5 keeps.

FTS5 says fast in which rows a word stands, and scores slowly, a row at a time. So of each word all its rows
are read as one value, and scored together here, as ``bm25`` of FTS5 would score them.

Words that a good part of all rows have are left out: they weigh next to nothing, and to read their rows takes
as long as there are snippets.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select, text

from store.archive.schema import sources
from store.archive.sources import ALL, Sieve
from store.archive.stems import stems

K1, B = 1.2, 0.75
LEAST = 1e-6
"""What a word weighs that stands in more than half of the rows: all as in FTS5."""

SCORED = 25
"""How many times as many rows as are wanted are scored at least, where so many have one of the words."""

KEPT = 4_000_000
"""Of how many rows what was read of words is kept: 32 MB."""

WORDS = 10_000
"""Of how many words it is."""

SIEVES = 16
"""Of how many sieves it is kept which rows pass."""

CLOSE = 2000
"""Rows among which are all that a filter lets pass, as the newest are."""

COMMON = 5
"""A word that one row in so many has weighs a fifth of one that one in a thousand has."""

Whole = NDArray[np.int64]
Scores = NDArray[np.float64]
_NO_ROWS: Whole = np.zeros(0, np.int64)

Key = tuple[str, ...]
"""Stems that stand one after the other: what one word of a question comes to, most often a single one."""

Standing = tuple[NDArray[np.int32], NDArray[np.int32]]
"""The rows that have a word, and how often each has it."""

_ADD = text("INSERT INTO lexical (rowid, text) VALUES (:sequence, :text)")
_COUNT = text("SELECT count(*) FROM lexical WHERE lexical MATCH :query")
_STANDING = text("SELECT group_concat(doc) FROM temp.lexical_words WHERE term = :stem")
_WORTH = text("SELECT rowid, -bm25(lexical) FROM lexical WHERE lexical MATCH :query")
_WORTH_BETWEEN = text(
    "SELECT rowid, -bm25(lexical) FROM lexical WHERE lexical MATCH :query AND rowid BETWEEN :first AND :last"
)
_SIZES = text(
    "SELECT group_concat(id), group_concat(hex(sz), '') FROM"
    " (SELECT id, sz FROM lexical_docsize WHERE id > :known ORDER BY id)"
)
_OWNERS = text(
    "SELECT group_concat(sequence), group_concat(source) FROM"
    " (SELECT sequence, source FROM snippets WHERE sequence > :known ORDER BY sequence)"
)
_PASSING = select(func.group_concat(sources.c.sequence))
_NAMED = text(
    "SELECT snippets.sequence, sources.id, snippets.ordinal FROM json_each(:rows) AS found"
    " JOIN snippets ON snippets.sequence = found.value JOIN sources ON sources.sequence = snippets.source"
)


Passing = NDArray[np.bool_]
"""Of each row whether its source passes."""


@dataclass(frozen=True)
class Met:
    """What was read of words. It holds until rows are added: the questions of a plan share their topic's."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    standing: dict[Key, Standing] = field(default_factory=dict[Key, Standing])
    passing: dict[Sieve, Passing] = field(default_factory=dict[Sieve, Passing])


@dataclass(frozen=True)
class Rows:
    """Of each row of the index, under its number, how many words it has, and whose it is; 0 of none."""

    lengths: Whole
    owners: Whole
    count: int = 0
    """How many rows there are."""
    met: Met = field(default_factory=Met)

    @cached_property
    def slowed(self) -> Scores:
        """How often a word must stand in each row to be worth half of the most: more, the longer it is."""
        per_word = self.count / max(1, int(self.lengths.sum()))
        return np.asarray(K1 * (1 - B + B * per_word * self.lengths), dtype=np.float64)

    @property
    def last(self) -> int:
        return self.lengths.size - 1

    def followed(self, connection: Connection) -> "Rows":
        """With those that were added since: none ever changes."""
        sizes = connection.execute(_SIZES, {"known": self.last}).one()
        if not sizes[0]:
            return self
        owners = connection.execute(_OWNERS, {"known": self.last}).one()
        places = _numbers(sizes[0])
        return Rows(
            _grown(self.lengths, places, _varints(bytes.fromhex(sizes[1]))),
            _grown(self.owners, *map(_numbers, owners)),
            self.count + places.size,
        )


def none() -> Rows:
    """Before any were read."""
    return Rows(np.zeros(1, np.int64), np.zeros(1, np.int64))


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index texts under their sequence numbers."""
    values = [{"sequence": sequence, "text": words} for sequence, words in rows]
    if values:
        connection.execute(_ADD, values)


def match(
    connection: Connection, rows: Rows, words: Sequence[str], limit: int, sieve: Sieve
) -> list[tuple[str, float]]:
    """(snippet id, score), best first; ``rows`` are those of all that is there."""
    passing = 1 if sieve == ALL else _passing(connection, rows, sieve)
    if limit < 1 or not np.any(passing):
        return []
    asked = list(dict.fromkeys(map(_plain, words)))
    few = np.flatnonzero(passing) if sieve != ALL else _NO_ROWS
    if few.size and few[-1] - few[0] < CLOSE:
        return _named(connection, _best_of(connection, asked, few, limit))
    telling = _telling(connection, rows, asked, SCORED * limit)
    found = _best(_scored(connection, rows, telling) * passing, limit)
    if len(found) < limit and len(telling) < len(asked):  # the sieve let few of them pass
        found = _best(_scored(connection, rows, asked) * passing, limit)
    return _named(connection, found)


def few(connection: Connection, rows: Rows, sieve: Sieve, most: int) -> list[str] | None:
    """Ids of the snippets of the sources that pass; None where they are more than ``most``."""
    passing = _passing(connection, rows, sieve)
    if np.count_nonzero(passing) > most:
        return None
    return [name for name, _ in _named(connection, [(int(row), 0.0) for row in np.flatnonzero(passing)])]


def _best_of(connection: Connection, words: Iterable[str], few: Whole, limit: int) -> list[tuple[int, float]]:
    """(row, score) of rows that lie close to one another: FTS5 scores those by itself in less time."""
    first, last = int(few[0]), int(few[-1])
    scores, passing = np.zeros(last - first + 1), np.zeros(last - first + 1, np.bool_)
    passing[few - first] = True
    for word in words:
        asked = {"query": _query(word), "first": first, "last": last}
        for row, worth in connection.execute(_WORTH_BETWEEN, asked) if any(stems(word)) else ():
            scores[row - first] += worth
    return [(row + first, score) for row, score in _best(scores * passing, limit)]


def _telling(connection: Connection, rows: Rows, words: Sequence[str], enough: int) -> Sequence[str]:
    """Those that are not common, and of those that are as many as it takes to have enough rows."""
    if rows.last <= enough:
        return words
    counts = {word: _counted(connection, rows.met.counts, word) for word in words}
    rarest = sorted(words, key=lambda word: counts[word])
    needed = 1 + sum(1 for so_far in accumulate(counts[word] for word in rarest) if so_far < enough)
    return rarest[: max(needed, sum(1 for word in rarest if COMMON * counts[word] < rows.last))]


def _counted(connection: Connection, met: dict[str, int], word: str) -> int:
    known = met.get(word)
    if known is None:
        if len(met) >= WORDS:
            met.clear()
        known = met[word] = int(connection.execute(_COUNT, {"query": _query(word)}).scalar_one())
    return known


def _scored(connection: Connection, rows: Rows, words: Iterable[str]) -> Scores:
    """Of each row what all these words are worth there: 0 where none of them stands."""
    scores = np.zeros(rows.lengths.size)
    asked = {word: key for word in words if (key := tuple(stems(word)))}
    several = Counter(asked.values())
    for key, word in {key: word for word, key in asked.items()}.items():
        places, times = _met(connection, rows, key, word)
        scores[places] += several[key] * _most(rows, places.size) * times / (times + rows.slowed[places])
    return scores


def _most(rows: Rows, having: int) -> float:
    """What a word that so many rows have may be worth in one."""
    return (K1 + 1) * max(LEAST, np.log((rows.count - having + 0.5) / (having + 0.5)))


def _met(connection: Connection, rows: Rows, key: Key, word: str) -> Standing:
    """As it was read before; where too much is kept, what was read first goes."""
    met = rows.met.standing
    known = met.get(key)
    if known is None:
        known = _standing(connection, rows, key, word)
        sizes = {old: places.size for old, (places, _) in [*met.items()]}
        left = known[0].size + sum(sizes.values())
        for old in [*sizes]:
            if left <= KEPT and len(met) < WORDS:
                break
            left -= sizes[old]
            met.pop(old, None)
        met[key] = known
    return known


def _standing(connection: Connection, rows: Rows, key: Key, word: str) -> Standing:
    """How often a word of several stems ("U.S", "Velm's") stands there, what FTS5 says it is worth tells."""
    if len(key) == 1 and (listed := connection.execute(_STANDING, {"stem": key[0]}).scalar()):
        every = _numbers(listed)
        first = np.flatnonzero(np.diff(every, prepend=-1))
        return every[first].astype(np.int32), np.diff(first, append=every.size).astype(np.int32)
    found = connection.execute(_WORTH, {"query": _query(word)}).all()
    places = np.array([row for row, _ in found], np.int32)
    worth = np.array([score for _, score in found], np.float64)
    times = worth * rows.slowed[places] / (_most(rows, places.size) - worth)
    return places, np.rint(times).astype(np.int32)


def _passing(connection: Connection, rows: Rows, sieve: Sieve) -> Passing:
    """Of a source nothing changes but its status."""
    known = rows.met.passing.get(sieve)
    if known is None:
        numbers = _numbers(connection.execute(_PASSING.where(sieve.condition())).scalar())
        sources_passing = np.zeros(1 + max(rows.owners.max(), numbers.max(initial=0)), np.bool_)
        sources_passing[numbers] = True
        known = sources_passing[rows.owners]
        if sieve.status is None:
            if len(rows.met.passing) >= SIEVES:
                rows.met.passing.clear()
            rows.met.passing[sieve] = known
    return known


def _best(scores: Scores, limit: int) -> list[tuple[int, float]]:
    """(row, score) of the highest; of equal ones the earlier rows."""
    found = np.flatnonzero(scores)
    if found.size > limit:
        least = np.partition(scores[found], found.size - limit)[found.size - limit]
        found = found[scores[found] >= least]
    ordered = found[np.argsort(-scores[found], kind="stable")][:limit]
    return [*zip(ordered.tolist(), scores[ordered].tolist(), strict=True)]


def _named(connection: Connection, found: Sequence[tuple[int, float]]) -> list[tuple[str, float]]:
    rows = connection.execute(_NAMED, {"rows": str([row for row, _ in found])}).all()
    names: Mapping[int, str] = {row: f"{source_id}.{ordinal}" for row, source_id, ordinal in rows}
    return [(names[row], score) for row, score in found]


def _plain(word: str) -> str:
    return word.encode(errors="replace").decode().replace("\0", " ")


def _query(word: str) -> str:
    """As a quoted string, so that no operator or quote in it can mean anything to FTS5."""
    return '"{}"'.format(word.replace('"', '""'))


def _numbers(listed: str | None) -> Whole:
    """As ``group_concat`` lists them."""
    return np.fromstring(listed, np.int64, sep=",") if listed else np.zeros(0, np.int64)


def _varints(data: bytes) -> Whole:
    """Numbers as SQLite packs them: seven bits in a byte, the highest first, the last byte below 128."""
    packed = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(packed < 128)
    sizes = np.diff(ends, prepend=-1)
    before_end = np.repeat(ends, sizes) - np.arange(packed.size)
    return np.add.reduceat((packed & 127).astype(np.int64) << (7 * before_end), ends - sizes + 1)


def _grown(known: Whole, places: Whole, values: Whole) -> Whole:
    grown = np.zeros(1 + places.max(), np.int64)
    grown[: known.size] = known
    grown[places] = values
    return grown
