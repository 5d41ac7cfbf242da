"""How like a claim and a text are in words: what the model's answer is weighed with.

It reads one window; whether a name or a figure stands nowhere in the text, and how near the likest sentence
comes, it does not see.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

import numpy as np

from agents.checker.entailment.windows import read_sentences
from agents.surface import STOP_WORDS, content_stems, terms, words
from store.embeddings.static import StaticEmbedder

LIKEST = 3
"""Sentences that are compared by their vectors: those that share most terms with the claim."""

_embedder = StaticEmbedder()


class Likeness(NamedTuple):
    """Shares are between 0 and 1."""

    told: float
    """Share of the claim's terms that stand anywhere in the text."""
    together: float
    """Share of them that one sentence has."""
    alike: float
    """Cosine of the claim and the sentence whose vector lies nearest."""
    figures: float
    """How many of its figures stand nowhere in the text."""
    names: float
    """Share of its capitalised words that stand nowhere in the text."""


def likeness(claim: str, text: str) -> Likeness:
    """Of a claim and the whole of a text."""
    wanted, told = terms(claim), _told(text)
    likest = nlargest(LIKEST, read_sentences(text), key=lambda one: len(wanted & one[1]))
    return Likeness(
        told=_share(wanted, told),
        together=_share(wanted, likest[0][1]) if likest else 0.0,
        alike=_alike(claim, [sentence for sentence, _ in likest]),
        figures=sum(term[0].isdigit() for term in wanted - told),
        names=1 - _share(named, told) if (named := _capitalised(claim)) else 0.0,
    )


def weighed(logit: float, found: Likeness, weights: Mapping[str, float]) -> float:
    """The model's logit and the likeness in one, again as a logit."""
    values = {"logit": logit, **found._asdict()}
    return weights["bias"] + sum(weights[name] * value for name, value in values.items())


@lru_cache(maxsize=256)
def _told(text: str) -> frozenset[str]:
    return frozenset[str]().union(*(told for _, told in read_sentences(text)))


def _share(wanted: frozenset[str], told: frozenset[str]) -> float:
    return len(wanted & told) / max(1, len(wanted))


def _alike(claim: str, sentences: Sequence[str]) -> float:
    vectors = _embedder.embed([claim, *sentences])
    return float(np.max(vectors[1:] @ vectors[0], initial=0.0))


def _capitalised(claim: str) -> frozenset[str]:
    """Stems of the words with a capital, without the first word."""
    inner = (word for word in words(claim)[1:] if word[0].isupper() and word.lower() not in STOP_WORDS)
    return frozenset(content_stems(" ".join(inner)))
