"""Names of days, months and seasons, and the first day of what they name. No grammar."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from store.records import Granularity


class Meaning(NamedTuple):
    """A day, or the first day of a longer period, and how long that is."""

    value: date
    granularity: Granularity
    until: date | None = None
    """The last day of several: "the past six months" are six of them and end today."""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
"""The month in which each begins, as the north counts: only there is a year's spring before its autumn."""
ORDINALS = ("first", "second", "third", "fourth")

ANY_MONTH = "|".join(MONTHS)
_SHORT = r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
ANY_SHORT_MONTH = rf"{ANY_MONTH}|{_SHORT}"
ANY_SEASON = "|".join(SEASONS)


def month_number(name: str) -> int:
    """Of a month by its name or the first three letters of it; 1 is January."""
    return next(number for number, month in enumerate(MONTHS, start=1) if month[:3] == name[:3].title())


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def month_of(day: date, shift: int = 0) -> date:
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)


def quarter_of(day: date, shift: int = 0) -> date:
    return month_of(day.replace(month=(day.month - 1) // 3 * 3 + 1), 3 * shift)


def year_of(day: date, shift: int = 0) -> date:
    return date(day.year + shift, 1, 1)


def decade_of(day: date, shift: int = 0) -> date:
    return date(day.year // 10 * 10 + 10 * shift, 1, 1)


def shifted(day: date, shift: int, unit: str) -> Meaning:
    """The day, week, month, quarter, year or decade that lies ``shift`` of them away.

    ValueError or OverflowError where the calendar ends.
    """
    if unit == "day":
        return Meaning(day + timedelta(days=shift), "day")
    if unit == "week":
        return Meaning(week_of(day + timedelta(weeks=shift)), "week")
    if unit == "month":
        return Meaning(month_of(day, shift), "month")
    if unit == "quarter":
        return Meaning(quarter_of(day, shift), "quarter")
    if unit == "decade":
        return Meaning(decade_of(day, shift), "decade")
    return Meaning(year_of(day, shift), "year")


def years_around(day: date) -> Iterator[date]:
    """The day of the same name in the year before, in its own and in the one after."""
    for year in (day.year - 1, day.year, day.year + 1):
        if isleap(year) or (day.month, day.day) != (2, 29):
            yield day.replace(year=year)
