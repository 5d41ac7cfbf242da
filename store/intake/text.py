"""Plain text: a header of short lines, if there is one, and the text below it; or a page saved as text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from store.errors import UnreadableSource
from store.intake.clean import decode, ends_a_sentence, reads_as_prose, tidy
from store.intake.dates import read_date
from store.intake.fields import KNOWN, reading_of
from store.intake.heads import title_and_outlet
from store.intake.rawpage import RawPage, raw_page
from store.intake.reading import Place, Reading, whole

_FIELD = re.compile(r"([A-Za-z][A-Za-z _-]{1,20}):\s+(\S.*)")
_OF_AGENCIES = frozenset(
    "slug editors embargo contact contacts priority category keywords subject ref".split()
)
"""Fields for other desks, which tell no reader anything."""
_MOST_PARAGRAPHS = 5
_LONGEST_LINE = 120


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading."""
    text = tidy(decode(whole(stream, place), place))
    page = None if _is_field(text.partition("\n")[0]) else raw_page(text)
    yield _reading_of_page(page, place) if page else reading_of_text(text, place)


def _reading_of_page(page: RawPage, place: Place) -> Reading:
    text = "\n\n".join(block.text for block in page.blocks)
    return Reading(place.name, text, title=page.title, url=place.url, header=page.byline)


def reading_of_text(text: str, place: Place) -> Reading:
    """The Reading of a text that is tidy: paragraphs of lines, with one empty line between them."""
    paragraphs = [paragraph.split("\n") for paragraph in text.split("\n\n")]
    count = _header_length(paragraphs)
    header = paragraphs[:count]
    body = "\n\n".join("\n".join(lines) for lines in paragraphs[count:])
    lines = [line for paragraph in header for line in paragraph]
    reading = reading_of(place.name, body, dict(_fields(lines)), _dated_lines(lines))
    if not _is_field(lines[0] if lines else ""):
        # A press release or wire copy: its fields are its own words, not a record's.
        reading = replace(reading, dates=())
    unfielded = [[line for line in paragraph if not _is_field(line)] for paragraph in header]
    title, outlet = title_and_outlet([one for one in unfielded if one], max(map(len, body.split("\n"))))
    return replace(
        reading,
        title=reading.title or title,
        outlet=reading.outlet or outlet,
        url=reading.url or place.url,
    )


def _header_length(paragraphs: list[list[str]]) -> int:
    """How many paragraphs at the top are header: short lines without a stop, or fields."""
    count = 0
    for paragraph in paragraphs[:-1][:_MOST_PARAGRAPHS]:
        if not all(_is_header(line) for line in paragraph):
            break
        count += 1
    below = paragraphs[count]
    # A text that never stops is a list or a note: only its first line can be a title.
    return count if reads_as_prose(below[-1]) or _is_wrapped(below) else min(count, 1)


def _is_wrapped(lines: list[str]) -> bool:
    return any(reads_as_prose(line) for line in lines)


def _is_header(line: str) -> bool:
    return _is_field(line) or (len(line) <= _LONGEST_LINE and not ends_a_sentence(line))


def _is_field(line: str) -> bool:
    match = _FIELD.match(line)
    return bool(match) and _key(match[1]) in KNOWN | _OF_AGENCIES


def _key(words: str) -> str:
    return words.lower().strip().replace(" ", "_").replace("-", "_")


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := _FIELD.match(line):
            yield _key(match[1]), match[2]


def _dated_lines(lines: list[str]) -> list[str]:
    """A date alone in the first line is the day on which a page was looked at, as often as not."""
    return lines[1:] if lines and read_date(lines[0]) else lines
