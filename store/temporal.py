"""Relative dates in a sentence, resolved against the day its source was published.

"on Thursday", "last year" and "yesterday" mean something only beside that day. Each is resolved to a
value with a granularity, or refused: "next Friday" is this week's to some and the next to others, and
a source without a date resolves nothing.
"""

import math
import re
from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Granularity = Literal["day", "week", "month", "year"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_PART = r"(?: (?:morning|afternoon|evening|night)\b)?+"
_AHEAD = re.compile(
    r"\b(?:will|shall|would|to be|due|scheduled|expected|plans?|planned|set|hopes?|until|by|deadline|going|"
    r"should|may)\b"
    r"(?:\W+\w+){0,6}\W*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?<!\bbe )\b(?:said|told|says|was|were|had|rose|fell|met|gave|began|took|saw|came|left|sank|won|lost|"
    r"held|made|"
    r"(?!scheduled|planned|expected|need)\w+ed)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(r"\b(?:than|about|nearly|almost|over|around|some|half) $", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:every|each|any|the|coming|following|previous|Good|Black|Ash|Holy|Easter|Palm) $")
"""Before a day of the week: a rule, a feast, a newspaper, or a day that something else fixes."""
_OF_A_WEEK = re.compile(
    r",? (?:(?:of |in )?(?:last|next|this|that|the) |a )?(?:week|fortnight)\b", re.IGNORECASE
)
_RANGE = re.compile(r"(?:[-–]| (?:and|or|to) )\d")
_WAS = re.compile(r"\b(?:was|were|had been|stayed|remained) (?:until|by|before|from) $", re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)}),? $|\bborn (?:on )?$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PRESENT = re.compile(
    r"\b(?:meets?|opens?|closes?|starts?|begins?|takes? place|ends?|reopens?|resumes?|votes?|returns?|goes|"
    r"comes|arrives?|leaves|expires?|is|are)\b(?: \w+){0,3} (?:on )?$"
)
"""News tells of what is to come in the present tense too: "the council meets on Thursday"."""
_LIMIT = re.compile(r"\b(?:until|by|before|from) $", re.IGNORECASE)
_REPORTED = re.compile(
    r"(?:\b(?:earlier|later|UTC|GMT|\w+ed|said|told|says) $)"
    r"|^ (?:\w+ed|said|told|named|set|began|took|met|gave)\b"
)
_ANY_DAY = "|".join(WEEKDAYS)
_ANY_MONTH = "|".join(MONTHS)
_DAY_MONTH = re.compile(
    rf"\b(?:(?P<m>{_ANY_MONTH}) (?P<d>\d{{1,2}})|(?P<e>\d{{1,2}}) (?P<n>{_ANY_MONTH}))\b(?!,? \d{{4}}|\d)"
)
_MONTH = re.compile(
    rf"\b(?:(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|from|during|last|[Nn]ext|of) )(?P<month>{_ANY_MONTH})\b"
    r"(?! \d|,? \d{4}| of |['’])"
)
_QUOTED = re.compile(r"„[^“”]*(?:[“”]|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"]*(?:\"|$)")
_OWNED = re.compile(r"['’]s\b")
_PREPOSITION = re.compile(
    r"\b(?:by|of|in|since|until|from|for|before|after|during|through|to|on|than|over|the) $", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A relative expression at ``text[start:end]`` and the day, or first day, that it means."""

    start: int
    end: int
    value: date
    granularity: Granularity


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says of time: resolved expressions, and the words that could not be resolved."""

    resolved: tuple[DateExpression, ...]
    refused: tuple[str, ...]


def read_dates(text: str, published: date | None) -> Reading:
    """Find every relative expression of ``text``; with ``published`` None all are refused.

    What stands in quotation marks is the speaker's and is left alone.
    """
    resolved: list[DateExpression] = []
    refused: list[str] = []
    taken = [match.span() for match in _QUOTED.finditer(text)]
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            found = _resolved(resolve, match, published)
            if found:
                resolved.append(DateExpression(match.start(), match.end(), *found))
            else:
                refused.append(match.group())
    return Reading(tuple(sorted(resolved, key=lambda found: found.start)), tuple(refused))


def with_dates(text: str, published: date | None) -> str:
    """Every resolved expression written out: "on Thursday" → "on Thursday, October 30, 2025"."""
    for found in reversed(read_dates(text, published).resolved):
        before, after = text[: found.start], text[found.end :]
        written = _write(text[found.start : found.end], found, before, after)
        text = before + (written if before else written[:1].upper() + written[1:]) + after
    return text


_Resolved = tuple[date, Granularity] | None
_Rule = Callable[[re.Match[str], date], _Resolved]


def _resolved(resolve: _Rule, match: re.Match[str], published: date | None) -> _Resolved:
    """None where it cannot be said, or where the calendar ends: it has no February 30 and no year 0."""
    if published is None or _OWNED.match(match.string, match.end()):
        return None
    try:
        return resolve(match, published)
    except (ValueError, OverflowError):
        return None


def _day(offset: int) -> _Rule:
    return lambda _, published: (published + timedelta(days=offset), "day")


def _today(match: re.Match[str], published: date) -> _Resolved:
    """Only beside a report: elsewhere "today" may mean these days."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    reported = _REPORTED.search(before) or _REPORTED.match(after) or not before
    return (published, "day") if reported or match.group().lower() != "today" else None


def _weekday(match: re.Match[str], published: date) -> _Resolved:
    before = match.string[: match.start()]
    if (
        _NAMED.search(before)
        or _OF_A_WEEK.match(match.string, match.end())
        or _of_another_year(before, published)
    ):
        return None
    back = (published.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7
    which = (match["which"] or "").lower()
    ahead = (_LIMIT.search(before) and not _WAS.search(before)) or (
        (_AHEAD.search(before) or _PRESENT.search(before)) and not _BEHIND.search(before)
    )
    if which == "next" or (ahead and not which):
        return (published + timedelta(days=7 - back), "day") if back and which != "next" else None
    return published - timedelta(days=back or (7 if which else 0)), "day"


def _of_another_year(words: str, published: date) -> bool:
    """Whether the words, up to the last comma, speak of another year than that of publication."""
    return any(int(year) != published.year for year in _YEAR.findall(re.split(r"[,;]", words)[-1]))


def _unit(match: re.Match[str], published: date) -> _Resolved:
    shift = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    return _shifted(published, shift, match["unit"].lower())


def _ago(match: re.Match[str], published: date) -> _Resolved:
    count, unit = match["count"].lower(), match["unit"].lower().rstrip("s")
    number = int(count) if count.isdigit() else _COUNTS.get(count, math.inf)
    roughly = _ROUGHLY.search(match.string[: match.start()]) or unit in {"minute", "hour", "decade"}
    return None if roughly or number > 400 else _shifted(published, -int(number), unit)


def _shifted(published: date, shift: int, unit: str) -> _Resolved:
    if unit == "day":
        return published + timedelta(days=shift), "day"
    if unit == "week":
        return published + timedelta(weeks=shift) - timedelta(days=published.weekday()), "week"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return date(months // 12, months % 12 + 1, 1), "month"
    return date(published.year + shift, 1, 1), "year"


def _day_of_month(match: re.Match[str], published: date) -> _Resolved:
    before = match.string[: match.start()]
    if _WEEKDAY_BEFORE.search(before) or _of_another_year(match.string, published):
        return None
    if match["m"] and _RANGE.match(match.string, match.end()):
        return None
    month = MONTHS.index(match["m"] or match["n"]) + 1
    return _nearest(date(published.year, month, int(match["d"] or match["e"])), match, published), "day"


def _month_name(match: re.Match[str], published: date) -> _Resolved:
    if any(int(year) != published.year for year in _YEAR.findall(match.string)):
        return None
    if match.group().lower().startswith(("last", "next")):
        return None
    found = date(published.year, MONTHS.index(match["month"]) + 1, 1)
    return _nearest(found, match, published), "month"


def _nearest(found: date, match: re.Match[str], published: date) -> date:
    """The year that the sentence's tense asks for; where it asks for none, the one that is nearest."""
    before = match.string[: match.start()]
    years = [published.year - 1, published.year, published.year + 1]
    days = [found.replace(year=year) for year in years if isleap(year) or (found.month, found.day) != (2, 29)]
    if _BEHIND.search(before):
        days = [day for day in days if day <= published]
    elif _AHEAD.search(match.string[: match.end()]):
        days = [day for day in days if (day.year, day.month) >= (published.year, published.month)]
    return min(days, key=lambda day: abs(day - published))


_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (re.compile(rf"\b(?:yesterday{_PART}|last night)\b", re.IGNORECASE), _day(-1)),
    (re.compile(rf"\btomorrow{_PART}\b", re.IGNORECASE), _day(1)),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE), _today),
    (
        re.compile(
            rf"\b(?:(?P<which>last|next) )?(?P<weekday>{_ANY_DAY}){_PART}\b(?!,? (?:{_ANY_MONTH}|\d))",
            re.IGNORECASE,
        ),
        _weekday,
    ),
    (
        re.compile(r"(?<!the )\b(?P<which>last|this|next) (?P<unit>week|month|year)\b(?! of)", re.IGNORECASE),
        _unit,
    ),
    (
        re.compile(
            rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)}|a few|several|many|some) "
            r"(?P<unit>minutes?|hours?|days?|weeks?|months?|years?|decades?) ago\b",
            re.IGNORECASE,
        ),
        _ago,
    ),
    (_DAY_MONTH, _day_of_month),
    (_MONTH, _month_name),
)


