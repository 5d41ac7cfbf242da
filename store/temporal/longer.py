"""Rules for what is kept with a snippet and never written out: quarters, seasons, weekends, spans.

A company's third quarter may end in May, and half the world has its summer in January: good enough to
find a sentence by, not to tell it by.
"""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from store.temporal.calendar import ANY_SEASON, ORDINALS, SEASONS, Meaning, month_of, quarter_of, shifted
from store.temporal.periods import ANY_COUNT, SHIFTS, count
from store.temporal.rules import Match, Rule, before, tense_of, words
from store.temporal.tense import Tense

_FISCAL = re.compile(r"\bfiscal\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"(?:\b\d{4}|year-(?:ago|earlier)|previous|each|every|comparable) (?:the )?$", re.IGNORECASE
)
_LENGTHS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
    "decade": relativedelta(years=10),
}
_MOST = 100
_SATURDAY = 5


def _quarter(match: Match, published: date) -> Meaning | None:
    if _FISCAL.search(match.string) or _OF_ANOTHER.search(before(match)):
        return None
    number, which = ORDINALS.index(match["ordinal"].lower()), (match["which"] or match["year"] or "").lower()
    named = date(published.year + SHIFTS.get(which, 0), 3 * number + 1, 1)
    return Meaning(named, "quarter") if which else _quarter_by_tense(named, published, tense_of(match))


def _quarter_by_tense(named: date, published: date, told: Tense) -> Meaning | None:
    """One just over is meant whatever the verb; one that is running may be this year's or the last."""
    ago = (quarter_of(published).month - named.month) // 3
    if ago in (1, 2):
        return Meaning(named, "quarter")
    if ago in (-3, -2) and told != "ahead":
        return Meaning(named.replace(year=named.year - 1), "quarter")
    if told == "ahead":
        return Meaning(named.replace(year=named.year + (ago > 0)), "quarter")
    return Meaning(named.replace(year=named.year - (ago < 0)), "quarter") if told == "past" and ago else None


def _current(match: Match, published: date) -> Meaning:
    shift = SHIFTS.get(match["which"].lower(), 0)
    return shifted(published, shift, match["unit"].lower())


def _season(match: Match, published: date) -> Meaning | None:
    which, start = match["which"].lower(), SEASONS[match["season"].lower()]
    this = date(published.year - (start == 12 and published.month < 3), start, 1)
    over = month_of(this, 3) <= published
    if which == "last":
        found = None if over else this.replace(year=this.year - 1)
    elif which == "this past":
        found = this if over else this.replace(year=this.year - 1)
    elif which == "next":
        found = this.replace(year=this.year + 1) if this <= published else None
    else:
        found = this
    return Meaning(found, "season") if found else None


def _weekend(match: Match, published: date) -> Meaning | None:
    which, told = match["which"].lower(), tense_of(match)
    latest = published - timedelta(days=(published.weekday() - _SATURDAY) % 7)
    running = published.weekday() >= _SATURDAY
    if which == "last":
        found = latest - timedelta(days=7 * running)
    elif running or (which in ("the", "this past") and told == "past"):
        found = latest
    elif which in ("this", "this coming") and told != "past":
        found = latest + timedelta(days=7)
    else:
        return None
    return Meaning(found, "day", until=found + timedelta(days=1))


def _span(match: Match, published: date) -> Meaning | None:
    number, unit = count(match["count"] or "a"), match["unit"].lower().rstrip("s")
    if number > _MOST:
        return None
    length = _LENGTHS[unit] * int(number)
    granularity = shifted(published, 0, unit).granularity
    if match["which"].lower() in ("past", "last"):
        return Meaning(_moved(published, -length), granularity, until=published)
    return Meaning(published, granularity, until=_moved(published, length))


def _moved(day: date, length: relativedelta) -> date:
    return day + length  # pyright: ignore[reportReturnType]  (its types forget that a day stays a day)


_QUARTER = frozenset({"quarter"})
RULES = (
    Rule(
        words(
            r"(?:(?P<which>last|this|next) year['’]s )?(?P<ordinal>first|second|third|fourth)[ -]quarter"
            r"(?: of)?(?: (?P<year>last|this|next) year)?(?!,? (?:of )?\d{4})"
        ),
        _quarter,
        _QUARTER,
    ),
    Rule(words(r"(?P<which>last|next|this|current) (?P<unit>quarter)"), _current, _QUARTER),
    Rule(
        words(rf"(?P<which>last|next|this(?: past| coming)?) (?P<season>{ANY_SEASON})"),
        _season,
        frozenset(SEASONS),
    ),
    Rule(words(r"(?P<which>the|last|this(?: past| coming)?) weekend"), _weekend, frozenset({"week"})),
    Rule(
        words(
            rf"the (?P<which>past|last|next|coming) (?:(?P<count>\d{{1,3}}|{ANY_COUNT}) )?"
            r"(?P<unit>days?|weeks?|months?|quarters?|years?|decades?)"
        ),
        _span,
        frozenset({"he (?:past|last|next|coming)"}),
    ),
)
