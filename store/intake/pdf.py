"""PDF: the running text of its pages, joined to paragraphs, without what repeats on every page."""

import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from store.errors import UnreadableSource
from store.intake.clean import one_line, reads_as_prose
from store.intake.dates import WHOLE_DATE
from store.intake.fields import given_title
from store.intake.kinds import declared
from store.intake.lines import joined, without_running_lines
from store.intake.reading import Place, Reading, whole
from store.records import SourceKind

if TYPE_CHECKING:
    from pypdf import DocumentInformation, PageObject, PdfReader

MOST_PAGES = 500
"""More is a book or a file of data, not something to cite a sentence of."""
MOST_SECONDS = 30.0
_MOST_CONTENT = 10_000_000
"""Bytes of drawing instructions on one page, unpacked; a dense page of text has 100,000."""
_FEWEST_LETTERS = 20

_TOP = 8
_STATES_DAY = re.compile(
    rf"(?:(?:date(?: of \w+)?|published|issued|released)\s*:\s*|[^\W\d_][\w .'’-]{{1,40}}, |)(?:\w+day,? )?"
    rf"(?P<day>{WHOLE_DATE.pattern})(?=\s*(?:$|[.,–—(]|-+ |at ))",
    re.IGNORECASE,
)
"""A paragraph that begins with the day, after "Date:" or a place at most."""
_LEADERS = re.compile(r"(?:\. ?){5}")
"""The dots of a table of contents."""
_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)
_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    MemoryError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What pypdf raises on one damaged file or another, beside its own errors."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is reported by name here

Value = TypeVar("Value")


class _TookTooLong(Exception):
    """Raised from inside a page, which cannot be asked to stop."""


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    raw = whole(stream, place)
    if b"%PDF-" not in raw[:1024]:
        raise UnreadableSource(place.name, "is no PDF", advice="Check that it is the file that was meant.")
    try:
        yield _reading(PdfReader(io.BytesIO(raw)), place)
    except (FileNotDecryptedError, DependencyError) as error:
        reason = "is protected by a password"
        raise UnreadableSource(place.name, reason, advice="Save it without one.") from error
    except _TookTooLong as error:
        reason = f"takes more than {MOST_SECONDS:g} seconds to read"
        raise UnreadableSource(place.name, reason, advice="Give its text as .txt.") from error
    except (PyPdfError, *_DAMAGE) as error:
        reason = f"is damaged: {one_line(str(error))[:100] or type(error).__name__}"
        raise UnreadableSource(
            place.name, reason, advice="Get it again, or give its text as .txt."
        ) from error


def _reading(reader: "PdfReader", place: Place) -> Reading:
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise UnreadableSource(place.name, f"has {count} pages, more than {MOST_PAGES}", advice="Split it.")
    pages = list(_pages(reader, 2 * place.limits.max_text_chars))
    blocks = [block for block in joined(without_running_lines(pages)) if not _LEADERS.search(block)]
    if sum(char.isalpha() for block in blocks for char in block) < _FEWEST_LETTERS:
        reason = "has no text: its pages may be images"
        raise UnreadableSource(place.name, reason, advice="Have its text recognised (OCR) first.")
    prose = [block for block in blocks if reads_as_prose(block)]
    information = _sound(lambda: reader.metadata)
    return Reading(
        name=place.name,
        text="\n\n".join(prose or blocks),
        title=_title(information, blocks),
        url=place.url,
        authors=_authors(information),
        kind=declared(url=place.url, otherwise=SourceKind.DOCUMENT),
        made=_made(information),
        header=tuple(_stated_days(blocks)),
    )


def _sound(read_value: Callable[[], Value]) -> Value | None:
    """One part of the file, or None where only that part is damaged."""
    from pypdf.errors import PyPdfError

    try:
        return read_value()
    except (PyPdfError, *_DAMAGE):
        return None


def _pages(reader: "PdfReader", limit: int) -> Iterator[list[str]]:
    """The lines of each page, until there are more characters than a text may have."""
    deadline = time.monotonic() + MOST_SECONDS
    for page in reader.pages:
        text = _text(page, deadline)
        limit -= len(text)
        yield [one_line(line) for line in text.translate(_LIGATURES).split("\n")]
        if limit < 0:
            return


def _text(page: "PageObject", deadline: float) -> str:
    content = page.get_contents()
    if content is None or len(content.get_data()) > _MOST_CONTENT:
        return ""

    def watch(*_: object) -> None:
        if time.monotonic() > deadline:
            raise _TookTooLong

    watch()
    return page.extract_text(visitor_operand_before=watch)


def _title(information: "DocumentInformation | None", blocks: list[str]) -> str:
    """As the file states it; else the longest line above the text."""
    stated = _sound(lambda: given_title(information.title)) if information else ""
    if stated:
        return stated
    first = next((at for at, block in enumerate(blocks[:_TOP]) if reads_as_prose(block)), 0)
    return max((block for block in blocks[:first] if not _STATES_DAY.match(block)), key=len, default="")


def _authors(information: "DocumentInformation | None") -> tuple[str, ...]:
    """A name of two words or more: one word is the name of an account."""
    author = _sound(lambda: one_line(information.author or "")) if information else ""
    return (author,) if author and " " in author else ()


def _made(information: "DocumentInformation | None") -> tuple[str, ...]:
    date = _sound(lambda: information.creation_date) if information else None
    return (date.isoformat(),) if date else ()


def _stated_days(blocks: list[str]) -> Iterator[str]:
    for block in blocks[:_TOP]:
        if match := _STATES_DAY.match(block):
            yield match["day"]
