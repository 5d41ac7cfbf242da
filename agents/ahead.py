"""Forecasts, schedules and conditions: sentences that look ahead, and when they are no longer open."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from agents.appointed import DATED, SPEAKING, fixed, put_off
from store.temporal import MONTHS
from store.temporal.tense import is_past

_AHEAD = re.compile(
    r"\b(?:will|if|unless|scheduled|expects?|(?:is|are|was|were) due|(?:is|are) expected|"
    r"(?:hopes?|plans?) to|set (?:to|for))\b",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"(?<!would )\b(?:is|are|remains?|stays?)\b"
    r"(?: (?!(?:that|to|of|who|which|when|was|were|had)\b)[\w-]+){0,6}? "
    r"(?=until (?:[\d:]+ ?[ap]\.?m\.? |noon |midnight |on |(?:at least|the end of|early|late) |\w+day, )*"
    rf"{DATED})",
    re.IGNORECASE,
)
"""The schools are closed until Monday: the state of a time that ends, though nothing is to happen."""
AHEAD_VERBS = re.compile(
    r"\b(?:will|would|to|may|might|could)\s+(?:(?:not|be|have|\w+ly)\s+)*(?P<verb>[a-z]+)\b"
)
"""What is to happen."""
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_WHEN = re.compile(
    rf"\b(?:(?P<first>[1-9]\d?) )?(?:{_MONTH} (?:(?P<day>[1-9]\d?), )?)?(?P<year>(?:19|20)\d\d)\b"
)
_BY = re.compile(r"\b(?:by|until|before|end of) $", re.IGNORECASE)
_RESUMED = re.compile(r", (?:and |but |then )?([a-z]+)\b")
"""Who will be sentenced in May, was found guilty on March 2."""
_SAID = re.compile(r"\b(?:said|told|announced|forecast|reported|confirmed|according)\b.{0,24}$")


@lru_cache(maxsize=20_000)
def looks_ahead(text: str) -> bool:
    """Whether the sentence speaks of what has not happened."""
    return bool(_AHEAD.search(text) or fixed(text))


@lru_cache(maxsize=20_000)
def last_day(text: str) -> date | None:
    """The latest day that the sentence names, the last one of a month or year; None where it names none."""
    return max((_last_day(match) for match in _WHEN.finditer(text)), default=None)


def expired(text: str, now: date) -> bool:
    """Whether the sentence looks ahead to days that are all past: it no longer says what is open."""
    if last_day(text) is None:
        return False
    found = (_AHEAD.search(text), _FOR_NOW.search(text), fixed(text), put_off(text))
    return any(_is_past(text, ahead.end(), now) for ahead in found if ahead)


def _is_past(text: str, start: int, now: date) -> bool:
    """Whether days are named from there on, and all of them have been."""
    told = [match for match in _WHEN.finditer(text, start) if _ends(match, text[start : match.start()])]
    return bool(told) and all(_last_day(match) < now for match in told)


def _ends(when: re.Match[str], before: str) -> bool:
    """Whether the time is that of what is ahead: not of who said it, and a bare year only as a limit."""
    resumed = any(is_past(verb) and verb not in SPEAKING for verb in _RESUMED.findall(before))
    return not (resumed or _SAID.search(before)) and bool(when["month"] or _BY.search(before))


def _last_day(when: re.Match[str]) -> date:
    month = MONTHS.index(when["month"]) + 1 if when["month"] else 12
    last = monthrange(int(when["year"]), month)[1]
    return date(int(when["year"]), month, min(int(when["day"] or when["first"] or last), last))
