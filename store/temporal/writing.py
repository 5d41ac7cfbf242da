"""Relative dates written out: "on Thursday" becomes "on Thursday, October 30, 2025"."""

import re
from datetime import date

from store.temporal.calendar import MONTHS, WEEKDAYS
from store.temporal.reading import DateExpression, read_dates

_PREPOSITION = re.compile(
    r"\b(?:by|of|in|since|until|from|for|before|after|during|through|to|on|than|over|the) $", re.IGNORECASE
)
_WHICH = re.compile(r"(?:last|next|this(?: coming| past)?) ", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"[^\W\d_]\.? \d{1,2}(?:st|nd|rd|th)?$")
"""American: March 4, 2025; where the day comes first there is no comma."""


def with_dates(text: str, published: date | None) -> str:
    """Every resolved expression written out: "on Thursday" → "on Thursday, October 30, 2025"."""
    for found in reversed(read_dates(text, published).resolved):
        before, after = text[: found.start], text[found.end :]
        written = _write(text[found.start : found.end], found, before, after)
        text = before + (written if before else written[:1].upper() + written[1:]) + after
    return text


def _write(words: str, found: DateExpression, before: str, after: str) -> str:
    value, year = found.value, f"{found.value.year:04}"
    month = MONTHS[value.month - 1]
    if found.granularity == "year":
        return _placed(year, before, after)
    if found.granularity == "month":
        return _write_month(words, f"{month} {year}", before, after)
    full = f"{month} {value.day}, {year}"
    if found.granularity == "week":
        bare = before.endswith((" the ", "of ", "since ", "until "))
        return f"{'' if bare else 'in '}the week of {full}{_comma(after)}"
    return _write_day(words, full, before, after)


def _write_month(words: str, full: str, before: str, after: str) -> str:
    """After the words that led to the month, if any did: "since early May", but not "last May"."""
    month = full.partition(" ")[0]
    lead = words.partition(month)[0]
    if month not in words or _WHICH.match(lead):
        return _placed(_WHICH.sub("", lead if month in words else "") + full, before, after)
    return f"{lead}{full}"


def _write_day(words: str, full: str, before: str, after: str) -> str:
    if re.search(r"\d", words) and "ago" not in words:
        year = full[-4:]
        return f"{words}, {year}{_comma(after)}" if _MONTH_FIRST.search(words) else f"{words} {year}"
    if any(day in words.lower() for day in WEEKDAYS):
        return f"{_WHICH.sub('', words)}, {full}{_comma(after)}"
    return f"{full if _PREPOSITION.search(before) else f'on {full}'}{_comma(after)}"


def _placed(value: str, before: str, after: str) -> str:
    return value if _PREPOSITION.search(before) or after.startswith(("'s", "’s")) else f"in {value}"


def _comma(after: str) -> str:
    return "," if re.match(r" \w", after) else ""
