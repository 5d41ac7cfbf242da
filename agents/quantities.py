"""What the figures of a sentence count or measure: tolls and costs by their words, the rest by its unit."""

import re
from collections import defaultdict

from agents.figures import NUMBER_WORDS, Figure, figures
from agents.surface import content_stems, read_surface

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
_POSITION = re.compile(
    r"(?<![\w.])(?P<lat>\d{1,2}(?:\.\d+)?) ?°? ?(?P<n>[NS])[ ,]+(?P<lon>\d{1,3}(?:\.\d+)?) ?°? ?(?P<e>[EW])\b"
)
"""Latitude and longitude: 20.2N 87.1W."""
UNIT = 4
"""Words from a figure on among which its unit is looked for."""
_SPANS = frozenset(
    content_stems("second minute hour day night week month year decade century year-old old am pm time")
)
POSITION = "position"
NEAR = 6
"""Words between a figure and the word that says what it counts."""
TOTALLED = 12
"""The same, in a sentence that announces a total: the number of people who lost their lives in … is 16."""
_TOTAL = re.compile(r"\b(?:number of|toll)\b", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]|\b(?:million|billion|crowns?|dollars?|euros?|pounds?)\b", re.IGNORECASE)


def counts(text: str, year: int) -> dict[str, frozenset[str]]:
    """The tolls and costs a sentence gives: each figure counts for the quantity whose word is nearest.

    A sentence that names another year speaks of another event, and gives none.
    """
    years = {figure.value for figure in read_surface(text).figures if _is_year(figure.value)}
    if years - {year}:
        return {}
    tokens = _ONE.sub("1 ", _NO_QUANTITY.sub(" ", text)).split()
    cues = [
        (place, name)
        for place, word in enumerate(tokens)
        for name, cue in _COUNTS.items()
        if cue.search(word)
    ]
    reach = TOTALLED if _TOTAL.search(text) else NEAR
    given: dict[str, set[str]] = defaultdict(set)
    for place, word in enumerate(tokens):
        near = sorted((_distance(place, cue), name) for cue, name in cues if _distance(place, cue) <= reach)
        money = bool(_MONEY.search(" ".join(tokens[place : place + 3])))
        for figure in figures(" ".join(tokens[place : place + 2])) if near and _COUNTABLE.match(word) else []:
            if (near[0][1] == "cost") == money:
                given[near[0][1]].add(str(figure))
    return {name: frozenset(values) for name, values in given.items()}


def measures(text: str) -> dict[str, frozenset[str]]:
    """Figures by the stem of the word behind them: "near 75 mph" gives mph; shares by %, sums by money.

    Latitude and longitude together are one position. Spans of time are left out: they say when, and are no
    news by themselves.
    """
    given: defaultdict[str, set[str]] = defaultdict(set)
    for found in _POSITION.finditer(text):
        given[POSITION].add(f"{found['lat']}{found['n']} {found['lon']}{found['e']}")
    tokens = _NO_QUANTITY.sub(" ", _POSITION.sub(" ", text)).split()
    for place, word in enumerate(tokens):
        if not _COUNTABLE.match(word) or (place and _scales(word)):
            continue
        behind = " ".join(tokens[place : place + UNIT])
        found = figures(behind)[:1]
        unit = _unit(behind, found)
        if unit and unit not in _SPANS:
            given[unit].update(map(str, found))
    return {unit: frozenset(values) for unit, values in given.items()}


def _scales(word: str) -> bool:
    return word.lower() in NUMBER_WORDS and not figures(word)


def _unit(text: str, found: list[Figure]) -> str:
    if found and found[0].percent:
        return "%"
    if _MONEY.search(text):
        return "money"
    return next(iter(content_stems(text)), "")


def _distance(figure: int, cue: int) -> float:
    """Words between them; a figure counts what comes after it more often than what came before."""
    return cue - figure if cue >= figure else 1.5 * (figure - cue)


def _is_year(value: float) -> bool:
    return 1900 <= value <= 2100
