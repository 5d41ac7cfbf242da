"""Rules for days: "yesterday", "on Thursday", "Friday, Oct. 23", "on 4 March"."""

import re
from datetime import date, timedelta

from store.temporal.calendar import (
    ANY_SHORT_MONTH,
    MONTHS,
    WEEKDAYS,
    Meaning,
    month_number,
    years_around,
)
from store.temporal.rules import Match, Resolve, Rule, after, before, speaks_of_another_year, tense_of, words
from store.temporal.tense import Tense, tells_of_the_past

_PART = r"(?: (?:morning|afternoon|evening|night)\b)?+"
_NAMED = re.compile(
    r"\b(?:every|each|any|the|that|following|previous|Good|Black|Ash|Holy|Easter|Palm|Super) $"
)
"""Before a day of the week: a rule, a feast, a newspaper, or a day that something else fixes."""
_LEADS_IN = "On|By|Since|Until|Last|Next|Late|Early|From|Before|After|This|But|And|In"
_CAPITAL = re.compile(rf"(?<![\w’'])(?!(?:{_LEADS_IN}) )[A-Z][\w’'-]*\.? $")
_OF_A_WEEK = re.compile(
    r",? (?:(?:of |in )?(?:last|next|this|that|the) |a )?(?:week|fortnight)\b", re.IGNORECASE
)
_OWN = re.compile(r"['’]s\b")
_BORN = re.compile(r"\bborn (?:on )?$", re.IGNORECASE)
NEAR = timedelta(days=60)
"""A date without a year that is this near in one year is not meant of another, whatever the verb says."""
_WEEKDAY = "|".join(day.title() for day in WEEKDAYS)
_DATE = (
    rf"(?:(?P<m>{ANY_SHORT_MONTH}) (?P<d>\d{{1,2}})(?:(?:st|nd|rd|th)\b)?"
    rf"|(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?P<n>{ANY_SHORT_MONTH}))"
)
_ANY_DATE = re.compile(rf"\b{_DATE}\b")
_NO_YEAR = r"(?!,? \d{4}|\d)"


def _offset(days: int) -> Resolve:
    return lambda _, published: Meaning(published + timedelta(days=days), "day")


def _today(match: Match, published: date) -> Meaning | None:
    """Only beside a verb that tells of an event: elsewhere "today" may mean these days.

    Nor where it may be that of another day: at a conference on June 1st he said what was done earlier today.
    """
    if before(match).endswith("earlier ") and _names_another_day(match, published):
        return None
    told = match.group().lower() != "today" or not before(match) or tense_of(match) in ("past", "ahead")
    return Meaning(published, "day") if told else None


def _names_another_day(match: Match, published: date) -> bool:
    return any(_named_date(one, published) != published for one in _ANY_DATE.finditer(match.string))


def _is_a_name(match: Match) -> bool:
    """Between capitals, or before one where a sentence begins: Judge Friday Okoro, The Sunday Times."""
    following = re.match(r" [A-Z]", after(match))
    return bool(following and (not before(match).strip() or _CAPITAL.search(before(match))))


def _weekday(match: Match, published: date) -> Meaning | None:
    if _is_a_name(match):
        return None
    if _NAMED.search(before(match)) or _OF_A_WEEK.match(after(match)) or _of_another_year(match, published):
        return None
    back = (published.weekday() - WEEKDAYS.index(match["weekday"].lower())) % 7
    which, told = (match["which"] or "").lower(), tense_of(match)
    if which in ("last", "this past"):
        return Meaning(published - timedelta(days=back or 7), "day")
    if which == "this coming" or told == "ahead":
        return Meaning(published + timedelta(days=7 - back), "day") if back and which != "next" else None
    return Meaning(published - timedelta(days=back), "day") if not which and _is_over(match, told) else None


def _is_over(match: Match, told: Tense) -> bool:
    """What is a weekday's own is most often over: "Friday's letter"."""
    return told == "past" or (
        told == "unknown" and bool(tells_of_the_past(match.string) or _OWN.match(after(match)))
    )


def _of_another_year(match: Match, published: date) -> bool:
    """Whether the words, back to the last comma, speak of another year than that of publication."""
    return speaks_of_another_year(re.split(r"[,;]", before(match))[-1], published)


def _named_date(match: Match, published: date) -> date:
    """In the year of publication; ValueError for 30 February."""
    return date(published.year, month_number(match["m"] or match["n"]), int(match["d"] or match["e"]))


def _day_of_month(match: Match, published: date) -> Meaning | None:
    """A day of the week beside it says which year it was."""
    named = _named_date(match, published)
    if match["weekday"]:
        wanted = WEEKDAYS.index(match["weekday"].lower())
        found = [day for day in years_around(named) if day.weekday() == wanted]
        return Meaning(found[0], "day") if len(found) == 1 else None
    if _BORN.search(before(match)) or speaks_of_another_year(match.string, published):
        return None
    near = which_year(named, published, tense_of(match))
    return Meaning(near, "day") if near else None


def which_year(day: date, published: date, told: Tense) -> date | None:
    """The one that the tense asks for if it is plausible; where it asks for none, one that is near."""
    days = list(years_around(day))
    near = min(days, key=lambda day: abs(day - published))
    wanted = [day for day in days if (day <= published if told == "past" else day >= published)]
    if told not in ("past", "ahead") or not wanted:
        return near if abs(near - published) <= NEAR else None
    found = min(wanted, key=lambda day: abs(day - published))
    return found if found == near or abs(near - published) > NEAR else None


MONTH_HINTS = frozenset(["|".join(name[:3] for name in MONTHS)])
RULES = (
    Rule(words(rf"yesterday{_PART}|last night"), _offset(-1), frozenset({"esterday", "ast night"})),
    Rule(words(rf"tomorrow{_PART}"), _offset(1), frozenset({"omorrow"})),
    Rule(
        words("today|tonight|this (?:morning|afternoon|evening)"),
        _today,
        frozenset({"oday", "onight", "his (?:morning|afternoon|evening)"}),
    ),
    Rule(
        re.compile(
            rf"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his coming|[Tt]his past) )?(?P<weekday>{_WEEKDAY}){_PART}\b"
            rf"(?!,? (?:{ANY_SHORT_MONTH}|\d))"
        ),
        _weekday,
        frozenset({"day"}),
    ),
    Rule(re.compile(rf"\b(?:(?P<weekday>{_WEEKDAY}),? )?{_DATE}\b{_NO_YEAR}"), _day_of_month, MONTH_HINTS),
)
