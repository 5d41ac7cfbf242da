"""Time expressions that people annotated in news (TIMEX3), and values of ours in the same notation.

Counted is what depends on the day of publication: of type DATE without a year, decade or century of its
own ("Thursday", "in March", "the third quarter"), of type DURATION that leads up to the day or away from
it ("the past six months"). Values that name no period, or leave it open (PRESENT_REF, 1998-10-XX, PXM),
are unscored.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from store.records import DateMention

_OF_ITS_OWN = re.compile(r"\d{4}|'\d0s|\d\d/\d\d/\d\d|century|teen |thousand\b|ties\b", re.IGNORECASE)
_BESIDE_THE_DAY = re.compile(r"\b(?:past|last|next|coming|previous|ago|this)\b", re.IGNORECASE)
_OPEN = re.compile(r"X|_REF$")
_WRAPPED = re.compile(r"(?<!\n)\n(?!\n)")


@dataclass(frozen=True, slots=True)
class Expression:
    """Words at ``text[start:end]`` and what they mean."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class DatedText:
    """A text with the expressions that are counted, and the number of those that are unscored."""

    text: str
    day: date
    expressions: tuple[Expression, ...]
    unscored: int
    annotated: tuple[tuple[int, int], ...]
    """Where any expression stands, counted or not."""


def read_timex(file: Path) -> Iterator[DatedText]:
    """Lines of JSON, gzipped, as ``evals.temporal_expressions`` describes them."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from (_dated(json.loads(line)) for line in lines)


def _dated(row: dict[str, Any]) -> DatedText:
    counted = [timex for timex in row["timex"] if _depends_on_the_day(timex["type"], timex["text"])]
    scored = [timex for timex in counted if not _OPEN.search(timex["value"])]
    return DatedText(
        text=_WRAPPED.sub(" ", row["text"]),
        day=date.fromisoformat(row["dct"][:10]),
        expressions=tuple(Expression(*_span(timex), _plain(timex["value"])) for timex in scored),
        unscored=len(counted) - len(scored),
        annotated=tuple(map(_span, row["timex"])),
    )


def _span(timex: dict[str, Any]) -> tuple[int, int]:
    return timex["start"], timex["start"] + len(timex["text"])


def _depends_on_the_day(kind: str, text: str) -> bool:
    if kind == "DURATION":
        return bool(_BESIDE_THE_DAY.search(text))
    return kind == "DATE" and not _OF_ITS_OWN.search(text)


def _plain(value: str) -> str:
    """A day without its hour; weeks in two digits."""
    day = value if value.startswith("P") else value.partition("T")[0]
    return re.sub(r"-W(\d)$", r"-W0\1", day)


def value_of(mention: DateMention) -> str:
    """In TIMEX notation: 1998-W07, 1989-Q3, 1997-FA, P6M."""
    if mention.until is None:
        return _period(mention.value, mention.granularity)
    if mention.granularity == "day" and (mention.until - mention.value).days == 1:
        return f"{_period(mention.value, 'week')}-WE"
    return _length(mention.value, mention.until, mention.granularity)


def value_like(wanted: str, found: date, day: date) -> str:
    """A day that was found beside another, in the granularity of the value that is wanted."""
    kinds = (kind for kind, form in _FORMS.items() if re.fullmatch(form, wanted))
    if wanted.startswith("P"):
        unit = next((unit for unit, letter in _LETTERS.items() if wanted.endswith(letter)), "day")
        return _length(min(found, day), max(found, day), unit)
    return _period(found, next(kinds, "day"))


_FORMS = {
    "week": r"\d{4}-W\d\d",
    "month": r"\d{4}-\d\d",
    "quarter": r"\d{4}-Q\d",
    "season": r"\d{4}-(?:SP|SU|FA|WI)",
    "half": r"\d{4}-H\d",
    "year": r"\d{4}",
    "decade": r"\d{3}",
}
_LETTERS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def _period(day: date, granularity: str) -> str:
    year, week, _ = day.isocalendar()
    season = ("WI", "SP", "SU", "FA")[day.month % 12 // 3]
    return {
        "day": f"{day}",
        "week": f"{year}-W{week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "season": f"{day.year}-{season}",
        "half": f"{day.year}-H{(day.month + 5) // 6}",
        "year": f"{day.year}",
        "decade": f"{day.year}"[:3],
    }[granularity]


def _length(start: date, end: date, unit: str) -> str:
    days, months = (end - start).days, 12 * (end.year - start.year) + end.month - start.month
    number = {"day": days, "week": days // 7, "month": months, "quarter": months // 3}.get(unit, months // 12)
    return f"P{number}{_LETTERS.get(unit, 'Y')}"
