"""Every relative expression of a sentence, resolved or refused."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from store.records import Granularity
from store.temporal import days, longer, periods
from store.temporal.calendar import Meaning
from store.temporal.rules import Match, Resolve, Rule, after

_QUOTED = re.compile(r"„[^“”]*(?:[“”]|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"]*(?:\"|$)")
_UNTELLABLE = re.compile(r"['’]s\b|(?:[-–]| (?:and|or|to) )\d")
"""After an expression: "Tuesday's letter" and "March 4-5" take no year."""
_TOLD = (*days.RULES, *periods.RULES)
_ALL = (*longer.RULES, *_TOLD)
HINTS = {hint: re.compile(hint) for hint in sorted({hint for rule in _ALL for hint in rule.hints})}
"""A sentence in which none of them matches has no expression."""


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A relative expression at ``text[start:end]`` and the day, or first day, that it means."""

    start: int
    end: int
    value: date
    granularity: Granularity


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of time: ``refused`` holds the words that stay ambiguous."""

    resolved: tuple[DateExpression, ...]
    refused: tuple[str, ...]


def read_dates(text: str, published: date | None) -> Reading:
    """Find every relative expression that can be written out; with ``published`` None all are refused.

    What stands in quotation marks is the speaker's and is left alone.
    """
    resolved: list[DateExpression] = []
    refused: list[str] = []
    for match, resolve in _found(text, _TOLD, hints_in(text)):
        meaning = None if _UNTELLABLE.match(after(match)) else _meaning(resolve, match, published)
        if meaning:
            resolved.append(DateExpression(match.start(), match.end(), meaning.value, meaning.granularity))
        else:
            refused.append(match.group())
    return Reading(tuple(sorted(resolved, key=lambda found: found.start)), tuple(refused))


def meanings(text: str, published: date, hints: AbstractSet[str]) -> list[tuple[int, int, Meaning]]:
    """Every expression that can be resolved, written out or not: where it begins and ends, what it means.

    In order; ``hints`` are those of HINTS that are in the text.
    """
    return sorted(
        (match.start(), match.end(), meaning)
        for match, resolve in _found(text, _ALL, hints)
        if (meaning := _meaning(resolve, match, published))
    )


def hints_in(text: str) -> AbstractSet[str]:
    return {hint for hint, pattern in HINTS.items() if pattern.search(text)}


def _found(text: str, rules: Iterable[Rule], hints: AbstractSet[str]) -> Iterator[tuple[Match, Resolve]]:
    """What the rules find outside quotations; words that one has found are no other's."""
    likely = [rule for rule in rules if not rule.hints.isdisjoint(hints)]
    taken = [match.span() for match in _QUOTED.finditer(text)] if likely else []
    for pattern, resolve, _ in likely:
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield match, resolve


def _meaning(resolve: Resolve, match: Match, published: date | None) -> Meaning | None:
    """None where it cannot be said, or where the calendar ends: it has no February 30 and no year 0."""
    if published is None:
        return None
    try:
        return resolve(match, published)
    except (ValueError, OverflowError):
        return None
