"""What texts have in common: runs of five words, and the few keys under which texts that share them meet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import Protocol, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from store.snippets import DATELINE

SHINGLE = 5
"""Words of a shingle: fewer are a phrase of the language, more break at every edit."""

LONGEST = 30_000
"""Characters that are read: a book is known by its beginning."""

BANDS, ROWS = 8, 2
"""Of pairs that share seven tenths of their shingles 995 in 1,000 agree in a band, and of those that share a
tenth 77; most of what is missed shares other keys."""

SEED = 1

ONE_IN = 16
"""Of so many shingles one is a key itself. So an excerpt of 100 words has six, and is found by them in a text
of any length, in whose bands it leaves no mark."""

MOST_SAMPLES = 64
"""Keys that a long text has so: its lowest, as has another that shares them."""

OPENING = 600
"""Characters in which a byline and a dateline stand."""

Hashes = NDArray[np.uint64]

_LINES = re.compile(r"(?:[^\n]{0,99}[^\n.!?…:;,\"”’')»]\n\s*){1,3}")
_DATELINE = re.compile(r"[^\n]{0,200}?\([^()\n]{2,40}\) ?(?:[–—]|--?)\s")
_MARKS = re.compile(r"[^\w\x00-\x7f]+")
_LETTERS = bytes(
    code if chr(code).isalnum() or code > 0x7F or chr(code) == "\n" else ord(" ") for code in range(256)
)
_ODD = 0x9E3779B97F4A7C15
_PLACES = np.array([pow(_ODD, power, 1 << 64) for power in range(1, SHINGLE + 1)], dtype=np.uint64)
_TO_48_BITS = np.uint64(16)
"""A key is kept in as few bytes as tell millions apart: what it finds is compared shingle by shingle."""


@dataclass(frozen=True, eq=False)
class Shingles:
    """The runs of five words of a text, as numbers that are the same on every machine."""

    opening: str
    letters: bytes
    """The text without its marks, in UTF-8, its lines kept."""
    ordered: Hashes
    distinct: Hashes
    """In order of size."""

    @cached_property
    def words(self) -> list[str]:
        """As written, but for apostrophes: "wasnt"."""
        return self.letters.decode("utf-8", "surrogatepass").split()

    @cached_property
    def head(self) -> int:
        """Words before the first sentence: lines that are none, and "PORT ELLERY, March 4 (Agency) –"."""
        lines = _LINES.match(self.opening)
        start = lines.end() if lines else 0
        dateline = _DATELINE.match(self.opening, start) or DATELINE.match(self.opening, start)
        return len(_letters(self.opening[: dateline.end() if dateline else start]).split())

    def begins_line(self, place: int) -> bool:
        """Whether the word at this place, or the end, stands first in its line."""
        return place in accumulate((len(line.split()) for line in self.letters.split(b"\n")), initial=0)


def shingles(text: str) -> Shingles:
    """Those of the first ``LONGEST`` characters; none where there is no word."""
    letters = _letters(text[:LONGEST])
    words = letters.decode("utf-8", "surrogatepass").casefold().encode("utf-8", "surrogatepass").split()
    hashes = np.fromiter(map(crc32, words), dtype=np.uint64, count=len(words))
    if words:
        hashes.resize(max(SHINGLE, len(words)), refcheck=False)
        hashes = _mixed(np.convolve(hashes, _PLACES, "valid"))
    by_size = np.sort(hashes)
    distinct = np.concatenate([by_size[:1], by_size[1:][by_size[1:] != by_size[:-1]]])
    return Shingles(text[:OPENING], letters, hashes, distinct)


def common(one: Shingles, other: Shingles) -> Hashes:
    """In order of size."""
    both = np.sort(np.concatenate([one.distinct, other.distinct]))
    return both[1:][both[1:] == both[:-1]]


def keys(of: Shingles) -> list[int]:
    """Where near copies meet, by bands of a MinHash, and texts of which one has a part of the other."""
    if not of.distinct.size:
        return []
    samples = of.distinct[of.distinct % np.uint64(ONE_IN) == 0][:MOST_SAMPLES]
    found = np.concatenate([_bands(of.distinct), samples]) >> _TO_48_BITS
    return list(dict.fromkeys(cast("list[int]", found.tolist())))


def _letters(text: str) -> bytes:
    plain = text if text.isascii() else _MARKS.sub(" ", text.replace("’", "'"))
    return plain.encode("utf-8", "surrogatepass").translate(_LETTERS, b"'")


def _bands(distinct: Hashes) -> Hashes:
    rows = _signatures()(distinct, [0, distinct.size], BANDS * ROWS, SEED).to_rows()
    minima = np.array(rows, dtype=np.uint64).reshape(BANDS, ROWS)
    return _mixed(minima @ _PLACES[:ROWS] + np.arange(BANDS, dtype=np.uint64))


def _mixed(numbers: Hashes) -> Hashes:
    """As many, in which every bit of a number tells in every other."""
    numbers = (numbers ^ (numbers >> np.uint64(32))) * np.uint64(_ODD)
    return numbers ^ (numbers >> np.uint64(29))


class _Matrix(Protocol):
    def to_rows(self) -> list[list[int]]: ...


class _Signatures(Protocol):
    """MinHash signatures of sets of numbers that lie one after another, cut at the offsets."""

    def __call__(self, numbers: Hashes, offsets: Sequence[int], minima: int, seed: int, /) -> _Matrix: ...


@cache
def _signatures() -> _Signatures:
    from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    return cast("_Signatures", RMinHash.digest_matrix_from_flat_token_hashes)  # pyright: ignore[reportUnknownMemberType]
