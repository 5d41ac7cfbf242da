"""One thing, told once: sentences of several sources that say the same, figures that a later one overtook."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from agents.figures import NUMBER_WORDS
from agents.figures import figures as _figures
from agents.surface import words
from agents.voices import voices
from agents.writer.candidates import Candidate
from store.records import Source

SAME = 0.62
"""Likeness from which two sentences tell the same; chosen on wire copy against neighbouring sentences."""
DISAGREE = timedelta(hours=36)
"""Two figures published within this time disagree; further apart, the later one updates the earlier."""

_COUNTS = {
    "dead": re.compile(
        r"\b(?:dead|died|deaths?|killed|killing|toll|bodies|lives|fatalities)\b", re.IGNORECASE
    ),
    "injured": re.compile(r"\b(?:injured|injuring|wounded|hurt|injuries)\b", re.IGNORECASE),
    "missing": re.compile(r"\b(?:missing|unaccounted)\b", re.IGNORECASE),
    "cost": re.compile(r"\b(?:costs?|estimated?|bill|price|rebuild\w*|replac\w+|repairs?)\b", re.IGNORECASE),
}
_NO_QUANTITY = re.compile(
    r"\b(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}|number \d+|aged? \d+)|, \d{2},", re.IGNORECASE
)
"""Dates, ages and numbers of buses."""
_ONE = re.compile(r"\b[Oo]ne (?=(?:person|man|woman|child|boy|girl|victim|body)\b)")
_COUNTABLE = re.compile(rf"[$€£¥]?\d|(?:{'|'.join(sorted(NUMBER_WORDS))})(?:-|\b)", re.IGNORECASE)
NEAR = 6
"""Words between a figure and the word that says what it counts."""
_MONEY = re.compile(r"[$€£¥]|\b(?:million|billion|crowns?|dollars?|euros?|pounds?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Telling:
    """A sentence and the sources that tell it, the best teller first, one per voice."""

    told: Candidate
    sources: tuple[Source, ...]
    worth: float


def merge(found: Sequence[Candidate], worth: Sequence[float], alike: NDArray[np.float64]) -> list[Telling]:
    """In order of worth; a source is named beside one only if its own sentence bears all of it out."""
    tellings: list[Telling] = []
    taken: set[int] = set()
    voice = voices(candidate.source for candidate in found)
    for index in sorted(range(len(found)), key=lambda i: (-worth[i], i)):
        if index in taken:
            continue
        same = [
            i for i in range(len(found)) if i not in taken and (i == index or _same(found, alike, index, i))
        ]
        taken.update(same)
        tellers = [found[i] for i in same if i == index or _bears_out(found[i], found[index])]
        sources = _one_per_voice(found[index].source, [teller.source for teller in tellers], voice)
        tellings.append(Telling(found[index], sources, worth[index] + 0.1 * (len(sources) - 1)))
    return sorted(tellings, key=lambda telling: -telling.worth)


def _same(found: Sequence[Candidate], alike: NDArray[np.float64], one: int, other: int) -> bool:
    a, b = found[one].surface.terms, found[other].surface.terms
    contained = len(a & b) >= 0.8 * min(len(a), len(b))
    return bool(alike[one, other] >= SAME or (contained and alike[one, other] >= SAME - 0.15))


def _bears_out(candidate: Candidate, other: Candidate) -> bool:
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
        and _turns(other.text) == _turns(candidate.text)
        and told.negations == teller.negations
        and told.hedges == teller.hedges
    )


def _turns(text: str) -> set[str]:
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


def current(found: Sequence[Candidate]) -> list[Candidate]:
    """Without the sentences whose toll or cost a later source has overtaken."""
    latest: dict[str, tuple[Candidate, frozenset[str]]] = {}
    for candidate in sorted(found, key=lambda c: c.time):
        given = _quantities(candidate)
        if not _of_another_event(given, latest):
            latest.update({quantity: (candidate, values) for quantity, values in given.items()})
    return [candidate for candidate in found if not _overtaken(candidate, latest)]


def _overtaken(candidate: Candidate, latest: dict[str, tuple[Candidate, frozenset[str]]]) -> bool:
    for quantity, values in _quantities(candidate).items():
        newest, now = latest.get(quantity, (candidate, values))
        if not values & now and newest.time - candidate.time > DISAGREE:
            return True
    return False


def _of_another_event(
    given: dict[str, frozenset[str]], latest: dict[str, tuple[Candidate, frozenset[str]]]
) -> bool:
    """The dead of one event do not become fewer: a lower toll is that of another."""
    if "dead" not in given or "dead" not in latest:
        return False
    return _most(given["dead"]) < _most(latest["dead"][1])


def _most(values: frozenset[str]) -> float:
    return max(float(value.strip("#%")) for value in values)


def _quantities(candidate: Candidate) -> dict[str, frozenset[str]]:
    """The tolls and costs a sentence gives: each figure counts for the quantity whose word is nearest.

    A sentence that names another year speaks of another event, and gives none.
    """
    years = {figure.value for figure in candidate.surface.figures if _is_year(figure.value)}
    if years - {candidate.time.year}:
        return {}
    text = _ONE.sub("1 ", _NO_QUANTITY.sub(" ", candidate.text)).split()
    cues = [
        (place, name) for place, word in enumerate(text) for name, cue in _COUNTS.items() if cue.search(word)
    ]
    given: dict[str, set[str]] = defaultdict(set)
    for place, word in enumerate(text):
        near = sorted((_distance(place, cue), name) for cue, name in cues if _distance(place, cue) <= NEAR)
        money = bool(_MONEY.search(" ".join(text[place : place + 3])))
        for figure in _figures(" ".join(text[place : place + 2])) if near and _COUNTABLE.match(word) else []:
            if (near[0][1] == "cost") == money:
                given[near[0][1]].add(str(figure))
    return {name: frozenset(values) for name, values in given.items()}


def _distance(figure: int, cue: int) -> float:
    """Words between them; a figure counts what comes after it more often than what came before."""
    return cue - figure if cue >= figure else 1.5 * (figure - cue)


def _is_year(value: float) -> bool:
    return 1900 <= value <= 2100
