"""When a source was published: the most trusted statement that is whole and possible, or honestly none.

Metadata, then the address, the feed, a dateline, and what the text says of its own day. Never the day of
reading, and never a date that lacks its year or could be read in two orders. Days that the text tells of
are not its own, however recent: docs/design/published.md has the count.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from itertools import chain, islice

from store.intake.clean import ends_a_sentence
from store.intake.reading import Reading
from store.intake.written import CHANGED, written_dates
from store.records import DateBasis

Dated = tuple[datetime | None, DateBasis]

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before this a date on a page is a default or a mistake."""

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MONTH_DAY = rf"(?:{_MONTH} {_DAY}|{_DAY} {_MONTH})"
WHOLE_DATE = re.compile(
    rf"\b(?:{_MONTH} {_DAY},? (?:19|20)\d\d|{_DAY} {_MONTH},? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b"
)
_TRAILING = re.compile(rf"[,.(–-] ?(?:\w+day, )?({WHOLE_DATE.pattern})\)?$")
_IN_PATH = re.compile(
    r"[/_-]((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2]|[a-z]{3})\2(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_FIELD = re.compile(r"^[A-Za-z][A-Za-z -]{1,20}: ")

# PORT ELLERY, March 4, 2025 (Agency) –   |   (March 4, 2025)   |   March 4, 2025 –
_DATELINE = re.compile(
    rf"(?:[^\W\d_][^.!?–—]{{1,60}}, )?\(?(?P<day>{_MONTH_DAY})(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"(?:\)|,? ?(?:\([^)]{{1,40}}\))? ?(?:[–—]|--?) )"
)
_NEARBY = timedelta(days=60)
"""A date written out in the text gives its year to a dateline that has none, if it is this near."""

_MOST_WRITTEN = 100
"""A list of dates is read no further."""

_WHEN = re.compile(r"\b[0-9]{1,2}[:.][0-9]{2}\b")
_STAMP = re.compile(
    rf"\b(?P<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (?P<day>{WHOLE_DATE.pattern})(?=[\s,.|(–-]|$)"
)
"""Beside an hour, at the top of a text: "16:10 UK time, Wednesday, 5 March 2025"."""
_TODAY = re.compile(rf"\b[Tt]oday,? (?:\w+day,? )?\(?(?P<day>{WHOLE_DATE.pattern})")
_TOP = 400
"""Characters in which a stamp may stand."""
_AROUND = 25

_IN_NUMBERS = re.compile(r"\s*(\d{1,2})(?:[/.-] ?| )(\d{1,2})(?:[/.-] ?| )\d{4}\b")
_NO_DAY = re.compile(r"\D*\d{0,3}(?:\D+\d{1,3})*\D*|\d{4}-?W\d\d|\d{9,11}|\d{13}|\d{15,}")
"""Years of two digits, weeks of the year, and numbers that are no date."""
_HOURS = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
}
_LONGEST = 80
_FIRST_DEFAULT, _OTHER_DEFAULT = datetime(2000, 1, 1), datetime(2004, 2, 2)  # noqa: DTZ001  (the text has the zone)


def published(reading: Reading, url: str, text: str, now: datetime) -> Dated:
    """The date and its basis; ``url`` and ``text`` are the clean ones."""
    found, basis = next(_stated(reading, url, text, now), (None, DateBasis.UNKNOWN))
    if found and found.time() != time():
        return found, basis
    noted = ((_read(words, reading.language), reading.basis) for words in reading.dates)
    made = ((read_date(words), DateBasis.METADATA) for words in reading.made)
    for moment, other in _possible(chain(noted, made), now):
        # The same day with an hour says more than the day alone.
        if found is None or (moment.date() == found.date() and moment.time() != time()):
            return moment, other
    return found, basis


def _stated(reading: Reading, url: str, text: str, now: datetime) -> Iterator[tuple[datetime, DateBasis]]:
    """Every statement that is possible, most trusted first."""
    stated: list[tuple[DateBasis, Iterable[datetime | None]]] = [
        (reading.basis, (_read(words, reading.language) for words in reading.dates)),
        (DateBasis.URL, _in_url(url)),
        (DateBasis.DATELINE, chain(_in_header(reading, text), _in_stamp(text))),
    ]
    stated.sort(key=lambda one: list(DateBasis).index(one[0]))
    yield from _possible(((date, basis) for basis, dates in stated for date in dates), now)
    yield from _possible((_in_dateline(text), (_today(text), DateBasis.INFERRED)), now)


