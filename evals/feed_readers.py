"""A feed as two readers see it, in the same terms: Storytree's own, and bare feedparser."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol, cast

from store.errors import UnreadableSource
from store.intake.clean import canonical_url, one_line
from store.intake.dates import read_date
from store.intake.feed import read_feed
from store.intake.reading import Place, Reading

Field = Literal["title", "link", "guid", "body", "date"]
_HIDDEN = "//script|//style|//head|//comment()"


@dataclass(frozen=True)
class Entry:
    """What was read of one entry; ``body`` and ``date`` are right where one of their values is."""

    title: str = ""
    link: str = ""
    guid: str = ""
    body: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """What was read of a feed."""

    title: str
    entries: tuple[Entry, ...]


class _Node(Protocol):
    """The part of lxml's elements that is used here."""

    def xpath(self, path: str) -> "list[_Node]": ...
    def drop_tree(self) -> None: ...
    def text_content(self) -> str: ...


class FeedReader(Protocol):
    """Raises nothing: what cannot be read is an empty feed."""

    def __call__(self, raw: bytes, charset: str, location: str) -> Read: ...


def storytree(raw: bytes, charset: str, location: str) -> Read:
    """As intake reads it, before dates are judged and texts cleaned of what stands at their top."""
    try:
        found = read_feed(raw, Place("fixture", url=location, charset=charset))
    except UnreadableSource:
        return Read("", ())
    entries = (one for one in found.entries if isinstance(one, Reading))
    return Read(found.title, tuple(Entry(e.title, e.url, e.guid, (e.text,), e.dates) for e in entries))


def bare_feedparser(raw: bytes, charset: str, location: str) -> Read:
    """As the library gives it, asked to leave markup as it is."""
    import feedparser

    parse = cast("Callable[..., Mapping[str, object]]", feedparser.parse)  # pyright: ignore[reportUnknownMemberType]
    headers = {"content-type": "application/xml" + (f"; charset={charset}" if charset else "")}
    headers |= {"content-location": location} if location else {}
    found = parse(io.BytesIO(raw), response_headers=headers, sanitize_html=False)
    feed = cast("Mapping[str, object]", found.get("feed") or {})
    entries = cast("list[Mapping[str, object]]", found.get("entries") or [])
    return Read(plain(feed.get("title")), tuple(_bare(dict(entry)) for entry in entries))


def _bare(entry: Mapping[str, object]) -> Entry:
    contents = cast("list[Mapping[str, object]]", entry.get("content") or [])
    bodies = [*(part.get("value") for part in contents), entry.get("summary")]
    dates = (entry.get(f"{kind}{form}") for kind in ("published", "updated", "created") for form in _FORMS)
    return Entry(
        plain(entry.get("title")),
        canonical_url(_words(entry.get("link"))),
        _words(entry.get("id")),
        tuple(map(plain, bodies)),
        tuple(_stated(date) for date in dates if date),
    )


_FORMS = ("_parsed", "")


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _stated(date: object) -> str:
    return date if isinstance(date, str) else moment(cast("tuple[int, ...]", date))


def moment(parts: tuple[int, ...]) -> str:
    """In the form that ISO 8601 gives a struct_time."""
    try:
        year, month, day, hour, minute, second = tuple(parts)[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def same(field: Field, found: Entry, expected: object) -> bool:
    """Whether an entry holds this: words alike but for blanks and markup, addresses and moments as such."""
    if field == "body":
        return _dense(expected) in {re.sub(r"\s", "", body) for body in found.body}
    if field == "title":
        return _dense(expected) == re.sub(r"\s", "", found.title)
    if field == "date":
        wanted = read_date(
            expected if isinstance(expected, str) else moment(cast("tuple[int, ...]", expected))
        )
        return wanted is not None and wanted in map(read_date, found.date)
    stated = one_line(_words(expected))
    if field == "link":
        return canonical_url(stated) == found.link
    return found.guid == stated or found.guid.endswith(f" {stated}")


def _dense(markup: object) -> str:
    return re.sub(r"\s", "", plain(markup))


def plain(markup: object) -> str:
    """The words that a browser would show, by lxml alone."""
    from lxml import html  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    text = _words(markup)
    if "<" not in text and "&" not in text:
        return one_line(text)
    tree = cast("Callable[[str], _Node]", html.fromstring)(f"<div>{text}</div>")  # pyright: ignore[reportUnknownMemberType]
    for node in tree.xpath(_HIDDEN):
        node.drop_tree()
    return one_line(str(tree.text_content()))
