"""The lexical side on PostgreSQL: BM25 as FTS5 counts it, over a tsvector of stems with a GIN index.

PostgreSQL's own ranks do not know how rare a word is. So a table counts in how many snippets each stands; its
row of the empty word counts all snippets, and all words in them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, islice, pairwise

from sqlalchemy import Connection, bindparam, column, select, text
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION
from sqlalchemy.types import BigInteger, Boolean, Integer, Text

from store.archive.schema import snippets, sources
from store.archive.sources import ALL, Sieve
from store.archive.stems import stems

K1, B = 1.2, 0.75
LEAST = 1e-6
"""What FTS5 lets a word weigh that stands in more than half of the snippets."""

MOST_WORDS = 10_000
"""Words of a snippet that are kept, far more than it has."""

MOST_TIMES = 12
"""Times that a word counts in one snippet: more hardly add to its score."""

MOST_KEYS = 1000
"""Of a query, the rarest first."""

Key = tuple[str, ...]
"""Stems that stand one after the other: what one word of a query comes to, most often a single one."""


def _steps() -> list[float]:
    """Between what ``ts_rank`` gives a word that stands n - 1 times and one that stands n times.

    It sums up 1 / n², as a share of the sum without end: so it tells how often, and does it in no time.
    """
    whole = math.pi**2 / 6
    sums = [0.0, *accumulate(1 / n**2 / whole for n in range(1, MOST_TIMES + 1))]
    return [(less + more) / 2 for less, more in pairwise(sums)]


_ADD = text(
    "INSERT INTO lexical (sequence, length, words) SELECT sequence, length, CAST(words AS tsvector)"
    " FROM unnest(:sequences, :lengths, :words) AS new (sequence, length, words)"
).bindparams(
    bindparam("sequences", type_=ARRAY(BigInteger)),
    bindparam("lengths", type_=ARRAY(Integer)),
    bindparam("words", type_=ARRAY(Text)),
)
_COUNT = text(
    "INSERT INTO lexical_words AS known (word, snippets, occurrences)"
    " SELECT * FROM unnest(:words, :snippets, :occurrences)"
    " ON CONFLICT (word) DO UPDATE SET snippets = known.snippets + excluded.snippets,"
    " occurrences = known.occurrences + excluded.occurrences"
).bindparams(
    bindparam("words", type_=ARRAY(Text)),
    bindparam("snippets", type_=ARRAY(BigInteger)),
    bindparam("occurrences", type_=ARRAY(BigInteger)),
)
_COUNTED = text(
    "SELECT word, snippets, occurrences FROM lexical_words WHERE word = '' OR word = ANY(:words)"
).bindparams(bindparam("words", type_=ARRAY(Text)))
_HOLDING = text("SELECT count(*) FROM lexical WHERE words @@ CAST(:query AS tsquery)")

_SCORED = text(
    """
    SELECT sequence, sum(weight * times * (:k1 + 1) / (times + :k1 * (1 - :b + :b * length / :mean))) AS score
    FROM unnest(CAST(:queries AS tsquery[]), :weights, :single) AS asked (query, weight, single)
    JOIN lexical ON words @@ query
    CROSS JOIN LATERAL (
        SELECT CASE WHEN single THEN width_bucket(
            CAST(ts_rank('{1, 1, 1, 1}', words, query) AS float8), :steps) ELSE 1 END AS times
    ) AS counted
    GROUP BY sequence
    ORDER BY score DESC, sequence
    LIMIT :most
    """
).bindparams(
    bindparam("k1", K1, type_=DOUBLE_PRECISION),
    bindparam("b", B, type_=DOUBLE_PRECISION),
    bindparam("mean", type_=DOUBLE_PRECISION),
    bindparam("queries", type_=ARRAY(Text)),
    bindparam("weights", type_=ARRAY(DOUBLE_PRECISION)),
    bindparam("single", type_=ARRAY(Boolean)),
    bindparam("steps", _steps(), type_=ARRAY(DOUBLE_PRECISION)),
    bindparam("most", type_=Integer),
)
_FOUND = _SCORED.columns(column("sequence", BigInteger), column("score", DOUBLE_PRECISION)).subquery("found")
_MATCH = (
    select(sources.c.id, snippets.c.ordinal, _FOUND.c.score)
    .select_from(
        _FOUND.join(snippets, snippets.c.sequence == _FOUND.c.sequence).join(
            sources, sources.c.sequence == snippets.c.source
        )
    )
    .order_by(_FOUND.c.score.desc(), _FOUND.c.sequence)
)

_OF_SOURCES = select(sources.c.id, snippets.c.ordinal).join(snippets, snippets.c.source == sources.c.sequence)


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index texts under their sequence numbers."""
    found = {sequence: list(islice(stems(told), MOST_WORDS)) for sequence, told in rows}
    if not found:
        return
    columns = {
        "sequences": list(found),
        "lengths": [len(words) for words in found.values()],
        "words": [_tsvector(words) for words in found.values()],
    }
    connection.execute(_ADD, columns)
    holding = Counter(word for words in found.values() for word in set(words))
    standing = Counter(word for words in found.values() for word in words)
    counted = {"": (len(found), standing.total())} | {
        word: (holding[word], times) for word, times in standing.items()
    }
    connection.execute(
        _COUNT,
        {
            "words": list(counted),
            "snippets": [snippets for snippets, _ in counted.values()],
            "occurrences": [times for _, times in counted.values()],
        },
    )


