"""Rules for weeks, months and longer: "last week", "in March", "two years ago"."""

import math
import re
from datetime import date

from store.temporal.calendar import ANY_MONTH, WEEKDAYS, Meaning, month_number, month_of, shifted
from store.temporal.days import MONTH_HINTS, which_year
from store.temporal.rules import Match, Rule, before, speaks_of_another_year, tense_of
from store.temporal.tense import Tense

_NUMBERS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty""".split()
ANY_COUNT = "|".join(["an?", *_NUMBERS])
SHIFTS = {"last": -1, "this": 0, "next": 1}
_LEADS = r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|from|during|of|for|through|before|after|and|or|between)"
_PART = r"(?:(?:early|late)[ -]|mid-)?"
_COMPARED = re.compile(
    r"\b(?:from|than|compared|versus|against)\b|(?:,|period|quarter|month) $", re.IGNORECASE
)
"""Figures "from 90 a year ago" are those of another such period, not of any day."""
FORESEEN = 6
"""Months ahead from which on a bare name of one is more likely the last of that name."""
_ROUGHLY = re.compile(r"\b(?:than|about|nearly|almost|over|around|some|half) $", re.IGNORECASE)


def _unit(match: Match, published: date) -> Meaning | None:
    unit = match["unit"].lower()
    if unit == "week" and published.weekday() == WEEKDAYS.index("sunday"):
        return None  # it ends the week to some and begins it to others
    return shifted(published, SHIFTS[match["which"].lower()], unit)


def _ago(match: Match, published: date) -> Meaning | None:
    number, unit = count(match["count"]), match["unit"].lower().rstrip("s")
    roughly = _ROUGHLY.search(before(match)) or unit in {"minute", "hour", "decade"}
    compared = number == 1 and _COMPARED.search(before(match))
    return None if roughly or compared or number > 400 else shifted(published, -int(number), unit)


def count(words: str) -> float:
    """Of "two", "an" or "12"; infinity for what is no number."""
    word = words.lower()
    if word.isdecimal():
        return int(word)
    return 1 if word in ("a", "an") else _NUMBERS.index(word) + 1 if word in _NUMBERS else math.inf


def _month_name(match: Match, published: date) -> Meaning | None:
    month, which = month_number(match["month"]), (match["which"] or "").lower()
    if match["year"]:
        return Meaning(date(published.year + SHIFTS[match["year"]], month, 1), "month")
    if speaks_of_another_year(match.string, published):
        return None
    found = _month_of_year(month, published, which, tense_of(match, "month"))
    return Meaning(found, "month") if found else None


def _month_of_year(month: int, published: date, which: str, told: Tense) -> date | None:
    """The month in the year meant; "last March" in March, and in the weeks after, could be two."""
    this = date(published.year, month, 1)
    if which == "last":
        found = this if month < published.month else this.replace(year=published.year - 1)
        return None if month == published.month or 0 < published.month - month <= 2 else found
    if which == "next":
        return None if month >= published.month else this.replace(year=published.year + 1)
    if which == "this":
        return this
    found = which_year(this, month_of(published), told)
    return found if found and found < month_of(published, FORESEEN) else None


RULES = (
    Rule(
        re.compile(
            rf"\b(?:(?:{_LEADS}|(?P<which>[Ll]ast|[Nn]ext|[Tt]his)) {_PART}|(?:early|late)[ -]|mid-)"
            rf"(?P<month>{ANY_MONTH})(?:,? (?:of )?(?P<year>last|this|next) year)?\b"
            r"(?! \d|,? \d{4}| of |['’])"
        ),
        _month_name,
        MONTH_HINTS,
    ),
    Rule(
        re.compile(r"(?<!the )\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext) (?P<unit>week|month|year)\b(?! of)"),
        _unit,
        frozenset({"week", "month", "year"}),
    ),
    Rule(
        re.compile(
            rf"\b(?P<count>\d{{1,3}}|{ANY_COUNT}|a few|several|many|some) "
            r"(?P<unit>minutes?|hours?|days?|weeks?|months?|years?|decades?) ago\b",
            re.IGNORECASE,
        ),
        _ago,
        frozenset({" ago"}),
    ),
)
