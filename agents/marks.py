"""What finding knows a source by: its names and figures, and the words that it has.

They are read once and kept with the archive, since a question is weighed against a hundred sources.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agents.surface import STOP_WORDS, stem, terms

MADE_BY = "marks-1"
"""Change it with what is read here or in ``surface.terms``: the marks that are kept are then made anew."""
READ = 4000
"""Characters of a source that are read."""

Numbers = NDArray[np.uint32]
"""Words as numbers that are the same on every machine; of 3,000 words two share one in a thousand times."""

_MARK = re.compile(r"\b(?:[A-Z][\w'’.-]+|\d[\d.,]*)")
_NUMBER = np.dtype("<u4")


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Of one source."""

    names: Numbers
    """Stems of words with a capital letter that carry meaning, and figures; each once."""
    times: Numbers
    """How often each of the names stands there."""
    terms: Numbers
    """Stems of all words that carry meaning, and figures."""

    def packed(self) -> bytes:
        """For ``unpacked``."""
        size = np.array([self.names.size], dtype=_NUMBER)
        return np.concatenate([size, self.names, self.times, self.terms]).astype(_NUMBER).tobytes()

    @classmethod
    def unpacked(cls, record: bytes) -> Self:
        """As they were packed."""
        numbers = np.frombuffer(record, dtype=_NUMBER)
        size = int(numbers[0])
        return cls(numbers[1 : size + 1], numbers[size + 1 : 2 * size + 1], numbers[2 * size + 1 :])


def marks(title: str, text: str) -> Marks:
    """Of a source with this title and text."""
    return _read(f"{title}\n{text[:READ]}"[:READ])


def packed(title: str, text: str) -> bytes:
    """As the archive keeps them."""
    return marks(title, text).packed()


def numbers(words: Iterable[str]) -> list[int]:
    """In the same order."""
    return [crc32(word.encode("utf-8", "surrogatepass")) for word in words]


@lru_cache(maxsize=1024)
def _read(text: str) -> Marks:
    found = (match.rstrip(".,'’-") for match in _MARK.findall(text))
    names = Counter(stem(word) for word in found if word.lower() not in STOP_WORDS)
    return Marks(
        np.array(numbers(names), dtype=_NUMBER),
        np.array([*names.values()], dtype=_NUMBER),
        np.array(sorted(numbers(terms(text))), dtype=_NUMBER),
    )
