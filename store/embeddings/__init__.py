"""Turns text into vectors. The embedded default hashes words: no model, no download."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from math import log
from threading import Lock
from typing import Any, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_STOP_WORDS = """
    a about after all also an and any are as at be because been before but by can could did do for from
    had has have he her him his how i if in into is it its may more most no not of on one or other our out
    over said says she so some such than that the their them then there these they this to two up was we
    were what when where which who will with would you
"""
_STOP = frozenset(_STOP_WORDS.split())
_STOP_WEIGHT = 0.1
_PAIR_WEIGHT = 0.5
_PART_WEIGHT = 0.3
_stemmer: Any = import_module("snowballstemmer").stemmer("english")  # it has no types
_turn = Lock()
"""The stemmer keeps the word in itself: one at a time."""


class Embedder(Protocol):
    """``name`` and ``dims`` tell vectors of one kind from those of another."""

    name: str
    dims: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text: shape (len(texts), dims)."""
        ...


class HashedEmbedder:
    """Signed feature hashing (Weinberger and others, 2009) of word stems, their pairs and their parts."""

    name = "hashed-256"
    dims = 256

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dims))
        for row, text in enumerate(texts):
            places, weights = zip(*_features(text), strict=True)
            vectors[row] = np.bincount(places, weights, self.dims)
        vectors[~vectors.any(axis=1), 0] = 1.0  # features may cancel out: a length of one is promised
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _features(text: str) -> Iterator[tuple[int, float]]:
    """(place in the vector, signed weight); a text without words is one feature by itself."""
    words = _WORD.findall(text.lower()) or [text]
    for word, times in Counter(words).items():
        often = 1 + log(times)
        for place, weight in _parts(word):
            yield place, weight * often
    for pair in pairwise(words):
        yield _hashed(" ".join(map(_stemmed, pair)), _PAIR_WEIGHT)


@lru_cache(maxsize=1 << 16)
def _parts(word: str) -> tuple[tuple[int, float], ...]:
    """The stem of a word, and the runs of four characters that names and their forms share."""
    if word in _STOP:
        return (_hashed(word, _STOP_WEIGHT),)
    framed = f"<{word}>"
    runs = {framed[start : start + 4] for start in range(len(framed) - 3)}
    share = _PART_WEIGHT / max(1, len(runs)) ** 0.5
    return (_hashed(_stemmed(word), 1.0), *(_hashed(run, share) for run in sorted(runs)))


@lru_cache(maxsize=1 << 16)
def _stemmed(word: str) -> str:
    with _turn:
        return _stemmer.stemWord(word)


def _hashed(feature: str, weight: float) -> tuple[int, float]:
    """CRC-32 is the same on every machine and in every process; its top bit is the sign."""
    value = crc32(feature.encode(errors="replace"))
    return value % HashedEmbedder.dims, weight if value >> 31 else -weight
