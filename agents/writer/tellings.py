"""One thing, told once: sentences of several sources that say the same, figures that a later one overtook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from agents.bulletins import same_line, same_series
from agents.declared import declares, replaces
from agents.disputes import DISAGREE, MISSING, NONE, differences, fewer_dead, of_missing, reached, unlike
from agents.likeness import likeness, own_terms
from agents.quantities import counts
from agents.surface import words
from agents.voices import voices
from agents.writer.candidates import Candidate
from store.records import Source

SAME = 0.62
"""Likeness from which two sentences tell the same; chosen on wire copy against neighbouring sentences."""


CONTAINED = SAME - 0.15
"""The same where nearly all words of the shorter stand in the other."""
NEAR = 0.3
"""Likeness from which two sentences may give different values for one thing."""
OTHERWISE = 0.3
"""Share of the words of the shorter, names apart, below which two that name the same tell of two things."""


@dataclass(frozen=True)
class Telling:
    """A sentence and the sources that tell it, the best teller first, one per voice."""

    told: Candidate
    sources: tuple[Source, ...]
    worth: float
    echoes: tuple[Candidate, ...] = ()
    """All sentences that tell the same, itself too, where it was merged from them."""


def likenesses(found: Sequence[Candidate]) -> NDArray[np.float64]:
    """How alike each two are; what is told of two storms, declared in other words, or in dispute, is not.

    What names the same and says something else is hardly more alike than what tells of others.
    """
    alike = likeness([candidate.surface for candidate in found])
    marked = [row for row, candidate in enumerate(found) if candidate.bulletin or declares(candidate.text)]
    for one, other in combinations(marked, 2):
        if _apart(found[one], found[other]):
            alike[one, other] = alike[other, one] = 0.0
    for one, other in _said_apart(found, alike):
        alike[one, other] = alike[other, one] = NEAR
    for one, other in _disputed(found, alike):
        alike[one, other] = alike[other, one] = 0.0
    return alike


def _said_apart(found: Sequence[Candidate], alike: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Rows that name the same and have hardly a word besides in common: whom it is of is not what is said."""
    own = [own_terms(one.surface) for one in found]
    for one, other in np.argwhere(np.triu(alike > NEAR, 1)).tolist():
        if len(own[one] & own[other]) < OTHERWISE * min(len(own[one]), len(own[other])):
            yield one, other


