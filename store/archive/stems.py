"""The words that are looked up in a text, as FTS5 reads them with unicode61 and the stemmer of Porter."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

import Stemmer

SHORTEST, LONGEST = 3, 64
"""Characters of a word that has a stem; what is longer is cut off there."""

_WORD = re.compile(r"[^\W_]+")
_MARKS = dict.fromkeys(range(0x300, 0x370))
"""What stands above and below letters, which is passed over."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_porter = cast("_Stemmer", Stemmer.Stemmer("porter"))  # pyright: ignore[reportUnknownMemberType]


def stems(text: str) -> Iterator[str]:
    """In order, each as often as it stands there."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_MARKS))
    plain = plain.encode(errors="replace").decode()
    return (_stem(word) for word in _WORD.findall(plain.lower()))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return _porter.stemWord(word) if SHORTEST <= len(word) <= LONGEST else word[:LONGEST]
