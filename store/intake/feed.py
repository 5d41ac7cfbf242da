"""Feeds: RSS, Atom and JSON Feed, an entry a Reading.

An entry is known by its link: the same text there again is the same source, another text revises it. An
entry without a link has no address, whatever its guid is, and is known by its text alone.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import struct_time
from typing import BinaryIO, cast

from store.errors import UnreadableSource
from store.intake.clean import one_line
from store.intake.fields import reading_of
from store.intake.markup import paragraphs
from store.intake.reading import Place, Reading, whole
from store.records import DateBasis

Fields = Mapping[str, object]

_HTML = re.compile(rb"(?>\s*(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_MOST_ENTRIES = 10_000
"""Each takes the parser a kilobyte, however short it is."""
_ADVERT = re.compile(
    r"The post .{1,300} (?:appeared first|first appeared) on |(?:continue reading|read more)\b", re.IGNORECASE
)
"""What blogs put under each entry of their feed."""
_BODIES = ("content_html", "content_text", "summary")
_ADVICE = "Give the address or the file of the feed itself: RSS, Atom or JSON Feed."


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading an entry."""
    raw = whole(stream, place)
    if sum(1 for _ in _ENTRY.finditer(raw)) > _MOST_ENTRIES:
        raise UnreadableSource(place.name, f"has more than {_MOST_ENTRIES:,} entries", advice=_ADVICE)
    feed, entries, is_feed = _parsed(raw, place)
    if not entries:
        is_page = _HTML.match(raw[:4096])
        reason = "is an HTML page, not a feed" if is_page else "has no entries" if is_feed else "is no feed"
        raise UnreadableSource(place.name, reason, advice=_ADVICE)
    for number, entry in enumerate(entries, 1):
        yield _reading(entry, feed, f"{place.name} entry {number}")


def is_json_feed(value: object) -> bool:
    """Whether parsed JSON says of itself that it is a JSON Feed."""
    return isinstance(value, dict) and "jsonfeed.org/version/" in str(cast("Fields", value).get("version"))


def read_json(feed: Fields, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading an item of a JSON Feed."""
    items = feed.get("items")
    for number, item in enumerate(cast("list[object]", items) if isinstance(items, list) else (), 1):
        name = f"{place.name} entry {number}"
        if isinstance(item, dict):
            yield _reading_of_item(cast("Fields", item), feed, name)
        else:
            yield UnreadableSource(name, "is not an object", advice=_ADVICE)


def _reading_of_item(item: Fields, feed: Fields, name: str) -> Reading:
    body = next((value for key in _BODIES if (value := _words(item.get(key)))), "")
    inherited = {key: feed[key] for key in ("authors", "author", "language") if key in feed}
    own = {"url": item.get("external_url"), **inherited, **item}
    modified = _words(item.get("date_modified"))
    reading = reading_of(name, _text(body), own)
    return replace(
        reading,
        outlet=_outlet(feed),
        dates=tuple(filter(None, (_words(item.get("date_published")), modified))),
        basis=DateBasis.FEED,
    )


def _parsed(raw: bytes, place: Place) -> tuple[Fields, list[Fields], bool]:
    """The feed's own fields, its entries, and whether it is a feed at all."""
    import feedparser

    parse = cast("Callable[..., Fields]", feedparser.parse)  # pyright: ignore[reportUnknownMemberType]
    charset = f"; charset={place.charset}" if place.charset else ""
    headers = {"content-type": f"application/xml{charset}"} | (
        {"content-location": place.url} if place.url else {}
    )
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


def _reading(entry: Fields, feed: Fields, name: str) -> Reading:
    source = entry.get("source")
    bodies = [part.get("value") for part in cast("list[Fields]", _own(entry, "content") or [])]
    text = max(map(_words, (*bodies, _own(entry, "summary"))), key=len)
    people = cast("list[Fields]", _own(entry, "authors") or [])
    return Reading(
        name=name,
        text=_text(text),
        title=" ".join(paragraphs(_words(_own(entry, "title")))),
        url=_words(_own(entry, "feedburner_origlink") or _own(entry, "link")),
        outlet=_outlet(cast("Fields", source) if isinstance(source, dict) else {}) or _outlet(feed),
        authors=tuple(filter(None, (_words(person.get("name")) for person in people))),
        language=_words(_own(feed, "language"))[:2],
        dates=tuple(_dates(entry)),
        basis=DateBasis.FEED,
    )


def _own(entry: Fields, key: str) -> object:
    """Without the library's substitutes, which give one field's value for another and warn of it."""
    return cast("Callable[[Fields, str], object]", dict.get)(entry, key)  # pyright: ignore[reportUnknownMemberType]


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _text(markup: str) -> str:
    return "\n\n".join(part for part in paragraphs(markup) if not _ADVERT.match(part))


def _outlet(feed: Fields) -> str:
    """The feed's title, up to a colon: "Radio Norvane: news in brief" is a feed of Radio Norvane."""
    return one_line(" ".join(paragraphs(_words(_own(feed, "title"))))).partition(": ")[0]


def _dates(entry: Fields) -> Iterator[str]:
    for key in ("published", "created", "updated"):
        moment = _own(entry, f"{key}_parsed")
        if isinstance(moment, struct_time):
            yield from _written(moment)
        elif words := _words(_own(entry, key)):
            yield words


def _written(moment: Iterable[int]) -> Iterator[str]:
    year, month, day, hour, minute, second, *_ = moment
    try:
        yield datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC).isoformat()
    except (ValueError, OverflowError):
        return
