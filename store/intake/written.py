"""Whole dates in the language of their page: "28.04.2023", "3 de mayo de 2022", "2026年1月29日".

Nothing is guessed: 03/04/2025 is a day in April only where a page is in a language that writes the day
first, and years of two digits are read only between points, where none but the day can come first.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, cast

from store.temporal import MONTHS

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_NAME = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR_FIRST = re.compile(
    rf"(?<![0-9]){_YEAR}(?:[-./]|年) ?(?P<month>[0-9]{{1,2}})(?:[-./]|月) ?{_DAY}(?![0-9])"
)
_NUMBERS = re.compile(
    rf"(?<![0-9.])(?P<first>[0-9]{{1,2}})(?P<mark>[./-]) ?(?P<second>[0-9]{{1,2}})(?P=mark) ?{_YEAR}"
    r"(?!\.?[0-9])"
)
_SHORT_YEAR = re.compile(
    r"(?<![0-9.])(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{2})(?![0-9.])"
)
_DAY_FIRST = re.compile(
    rf"(?<![0-9]){_DAY}(?:st|nd|rd|th|er|\.|º|ª)? (?:de |of |d['’])?{_NAME}(?: de| del)?,? {_YEAR}(?![0-9])"
)
_MONTH_FIRST = re.compile(rf"\b{_NAME} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?![0-9])")

_NOT_DAY_FIRST = frozenset(["", *"en fil tl zh ja ko hu lt mn fa".split()])
"""Languages, and none that is known, in which 03/04/2025 may be a day in March."""
_POINTED = frozenset("cs da de fi nb nn no sk sl".split())
"""Languages with 25.04.24 for a day in April, and with no other way to read it."""
_WITHOUT_LANGUAGE = ("en", "de", "fr", "es", "it", "pt", "nl")
"""Tried where a page does not say: no name of a month in one is that of another month in another."""
_ENGLISH = {"sept": 9} | {
    name: 1 + place for place, month in enumerate(MONTHS) for name in (month.lower(), month[:3].lower())
}
"""Known without the library, which takes a third of a second to load."""
CHANGED = re.compile(
    "|".join(
        r"""updated modified edited aktualisier geändert änderung mise?\sà\sjour modifié actualiza
        modificad aggiornat bijgewerkt gewijzigd güncelle opdateret oppdatert uppdaterad päivitetty aktualiz
        обновлен 更新 수정""".split()
    ),
    re.IGNORECASE,
)
"""Before a date: it is not the first."""
_WHOLE = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}


class Written(NamedTuple):
    """A date at ``words[start:end]``."""

    start: int
    end: int
    day: date


def written_dates(words: str, language: str) -> list[Written]:
    """In order; ``language`` is a code of two letters, or empty."""
    found = [*_in_figures(words, language), *_with_names(words, language)]
    return sorted(found)


def _in_figures(words: str, language: str) -> Iterator[Written]:
    for match in _YEAR_FIRST.finditer(words):
        yield from _written(match, match["month"], match["day"])
    for match in _NUMBERS.finditer(words):
        first, second = int(match["first"]), int(match["second"])
        if first > 12 or first == second or language not in _NOT_DAY_FIRST:
            yield from _written(match, second, first)
        elif second > 12:
            yield from _written(match, first, second)
    if language in _POINTED:
        for match in _SHORT_YEAR.finditer(words):
            yield from _written(match, match["month"], match["day"], century=2000)


def _written(match: re.Match[str], month: int | str, day: int | str, century: int = 0) -> Iterator[Written]:
    """Nothing for 30 February."""
    try:
        yield Written(*match.span(), date(century + int(match["year"]), int(month), int(day)))
    except ValueError:
        return


def _with_names(words: str, language: str) -> Iterator[Written]:
    for match in (*_DAY_FIRST.finditer(words), *_MONTH_FIRST.finditer(words)):
        if language in ("", "en") and (month := _ENGLISH.get(match["month"].lower())):
            yield from _written(match, month, match["day"])
            continue
        found = _by_dateparser(f"{match['day']} {match['month']} {match['year']}", language)
        if found and (found.day, found.year) == (int(match["day"]), int(match["year"])):
            yield Written(*match.span(), found)


@lru_cache(maxsize=10_000)
def _by_dateparser(words: str, language: str) -> date | None:
    import dateparser

    parse = cast("Callable[..., datetime | None]", dateparser.parse)  # pyright: ignore[reportUnknownMemberType]
    own = {"no": "nb"}.get(language, language)
    languages = list(dict.fromkeys((own, "en"))) if own else _WITHOUT_LANGUAGE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = parse(words, languages=languages, settings=_WHOLE)
    except ValueError:  # a language that it does not know
        return None
    return found.date() if found else None
