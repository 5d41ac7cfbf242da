"""What finding knows a source by: its names and figures, its words, those of its opening, and its days.

They are read once and kept with the archive, since a question is weighed against a hundred sources.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agents.surface import STOP_WORDS, stem, terms
from store.intake.written import written_dates

MADE_BY = "marks-2"
"""Change it with what is read here or in ``surface.terms``: the marks that are kept are then made anew."""
READ = 4000
"""Characters of a source that are read."""
OPENING = 300
"""Characters, its title among them, in which a source says what it is about, and of what day it is."""

Numbers = NDArray[np.uint32]
"""Words as numbers that are the same on every machine; of 3,000 words two share one in a thousand times."""

_MARK = re.compile(r"\b(?:[A-Z][\w'’.-]+|\d[\d.,]*)")
_NUMBER = np.dtype("<u4")
_PARTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Of one source."""

    names: Numbers
    """Stems of words with a capital letter that carry meaning, and figures; each once."""
    times: Numbers
    """How often each of the names stands there."""
    terms: Numbers
    """Stems of all words that carry meaning, and figures."""
    opening: Numbers
    """Those of them that stand in its opening."""
    days: Numbers
    """Whole dates that its opening writes out, as ordinals of the Gregorian calendar."""

    def packed(self) -> bytes:
        """For ``unpacked``."""
        parts = [self.names, self.times, self.terms, self.opening, self.days]
        sizes = np.array([part.size for part in parts], dtype=_NUMBER)
        return np.concatenate([sizes, *parts]).astype(_NUMBER).tobytes()

    @classmethod
    def unpacked(cls, record: bytes) -> Self:
        """As they were packed."""
        numbers = np.frombuffer(record, dtype=_NUMBER)
        first, *ends = accumulate(numbers[:_PARTS].tolist(), initial=_PARTS)
        return cls(*(numbers[start:end] for start, end in pairwise([first, *ends])))


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
    opening = text[:OPENING]
    return Marks(
        np.array(numbers(names), dtype=_NUMBER),
        np.array([*names.values()], dtype=_NUMBER),
        _numbers(numbers(terms(text))),
        _numbers(numbers(terms(opening))),
        _numbers(written.day.toordinal() for written in written_dates(opening, "")),
    )


def _numbers(found: Iterable[int]) -> Numbers:
    return np.array(sorted({*found}), dtype=_NUMBER)
