"""How alike sentences are: cosine of their terms, rare terms weighing more."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agents.surface import CALENDAR_STEMS, Surface, content_stems, stem

_SAYING = frozenset(content_stems("said says told added"))
NAMED, WHOM = 2.0, 0.5
"""Weight of a term of a name: in likeness, and where it counts what a sentence says."""
FEW, COMMON = 6, 0.2
"""Sentences, and their share, in more of which a term tells no subject from another."""
_SAME_WORD = {
    **dict.fromkeys(content_stems("dead died death killed fatal perished toll"), "die"),
    **dict.fromkeys(content_stems("injured injuries wounded hurt"), "injur"),
}


def likeness(surfaces: Sequence[Surface]) -> NDArray[np.float64]:
    """Matrix (n, n) in 0…1, the terms of names weighing doubly."""
    return cosines([_terms(surface) for surface in surfaces])


def likeness_of_subjects(surfaces: Sequence[Surface]) -> NDArray[np.float64]:
    """The same without the terms of which so many have one that it is what all of them are about."""
    weighted = [_terms(surface) for surface in surfaces]
    frequency = Counter(term for terms in weighted for term in terms)
    shared = {term for term, count in frequency.items() if count > max(FEW, COMMON * len(surfaces))}
    return cosines(
        [{term: weight for term, weight in terms.items() if term not in shared} for terms in weighted]
    )


def likeness_apart_from_names(surfaces: Sequence[Surface]) -> NDArray[np.float64]:
    """The same of what they say beside the names: whoever is named often is in sentences on many things."""
    return cosines([_plain(one) for one in surfaces])


def cosines(weighted: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Matrix (n, n) in 0…1 of texts, each given as its terms with their weights.

    The weights are multiplied by the inverse document frequency of the terms among these texts.
    """
    vectors = units(weighted)
    return vectors @ vectors.T


def units(weighted: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """A row for each text, whose products are the cosines; nought for one without terms."""
    matrix = _matrix(weighted)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(norms == 0, 1, norms)
    return matrix


def shares(surfaces: Sequence[Surface], told: Sequence[Surface]) -> NDArray[np.float64]:
    """Matrix (n, n) in 0…1: of what each sentence says, the part that the other one tells too.

    What a long sentence says beside it does not count, and names count half: whom it is of says little.
    ``told`` are the same sentences without what they say by the way.
    """
    matrix = _matrix([_terms(surface, WHOM) for surface in (*surfaces, *told)])
    said, others = matrix[: len(surfaces)], matrix[len(surfaces) :]
    whole = said.sum(axis=1, keepdims=True)
    return (said / np.where(whole == 0, 1, whole)) @ (others > 0).T


def _matrix(weighted: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """A row for each text, a column for each term."""
    frequency = Counter(term for terms in weighted for term in terms)
    columns = {term: column for column, term in enumerate(sorted(frequency))}
    matrix = np.zeros((len(weighted), max(1, len(columns))))
    for row, terms in enumerate(weighted):
        matrix[row, [columns[term] for term in terms]] = [*terms.values()]
    matrix[:, : len(columns)] *= [math.log(1 + len(weighted) / frequency[term]) for term in columns]
    return matrix


def terms_of(surface: Surface) -> frozenset[str]:
    """What it says, its figures and days too; the words for dying are one."""
    return frozenset(_terms(surface))


def own_terms(surface: Surface) -> frozenset[str]:
    """The same beside its names, and when somebody said so."""
    return frozenset(_SAME_WORD.get(term, term) for term in _plain(surface) if not _tells_when(term))


def _tells_when(term: str) -> bool:
    return term in _SAYING or term in CALENDAR_STEMS or (term.startswith("#") and " " in term)


@lru_cache(maxsize=20_000)
def _terms(surface: Surface, of_a_name: float = NAMED) -> Mapping[str, float]:
    named = _named(surface)
    return {_SAME_WORD.get(term, term): of_a_name if term in named else 1.0 for term in sorted(surface.terms)}


@lru_cache(maxsize=20_000)
def _plain(surface: Surface) -> Mapping[str, float]:
    return dict.fromkeys(sorted(surface.terms - _named(surface)), 1.0)


def _named(surface: Surface) -> set[str]:
    """Stems of the words of its names."""
    return {stem(word) for name in surface.names for word in name.split()}