def _write(words: str, found: DateExpression, before: str, after: str) -> str:
    value = found.value
    month_day = f"{MONTHS[value.month - 1]} {value.day}"
    if found.granularity == "year":
        return _placed(f"{value.year:04}", before, after)
    if found.granularity == "month":
        name = f"{MONTHS[value.month - 1]} {value.year:04}"
        return (
            f"{words} {value.year:04}" if MONTHS[value.month - 1] in words else _placed(name, before, after)
        )
    full = f"{month_day}, {value.year:04}"
    if found.granularity == "week":
        bare = before.endswith((" the ", "of ", "since ", "until "))
        return f"{'' if bare else 'in '}the week of {full}{_comma(after)}"
    if any(day in words.lower() for day in WEEKDAYS):
        kept = re.sub(r"(?i)\b(?:last|next) ", "", words)
        return f"{kept}, {full}{_comma(after)}"
    if re.search(r"\d", words) and "ago" not in words:
        return (
            f"{words}, {value.year:04}{_comma(after)}" if words[0].isalpha() else f"{words} {value.year:04}"
        )
    return (
        _placed(full, before, f"{after}") + _comma(after)
        if _PREPOSITION.search(before)
        else f"on {full}{_comma(after)}"
    )


def _placed(value: str, before: str, after: str) -> str:
    return value if _PREPOSITION.search(before) or after.startswith(("'s", "’s")) else f"in {value}"


def _comma(after: str) -> str:
    return "," if re.match(r" \w", after) else ""