def _disputed(found: Sequence[Candidate], alike: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Rows of which two voices give different values for one thing at one time: both are to be told."""
    voice = voices(candidate.source for candidate in found)
    for one, other in np.argwhere(np.triu(alike >= NEAR, 1)).tolist():
        a, b = found[one], found[other]
        at_once = abs(a.time - b.time) <= DISAGREE and voice[a.source.id] != voice[b.source.id]
        if at_once and gainsays(a, b):
            yield one, other


def _apart(one: Candidate, other: Candidate) -> bool:
    if one.bulletin and other.bulletin:
        return not same_series(one.source, other.source)
    return not (one.bulletin or other.bulletin) and one.surface.terms != other.surface.terms


def merge(found: Sequence[Candidate], worth: Sequence[float], alike: NDArray[np.float64]) -> list[Telling]:
    """In order of worth; a source is named beside one only if its own sentence bears all of it out."""
    tellings: list[Telling] = []
    taken: set[int] = set()
    voice = voices(candidate.source for candidate in found)
    for index in sorted(range(len(found)), key=lambda i: (-worth[i], i)):
        if index in taken:
            continue
        echoes = [
            i for i in range(len(found)) if i not in taken and (i == index or same(found, alike, index, i))
        ]
        taken.update(echoes)
        tellers = [found[i] for i in echoes if i == index or bears_out(found[i], found[index])]
        sources = _one_per_voice(found[index].source, [teller.source for teller in tellers], voice)
        weight = worth[index] + 0.1 * (len(sources) - 1)
        tellings.append(Telling(found[index], sources, weight, tuple(found[i] for i in echoes)))
    return sorted(tellings, key=lambda telling: -telling.worth)


def same(found: Sequence[Candidate], alike: NDArray[np.float64], one: int, other: int) -> bool:
    """Whether two of them tell the same, with no other figure; the matrix has a row for each."""
    a, b = found[one].surface.terms, found[other].surface.terms
    contained = len(a & b) >= 0.8 * min(len(a), len(b))
    near = bool(alike[one, other] >= SAME or (contained and alike[one, other] >= CONTAINED))
    none = (counts(found[row].text, found[row].time.year).get(MISSING) == NONE for row in (one, other))
    return near and len({*none}) == 1 and not gainsays(found[one], found[other])


def gainsays(one: Candidate, other: Candidate) -> bool:
    """Whether they give different values for one thing; lines of bulletins follow one another instead."""
    if one.bulletin or other.bulletin:
        return False
    return any(differences(one.text, other.text, (one.time.year, other.time.year)))


def bears_out(candidate: Candidate, other: Candidate) -> bool:
    """Whether the first says all that the other says: its figures, its names in their order, its turns."""
    teller, told = candidate.surface, other.surface
    names = [word.lower() for name in told.names for word in name.split()]
    heard = [word.lower() for name in teller.names for word in name.split()]
    return (
        told.figures <= teller.figures
        and told.dates <= teller.dates
        and told.calendar <= teller.calendar
        and names == [word for word in heard if word in names]
        and len(told.stems & teller.stems) >= 0.8 * len(told.stems)
        and turns(other.text) == turns(candidate.text)
        and told.negations == teller.negations
        and told.hedges == teller.hedges
    )


def turns(text: str) -> set[str]:
    """Small words that turn a sentence round."""
    return {word.lower() for word in words(text)} & {
        "before",
        "after",
        "until",
        "since",
        "by",
        "from",
        "to",
        "against",
    }


def _one_per_voice(first: Source, sources: Sequence[Source], voice: dict[str, str]) -> tuple[Source, ...]:
    chosen = {voice[first.id]: first}
    for source in sources:
        chosen.setdefault(voice[source.id], source)
    return tuple(chosen.values())


def last_toll(found: Sequence[Candidate]) -> set[int]:
    """Rows of the sentences that give the number of dead as it was last told: nobody may miss that."""
    given = [row for row, one in enumerate(found) if "dead" in counts(one.text, one.time.year)]
    last = max((found[row].time for row in given), default=None)
    return {row for row in given if found[row].time == last}


def last_declared(found: Sequence[Candidate]) -> set[int]:
    """Rows of the sentences that say what is in force, as it was last declared."""
    given = [row for row, one in enumerate(found) if declares(one.text)]
    last = max((found[row].time for row in given), default=None)
    return {row for row in given if found[row].time == last}


def current(found: Sequence[Candidate]) -> list[Candidate]:
    """Without the sentences whose toll or cost a later source has overtaken, or a later bulletin the line."""
    latest: dict[str, tuple[Candidate, frozenset[str]]] = {}
    for candidate in sorted(found, key=lambda c: c.time):
        given = counts(candidate.text, candidate.time.year)
        told = latest.get("dead")
        if not (told and "dead" in given and fewer_dead("dead", given["dead"], told[1])):
            latest.update({quantity: (candidate, values) for quantity, values in given.items()})
    states = [candidate for candidate in found if candidate.bulletin or declares(candidate.text)]
    gone = {
        id(one)
        for one in states
        if any(_in_place_of(other, one) for other in states if other.time > one.time)
    }
    return [one for one in found if id(one) not in gone and not _overtaken(one, latest)]


def _in_place_of(one: Candidate, other: Candidate) -> bool:
    if one.bulletin and other.bulletin:
        return same_series(one.source, other.source) and same_line(one.line, other.line)
    return replaces(one.text, one.source, other.text, other.source)


def _overtaken(candidate: Candidate, latest: dict[str, tuple[Candidate, frozenset[str]]]) -> bool:
    if reached(candidate.text):
        return False
    for quantity, values in counts(candidate.text, candidate.time.year).items():
        newest, now = latest.get(quantity, (candidate, values))
        differs = unlike(values, now) or (of_missing(quantity) and (values == NONE) is not (now == NONE))
        if differs and newest.time - candidate.time > DISAGREE:
            return True
        none, left = latest.get(MISSING, (candidate, values))
        if of_missing(quantity) and left == NONE != values and none.time - candidate.time > DISAGREE:
            return True
    return False