def match(connection: Connection, words: Sequence[str], limit: int, sieve: Sieve) -> list[tuple[str, float]]:
    """(snippet id, score), best first. A phrase counts once in a snippet, however often it stands there."""
    asked = Counter(key for word in dict.fromkeys(words) if (key := _key(word)))
    if limit < 1 or not asked:
        return []
    mean, weights = _weights(connection, asked)
    found = connection.execute(
        _MATCH.where(sieve.condition()).limit(limit),
        {
            "mean": mean,
            "queries": list(map(_tsquery, weights)),
            "weights": list(weights.values()),
            "single": [len(key) == 1 for key in weights],
            "most": limit if sieve == ALL else None,
        },
    )
    return [(f"{source_id}.{ordinal}", score) for source_id, ordinal, score in found]


def few(connection: Connection, sieve: Sieve, most: int) -> list[str] | None:
    """Ids of the snippets of the sources that pass; None where they are more than ``most``."""
    found = connection.execute(_OF_SOURCES.where(sieve.condition()).limit(most + 1)).all()
    return None if len(found) > most else [f"{source_id}.{ordinal}" for source_id, ordinal in found]


def _key(word: str) -> Key:
    return tuple(stems(word.encode(errors="replace").decode()))


def _weights(connection: Connection, asked: Mapping[Key, int]) -> tuple[float, dict[Key, float]]:
    """Words in a snippet on average, and what each key weighs that stands in one, the rarest first."""
    rows = connection.execute(_COUNTED, {"words": list({stem for key in asked for stem in key})})
    counted = {word: (holding, times) for word, holding, times in rows}
    whole, times = counted.pop("", (0, 0))
    weights: dict[Key, float] = {}
    for key in asked:
        if all(stem in counted for stem in key):
            holding = counted[key[0]][0] if len(key) == 1 else _holding(connection, key)
            weights[key] = asked[key] * max(LEAST, math.log((whole - holding + 0.5) / (holding + 0.5)))
    rarest = sorted(weights.items(), key=lambda pair: -pair[1])[:MOST_KEYS]
    return times / max(1, whole), dict(rarest)


def _holding(connection: Connection, key: Key) -> int:
    return connection.execute(_HOLDING, {"query": _tsquery(key)}).scalar_one()


def _tsquery(key: Key) -> str:
    """Stems have letters and digits alone: nothing in them can mean anything to a query."""
    phrase = " <-> ".join(f"'{stem}'" for stem in key)
    return f"({phrase})"


def _tsvector(words: Iterable[str]) -> str:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(words, 1):
        places[word].append(str(place))
    return " ".join(f"'{word}':{','.join(some)}" for word, some in places.items())