def _possible(found: Iterable[Dated], now: datetime) -> Iterator[tuple[datetime, DateBasis]]:
    return ((date, basis) for date, basis in found if date and EARLIEST <= date <= now + timedelta(days=1))


def _read(words: str, language: str) -> datetime | None:
    """As anybody would read it, else as those who speak the page's language do."""
    if (found := read_date(words)) or len(words) > _LONGEST:
        return found
    written = written_dates(words, re.split("[-_]", language.lower())[0])
    return datetime.combine(written[0].day, time(), UTC) if len(written) == 1 else None


def read_date(words: str) -> datetime | None:
    """A whole date, with or without a time, in UTC; None where a part of the date is missing or ambiguous."""
    words = words.strip()
    if len(words) > _LONGEST or _NO_DAY.fullmatch(words) or _is_ambiguous(words):
        return None
    try:
        return _utc(datetime.fromisoformat(words))
    except (ValueError, OverflowError):
        return _by_dateutil(words)


def _by_dateutil(words: str) -> datetime | None:
    from dateutil import parser

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first = parser.parse(words, default=_FIRST_DEFAULT, tzinfos=_zone)
            other = parser.parse(words, default=_OTHER_DEFAULT, tzinfos=_zone)
        return _utc(first) if first.date() == other.date() else None
    except (ValueError, OverflowError, TypeError, ArithmeticError):
        return None


def _zone(name: str | None, seconds: int | None) -> tzinfo | None:
    if seconds is not None:
        return timezone(timedelta(seconds=seconds))
    return timezone(timedelta(hours=_HOURS[name])) if name in _HOURS else None


def _utc(value: datetime) -> datetime:
    """Midnight is a day without an hour, and stays that day, whatever the zone."""
    is_day = value.tzinfo is None or value.time() == time()
    return value.replace(tzinfo=UTC) if is_day else value.astimezone(UTC)


def _is_ambiguous(words: str) -> bool:
    """03/04/2025 is a day in March to some and a day in April to others."""
    match = _IN_NUMBERS.match(words)
    return bool(match) and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]


def _in_url(url: str) -> Iterator[datetime | None]:
    path = url.partition("://")[2].partition("?")[0]
    for year, _, month, day in _IN_PATH.findall(path):
        yield read_date(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")


def _in_header(reading: Reading, text: str) -> Iterator[datetime | None]:
    for line in reading.header:
        date = WHOLE_DATE.search(line)
        yield read_date(_FIELD.sub("", line)) or (read_date(date[0]) if date else None)
    for line in (reading.title, dateline_paragraph(text)):
        if date := _TRAILING.search(line):
            yield read_date(date[1])


def dateline_paragraph(text: str) -> str:
    """The first paragraph where it is a byline with a date and no sentence; else empty."""
    first = text.partition("\n")[0]
    is_one = (
        len(first) <= 150 and not ends_a_sentence(first) and (_TRAILING.search(first) or read_date(first))
    )
    return first if is_one else ""


def _in_dateline(text: str) -> Dated:
    """A dateline's own year, or that of the nearest date that the text writes out."""
    match = _DATELINE.match(text)
    if not match:
        return None, DateBasis.UNKNOWN
    if match["year"]:
        return read_date(f"{match['day']} {match['year']}"), DateBasis.DATELINE
    found_dates = islice(WHOLE_DATE.finditer(text), _MOST_WRITTEN)
    written = [date for found in found_dates if (date := read_date(found[0]))]
    candidates = ((read_date(f"{match['day']} {date.year}"), date) for date in written)
    near = [(abs(date - other), date) for date, other in candidates if date and abs(date - other) <= _NEARBY]
    if not near:
        return None, DateBasis.UNKNOWN
    distance, date = min(near)
    return date, DateBasis.INFERRED if distance else DateBasis.DATELINE


def _in_stamp(text: str) -> Iterator[datetime | None]:
    """A whole date with its right day of the week and an hour, where no other is: nobody tells a story so."""
    top = text[:_TOP]
    found = {
        date
        for match in _STAMP.finditer(top)
        if _WHEN.search(top[max(0, match.start() - _AROUND) : match.end() + _AROUND])
        and (date := read_date(match["day"]))
        and f"{date:%a}" == match["weekday"]
        and not CHANGED.search(top[max(0, match.start() - 2 * _AROUND) : match.start()])
    }
    yield from found if len(found) == 1 else ()


def _today(text: str) -> datetime | None:
    """The one day that the text calls today."""
    found = {date for match in _TODAY.finditer(text) if (date := read_date(match["day"]))}
    return found.pop() if len(found) == 1 else None
