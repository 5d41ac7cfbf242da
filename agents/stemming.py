"""Stems of English words, for any number of threads."""

import re
from functools import lru_cache
from threading import Lock
from typing import Protocol, cast

import Stemmer

POSSESSIVE = re.compile(r"['’]s?$")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_stemming = Lock()
"""The stemmer keeps the word that it is at: one agent at a time."""
_stemmer = cast("_Stemmer", Stemmer.Stemmer("english"))  # pyright: ignore[reportUnknownMemberType]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """English Snowball stem of the lower-cased word without its possessive."""
    plain = POSSESSIVE.sub("", word.lower()).encode(errors="replace").decode()
    with _stemming:
        return _stemmer.stemWord(plain)
