"""Feeds: RSS, Atom and JSON Feed, an entry a Reading.

An entry is known by its guid, and by its link: the same text there again is the same source, another text
revises it. One that has neither is known by its text alone.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import BinaryIO, cast

from store.errors import UnreadableSource
from store.intake.clean import decode
from store.intake.entry import (
    MOST_ENTRIES,
    Fields,
    address,
    identity,
    is_brief,
    outlet,
    plain,
    text_of,
    too_many,
    words,
)
from store.intake.jsonfeed import is_json_feed, read_json
from store.intake.kinds import declared
from store.intake.reading import Place, Reading, whole
from store.intake.records import parse
from store.records import DateBasis

_HTML = re.compile(rb"(?>\s*(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_CLOSED = re.compile(
    rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\b|</(?:[\w.-]+:)?channel\s*>\s*(?:</[^>]*>?\s*)?\Z", re.IGNORECASE
)
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_TAIL = 4096
_CUT_OFF = "is cut off, as the feed ends in it"
_ADVICE = "Give the address or the file of the feed itself: RSS, Atom or JSON Feed."


@dataclass(frozen=True, slots=True)
class FeedReading:
    """A feed as it stood at one moment."""

    title: str
    entries: tuple[Reading | UnreadableSource, ...]
    cut_off: bool = False
    """Whether it ends before its end; its last entry is then none."""


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading an entry."""
    entries = read_feed(whole(stream, place), place).entries
    if not entries:
        raise UnreadableSource(place.name, "has no entries", advice=_ADVICE)
    yield from entries


def read_feed(raw: bytes, place: Place) -> FeedReading:
    """Of any kind, with no entries too; raises UnreadableSource for what is no feed."""
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = parse(decode(raw, place), place.name)
        if not is_json_feed(found):
            raise UnreadableSource(place.name, "is no feed", advice=_ADVICE)
        feed = cast("Fields", found)
        return FeedReading(plain(words(feed.get("title"))), tuple(read_json(feed, place)))
    if sum(1 for _ in _ENTRY.finditer(raw)) > MOST_ENTRIES:
        raise too_many(place)
    feed, entries, is_feed = _parsed(raw, place)
    if not (entries or is_feed):
        reason = "is an HTML page, not a feed" if _HTML.match(raw[:_TAIL]) else "is no feed"
        raise UnreadableSource(place.name, reason, advice=_ADVICE)
    title = plain(words(_own(feed, "title")))
    readings = [_reading(entry, feed, f"{place.name} entry {n}", place) for n, entry in enumerate(entries, 1)]
    if readings and _is_cut_off(raw):
        lost = UnreadableSource(readings.pop().name, _CUT_OFF, advice="Get the feed again.")
        return FeedReading(title, (*readings, lost), cut_off=True)
    return FeedReading(title, tuple(readings))


def _is_cut_off(raw: bytes) -> bool:
    tail = raw[-_TAIL:].replace(b"\0", b"")  # of UTF-16 too
    return b"<" in tail and not _CLOSED.search(tail)


def _parsed(raw: bytes, place: Place) -> tuple[Fields, list[Fields], bool]:
    """The feed's own fields, its entries, and whether it is a feed at all."""
    import feedparser

    parse = cast("Callable[..., Fields]", feedparser.parse)  # pyright: ignore[reportUnknownMemberType]
    charset = f"; charset={place.charset}" if place.charset else ""
    # Not where it came from: guids, too, would be resolved against that.
    headers = {"content-type": f"application/xml{charset}"}
    try:
        # As a stream: what it gets as a string it may take for an address.
        found = parse(
            io.BytesIO(raw), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise UnreadableSource(place.name, "is a damaged feed", advice=_ADVICE) from error
    return (
        cast("Fields", found.get("feed") or {}),
        cast("list[Fields]", found.get("entries") or []),
        bool(found.get("version")),
    )


def _reading(entry: Fields, feed: Fields, name: str, place: Place) -> Reading:
    bodies = [words(part.get("value")) for part in cast("list[Fields]", _own(entry, "content") or [])]
    summary = words(_own(entry, "summary"))
    body = max((*bodies, summary), key=len)
    text = text_of(body)
    people = cast("list[Fields]", _own(entry, "authors") or [])
    guid = words(_own(entry, "id"))
    home = address(words(_own(feed, "link")), place.url) or place.url
    link = _link(entry, guid, home)
    return Reading(
        name=name,
        text=text,
        title=plain(words(_own(entry, "title"))),
        url=link,
        guid=identity(guid, home or words(_own(feed, "id")), link=link, feed=place.url),
        brief=is_brief(text, whole=body != summary),
        outlet=_outlet(_own(entry, "source")) or _outlet(feed),
        authors=tuple(filter(None, (words(person.get("name")) for person in people))),
        language=words(_own(feed, "language"))[:2],
        kind=declared(sections=_categories(entry), url=link),
        dates=tuple(_dates(entry)),
        basis=DateBasis.FEED,
    )


def _link(entry: Fields, guid: str, home: str) -> str:
    """Whole; a guid that is no address is given for the link by the library, and is none."""
    link = words(_own(entry, "feedburner_origlink") or _own(entry, "link"))
    return "" if link == guid and "://" not in link else address(link, home)


def _categories(entry: Fields) -> Iterator[str]:
    tags = cast("list[Fields]", _own(entry, "tags") or [])
    return (words(tag.get("term")) or words(tag.get("label")) for tag in tags)


def _outlet(feed: object) -> str:
    return outlet(words(_own(cast("Fields", feed), "title"))) if isinstance(feed, dict) else ""


def _own(entry: Fields, key: str) -> object:
    """Without the library's substitutes, which give one field's value for another and warn of it."""
    return cast("Callable[[Fields, str], object]", dict.get)(entry, key)  # pyright: ignore[reportUnknownMemberType]


def _dates(entry: Fields) -> Iterator[str]:
    for key in ("published", "created", "updated"):
        moment = _own(entry, f"{key}_parsed")
        if isinstance(moment, struct_time):
            yield from _written(moment)
        elif stated := words(_own(entry, key)):
            yield stated


def _written(moment: Iterable[int]) -> Iterator[str]:
    year, month, day, hour, minute, second, *_ = moment
    try:
        yield datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).isoformat()
    except (ValueError, OverflowError):
        return
