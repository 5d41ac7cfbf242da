"""What entries of all kinds of feed have in common: their identity, their text, and what is put under it."""

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from store.errors import UnreadableSource
from store.intake.clean import canonical_url, one_line
from store.intake.markup import paragraphs
from store.intake.reading import Place
from store.records import digest

Fields = Mapping[str, object]

MOST_ENTRIES = 10_000
"""In one feed: the longest ever seen have a few thousand, and reading so many takes 250 MB."""

_WWW = re.compile(r"\A(?:www|feeds?|rss)\.")
_FOREIGN = "~"
"""Marks the guid of an entry that links to another site than its feed's."""

_GLOBAL = re.compile(r"(?:https?://|tag:|urn:)\S+", re.IGNORECASE)
"""Names that are nobody else's; ``post:17`` may be anyone's."""
_SUBSCRIBED = re.compile(r"^feed:(?:(?=(https?:))|(?=//))", re.IGNORECASE)
_LONGEST_GUID = 500
"""Characters; a longer one is kept as its digest."""
_ADVERT = re.compile(
    r"The post .{1,300} (?:appeared first|first appeared) on |(?:continue reading|read more)\b", re.IGNORECASE
)
"""What blogs put under each entry of their feed."""
_GOES_ON = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\W*$")
_BRIEF = 1000
"""Characters below which a description is taken for a summary: about the shortest whole news text."""
_BRIEF_BODY = 200
"""The same for what the feed says is the whole text."""


def too_many(place: Place) -> UnreadableSource:
    """For a feed that goes beyond MOST_ENTRIES."""
    reason = f"has more than {MOST_ENTRIES:,} entries"
    return UnreadableSource(place.name, reason, advice="Give them as JSONL, which may have any length.")


def identity(guid: str, site: str, *, link: str = "", feed: str = "") -> str:
    """A guid that means the same entry in every poll, wherever the feed moves, and no other feed's.

    An address, a ``tag:…`` or a ``urn:…`` is so by itself. Anything else, such as a number, counts within the
    site that the feed names as its own, or else where it came from: ``news.example/ 4711``. Where the feed,
    fetched from ``feed``, links to another site, its word counts within the feed alone, a guid or none.
    """
    guid = one_line(guid)
    if len(guid) > _LONGEST_GUID:
        guid = digest(guid)
    if feed and not one_site(link, feed):
        return f"{_FOREIGN}{canonical_url(feed).partition('://')[2]} {guid or link}"
    if not guid or _GLOBAL.fullmatch(guid):
        return guid
    scope = canonical_url(site).partition("://")[2] or (site if _GLOBAL.fullmatch(site) else "")
    return f"{scope} {guid}" if scope else ""


def one_site(first: str, second: str) -> bool:
    """Whether the hosts are one, or one is a part of the other; an address that is missing is of any site."""
    one, other = (_WWW.sub("", urlsplit(canonical_url(url)).netloc) for url in (first, second))
    return not (one and other) or one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def teller(guid: str, url: str) -> str:
    """The feed that says what stands at an address of another site; empty where the site itself says it."""
    return guid.partition(" ")[0] if url and guid.startswith(_FOREIGN) else ""


def address(link: str, base: str) -> str:
    """The link, made whole where it is relative; empty for what is no http(s) address."""
    try:
        return canonical_url(urljoin(base, link) if link else "")
    except ValueError:
        return ""


def subscribed(stated: str) -> str:
    """The address of a feed; ``feed://…`` and ``feed:https://…``, as some programs write it, are http(s)."""
    return canonical_url(
        _SUBSCRIBED.sub(lambda found: "" if found[1] else "http:", one_line(stated), count=1)
    )


def text_of(markup: str) -> str:
    """Its paragraphs, without what is put under every entry."""
    return "\n\n".join(part for part in paragraphs(markup) if not _ADVERT.match(part))


def is_brief(text: str, *, whole: bool) -> bool:
    """Whether the text reads like a summary; ``whole`` is whether the feed offers it as more."""
    return len(text) < (_BRIEF_BODY if whole else _BRIEF) or bool(_GOES_ON.search(text))


def outlet(title: str) -> str:
    """The feed's title, up to a colon: "Radio Norvane: news in brief" is a feed of Radio Norvane."""
    return plain(title).partition(": ")[0]


def plain(markup: str) -> str:
    """On one line."""
    return one_line(" ".join(paragraphs(markup)))


def words(value: object) -> str:
    """A string, or what a number is written as; else empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""
