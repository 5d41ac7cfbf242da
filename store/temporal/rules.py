"""What a rule is: words to look for and what they mean beside a day of publication."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from store.temporal.calendar import Meaning
from store.temporal.tense import Tense, tense

Match = re.Match[str]
Resolve = Callable[[Match, date], Meaning | None]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Rule(NamedTuple):
    """``resolve`` gives None, or raises ValueError or OverflowError, for what cannot be said."""

    pattern: re.Pattern[str]
    resolve: Resolve
    hints: frozenset[str]
    """Small patterns of which one must match for the rule to: to look for them first is ten times as fast."""


def words(pattern: str) -> re.Pattern[str]:
    """Whole words in any case."""
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def before(match: Match) -> str:
    """The sentence up to the expression."""
    return match.string[: match.start()]


def after(match: Match) -> str:
    """The sentence from the expression on."""
    return match.string[match.end() :]


def tense_of(match: Match, name: int | str = 0) -> Tense:
    """What the words around the expression, or around the group ``name`` of it, tell."""
    return tense(match.string[: match.start(name)], match.string[match.end(name) :])


def speaks_of_another_year(words: str, published: date) -> bool:
    return any(int(year) != published.year for year in _YEAR.findall(words))
