"""A feed as Atom (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from service.feeds.entries import Entry
from store.version import __version__

MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Feed:
    """What feeds of all kinds say of themselves."""

    title: str
    page: str
    """What it is a feed of, for people."""
    url: str
    updated: datetime
    entries: Sequence[Entry]
    """Newest first."""


def render_atom(feed: Feed) -> str:
    from feedgen.feed import FeedGenerator

    made = cast("Any", FeedGenerator)()
    made.id(feed.url)
    made.title(feed.title)
    made.updated(feed.updated)
    made.generator("Storytree", version=__version__)
    made.author(name="Storytree")
    made.link(href=feed.url, rel="self", type=MEDIA_TYPE)
    made.link(href=feed.page, rel="alternate", type="text/html")
    for entry in feed.entries:
        _add(made.add_entry(order="append"), entry)
    return cast("bytes", made.atom_str(pretty=True)).decode()


def _add(made: Any, entry: Entry) -> None:
    made.id(entry.id)
    made.title(entry.title)
    made.link(href=entry.url, rel="alternate", type="text/html")
    made.published(entry.at)
    made.updated(entry.at)
    made.summary(entry.summary)
    made.content(entry.html, type="html")
    for tag in entry.tags:
        made.category(term=tag)
