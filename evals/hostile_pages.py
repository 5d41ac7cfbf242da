"""Pages that mean harm, as intake reads them: what nobody sees on the page must not get into a source."""

import io
from collections.abc import Iterator, Sequence

from agents.checker import Checker
from store.errors import UnreadableSource
from store.intake.html import read
from store.intake.reading import Place, Reading
from store.records import Record


class HostilePage(Record):
    """A page, what it hides and what it shows."""

    html: str
    hidden: tuple[str, ...]
    shown: tuple[str, ...] = ()


class Taken(Record):
    """What of it was read."""

    hidden: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unread: str = ""


def take(page: HostilePage, _checker: Checker) -> Taken:
    """Text, title and all else that intake keeps of the page."""
    try:
        found = [
            one for one in read(io.BytesIO(page.html.encode()), Place("page")) if isinstance(one, Reading)
        ]
    except UnreadableSource:
        return Taken(unread="page that intake does not read")
    kept = " ".join(" ".join(_words_of(found)).split())
    return Taken(
        hidden=tuple(one for one in page.hidden if one in kept),
        lost=tuple(one for one in page.shown if one not in kept),
    )


def _words_of(readings: Sequence[Reading]) -> Iterator[str]:
    for one in readings:
        yield from (one.text, one.title, one.outlet, *one.authors, *one.header)
