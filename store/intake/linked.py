"""The page that an entry of a feed links to, in place of the summary that the feed has of it."""

from dataclasses import replace
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from store.errors import UnreadableSource
from store.intake.fetch import Fetched
from store.intake.places import readings_of
from store.intake.reading import Limits, Reading
from store.intake.sources import source_of
from store.records import DateBasis, Source, SourceKind

_TRUSTED = frozenset({DateBasis.METADATA, DateBasis.URL})
"""What says when a page was published better than the feed does."""


def source_of_page(entry: Reading, page: Fetched, now: datetime, limits: Limits) -> Source:
    """The page as a source with the entry's guid, and what else it lacks; raises UnreadableSource.

    So it does where the page has less text than the entry, as behind a wall for subscribers, and where the
    link leads to the front page, as links to what was withdrawn do.
    """
    if urlsplit(page.url).path.strip("/") == "" != urlsplit(entry.url).path.strip("/"):
        raise UnreadableSource(entry.url, "leads to the front page")
    reading = _reading(entry, page, limits)
    source = source_of(reading, now, limits)
    if isinstance(source, Source) and source.published_basis not in _TRUSTED and entry.dates:
        source = source_of(replace(reading, dates=entry.dates, basis=entry.basis, made=()), now, limits)
    if isinstance(source, UnreadableSource):
        raise source
    if len(source.text) < len(entry.text):
        raise UnreadableSource(entry.url, "has less text than the feed")
    return source


def _reading(entry: Reading, page: Fetched, limits: Limits) -> Reading:
    match list(islice(readings_of(page, entry.url, limits), 2)):
        case [Reading() as reading]:
            return replace(
                reading,
                guid=entry.guid,
                title=reading.title or entry.title,
                outlet=_said(reading.outlet, page.url) or entry.outlet,
                authors=reading.authors or entry.authors,
                language=reading.language or entry.language,
                kind=entry.kind if reading.kind is SourceKind.UNKNOWN else reading.kind,
            )
        case [UnreadableSource() as error]:
            raise error
        case _:
            raise UnreadableSource(entry.url, "is no page")


def _said(outlet: str, url: str) -> str:
    """The outlet, unless it is only a part of the address."""
    return "" if outlet in url else outlet
