"""JSON Feed, an item a Reading."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from store.errors import UnreadableSource
from store.intake.entry import (
    MOST_ENTRIES,
    Fields,
    address,
    identity,
    is_brief,
    outlet,
    text_of,
    too_many,
    words,
)
from store.intake.fields import reading_of
from store.intake.kinds import declared
from store.intake.reading import Place, Reading
from store.records import DateBasis, SourceKind

_BODIES = ("content_html", "content_text", "summary")
_ADVICE = "Give the address or the file of the feed itself: RSS, Atom or JSON Feed."


def is_json_feed(value: object) -> bool:
    """Whether parsed JSON says of itself that it is a JSON Feed, be it by the number of the version alone."""
    if not isinstance(value, dict):
        return False
    feed = cast("Fields", value)
    version = str(feed.get("version"))
    return "jsonfeed.org/version/" in version or (version in ("1", "1.0", "1.1") and "items" in feed)


def read_json(feed: Fields, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading an item; raises UnreadableSource where they are too many."""
    listed = feed.get("items")
    items = cast("list[object]", listed) if isinstance(listed, list) else []
    if len(items) > MOST_ENTRIES:
        raise too_many(place)
    for number, item in enumerate(items, 1):
        name = f"{place.name} entry {number}"
        if isinstance(item, dict):
            yield _reading(cast("Fields", item), feed, name, place)
        else:
            yield UnreadableSource(name, "is not an object", advice=_ADVICE)


def _reading(item: Fields, feed: Fields, name: str, place: Place) -> Reading:
    kind = next((key for key in _BODIES if words(item.get(key))), "")
    text = _text(kind, words(item.get(kind)))
    inherited = {key: feed[key] for key in ("authors", "author", "language") if key in feed}
    link = words(item.get("url")) or words(item.get("external_url"))
    site = words(feed.get("home_page_url")) or words(feed.get("feed_url")) or place.url
    dates = (words(item.get("date_published")), words(item.get("date_modified")))
    url = address(link, site)
    reading = reading_of(name, text, {**inherited, **item, "url": ""})
    return replace(
        reading,
        url=url,
        kind=declared(sections=_tags(item), url=url) if reading.kind is SourceKind.UNKNOWN else reading.kind,
        guid=identity(words(item.get("id")), site, link=url, feed=place.url),
        brief=is_brief(text, whole=kind != "summary"),
        outlet=outlet(words(feed.get("title"))),
        dates=tuple(filter(None, dates)),
        basis=DateBasis.FEED,
    )


def _tags(item: Fields) -> Iterator[str]:
    tags = item.get("tags")
    return map(words, cast("list[object]", tags) if isinstance(tags, list) else [])


def _text(kind: str, body: str) -> str:
    return body if kind == "content_text" else text_of(body)
