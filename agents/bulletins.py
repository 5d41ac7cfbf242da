"""Bulletins: sources that are lines rather than sentences, one after the other of one series.

A weather service, an exchange or a league writes "MAX SUSTAINED WINDS  70 KT WITH GUSTS TO  85 KT." and says
in the title of what. A story tells such a line as what that bulletin said on its day:
"As of October 27, 2020, Hurricane Zeta Forecast/Advisory: MAX SUSTAINED WINDS 70 KT WITH GUSTS TO 85 KT."
The checker takes day and heading off again and looks for the line.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from agents.anchor import unanchor
from agents.quantities import measures
from agents.surface import CALENDAR_STEMS, SHORT_MONTHS, content_stems, normal, words
from store.intake.clean import ends_a_sentence
from store.records import Source, Span
from store.snippets import sentences

SHORT = 60
"""Characters of a line that is no sentence, where it has no full stop."""
LONGEST = 40
"""Words of a line that is told."""
FEWEST, ALIKE = 2, 0.6
"""Words that two lines of one thing share at least, and their share of the shorter's words."""
WORD = 3
"""Letters of a word in a line that says what it measures; "64 KT... 40NE" is a row of a table."""
_HEADING_ENDS = re.compile(
    r"\.\.\.|\s[–—|]\s|\s-\s|,? (?:number|no\.?|nr\.?|issue|update) ?#?\d", re.IGNORECASE
)
_ANY_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
_DATES = re.compile(
    rf",? (?:for |of |on )?(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\.? {_ANY_MONTH},? \d{{4}}"
    rf"|{_ANY_MONTH} \d{{1,2}}, \d{{4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"(?:extended |long-range )?(?:forecast|outlook)s?\b(?!/)", re.IGNORECASE)
"""A line that begins so opens the part on what is to come: nothing below it is told as what is."""
_NOT_NOW = re.compile(r"^repeat\b|\b(?:was|were|next|previous|expected|within the next)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b\d{1,4}(?::\d\d)? ?(?:[ap]\.?m\b\.?|utc|gmt|z\b|[ecmp][sd]t\b)"
    rf"|\b\d{{1,2}} {_ANY_MONTH}\b(?: \d{{4}})?|\b{_ANY_MONTH} \d{{1,2}}\b(?: \d{{4}})?",
    re.IGNORECASE,
)
_RANKS = frozenset(
    content_stems(
        "hurricane typhoon cyclone tropical subtropical post extratropical storm depression remnants"
    )
)
"""Words for how strong a storm is: they change from one advisory to the next, its name does not."""


def is_bulletin(source: Source) -> bool:
    """Whether most of its text is in capitals, or in rows of figures without a full stop, under a title."""
    return bool(source.title) and _of_lines(source.text)


@lru_cache(maxsize=4096)
def _of_lines(text: str) -> bool:
    every = text.split("\n\n")
    told = [line for line in every if _is_telegraphic(line)]
    rows = [line for line in told if line.isupper() or any(sign.isdigit() for sign in line)]
    is_most = 2 * sum(map(len, told)) > sum(map(len, every))
    return len(every) > 2 and is_most and 2 * len(rows) > len(told)


def _is_telegraphic(line: str) -> bool:
    return line.isupper() or (len(line) <= SHORT and not ends_a_sentence(line))


def heading(source: Source) -> str:
    """What its title says of the series: without number and date, capitals as a title has them."""
    title = _DATES.sub("", " ".join(source.title.split()))
    name = _HEADING_ENDS.split(title)[0].strip(" ,.:;-–—")
    return re.sub(r"[A-Z]+", lambda word: word[0].capitalize(), name) if name.isupper() else name


class Line(NamedTuple):
    """A line of a bulletin, its place among the sentences and its place in the text."""

    text: str
    place: int
    span: Span


def lines(source: Source) -> list[Line]:
    """Those that measure something as it is at that moment."""
    found: list[Line] = []
    for place, (start, end) in enumerate(sentences(source.text)):
        line = " ".join(source.text[start:end].split())
        if _AHEAD.match(line):
            break
        if _is_telegraphic(line) and _measures(line) and normal(heading(source)) not in normal(line):
            span = Span(source_id=source.id, start=start, end=end, text=source.text[start:end])
            found.append(Line(line, place, span))
    return found


def _measures(line: str) -> bool:
    timeless = _TIME.sub(" ", line)
    return (
        len(words(line)) <= LONGEST
        and not _NOT_NOW.search(line)
        and sum(len(word) >= WORD for word in _plain(timeless)) >= FEWEST
        and bool(measures(timeless))
    )


def headed(line: str, source: Source) -> str:
    """The line under the heading of its bulletin, with a full stop."""
    return f"{heading(source)}: {line if ends_a_sentence(line) else f'{line}.'}"


def unheaded(text: str, source: Source) -> str:
    """The line alone, where the text is headed as a line of this bulletin is; else the text."""
    before, colon, line = unanchor(text)[1].partition(": ")
    return line if colon and is_bulletin(source) and normal(before) == normal(heading(source)) else text


def is_headed(text: str, source: Source) -> bool:
    """Whether the text tells a line of this bulletin."""
    return unheaded(text, source) != text


def told_line(text: str, source: Source) -> Line | None:
    """The very line that the text tells."""
    said = words(normal(text))
    return next((line for line in lines(source) if words(normal(line.text)) == said), None)


def same_series(one: Source, other: Source) -> bool:
    """Whether both are of one outlet, under one heading and so about one thing; two storms are two things."""
    return one.outlet == other.outlet != "" and _subject(one) == _subject(other) != frozenset()


def _subject(source: Source) -> frozenset[str]:
    return frozenset(content_stems(heading(source))) - _RANKS


def same_line(one: str, other: str) -> bool:
    """Whether two lines say the same of another moment: in the same words, and in one unit at least."""
    a, b = _plain(one), _plain(other)
    units = measures(one).keys() & measures(other).keys()
    return bool(units) and len(a & b) >= max(FEWEST, ALIKE * min(len(a), len(b)))


def _plain(line: str) -> frozenset[str]:
    """Stems of its words: no figures, no codes, no days."""
    told = [word for word in words(line) if len(word) > 1 and not any(sign.isdigit() for sign in word)]
    return frozenset(content_stems(" ".join(told))) - CALENDAR_STEMS - frozenset(SHORT_MONTHS)
