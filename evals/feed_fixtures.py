"""What feeds are expected to hold, as the test suites of other feed readers state it.

Expectations are taken apart, never evaluated: what is no comparison of a field that is read here with a
literal is left unscored.
"""

import ast
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import cast
from urllib.parse import urljoin

from evals.feed_raw import entries
from evals.feed_readers import Entry, Field, Read, same

Expected = tuple[int, Field, object]
"""An entry by its number, or -1 for the feed itself; a field; and its value."""

_EXPECT = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(r"^\s*Header:\s+([^:]+):(.*)$", re.MULTILINE)
_CHARSET = re.compile(r"charset=['\"]?([\w-]+)", re.IGNORECASE)
_FEEDS = (".xml", ".json")
_SERVED = "http://127.0.0.1:8097/tests/"
"""Where the feeds are said to come from, as in feedparser's own tests."""
_DATED = [(f"{kind}{form}",) for kind in ("published", "updated", "created") for form in ("", "_parsed")]
_FIELDS: dict[tuple[object, ...], Field] = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("link",): "link",
    ("id",): "guid",
    ("guid",): "guid",
    ("summary",): "body",
    ("description",): "body",
    ("summary_detail", "value"): "body",
    ("content", 0, "value"): "body",
    **{
        (f"{kind}{form}",): "date" for kind in ("published", "updated", "created") for form in ("", "_parsed")
    },
}
"""Fields of feedparser, and what they are called here."""


@dataclass(frozen=True)
class Fixture:
    """A feed, and what is expected of it."""

    name: str
    raw: bytes
    expected: tuple[Expected, ...] = ()
    entries: int | None = None
    """How many, where that is stated."""
    charset: str = ""
    location: str = ""
    otherwise: str = "nothing stated"
    """What is expected of it where that is nothing that is read here."""

    @property
    def is_scored(self) -> bool:
        """Whether anything that is read here is expected of it."""
        return bool(self.expected) or self.entries is not None

    def misses(self, read: Read) -> list[str]:
        """Kinds of what is not as expected."""
        wrong = [field for at, field, value in self.expected if not same(field, _entry(read, at), value)]
        counted = self.entries is None or len(read.entries) == self.entries
        return [*wrong, *([] if counted else ["number of entries"])]


def _entry(read: Read, at: int) -> Entry:
    if at < 0:
        return Entry(title=read.title)
    return read.entries[at] if at < len(read.entries) else Entry()


def files(archive: Path) -> Iterator[tuple[PurePath, bytes]]:
    """Straight from the tar, in order of names."""
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda member: member.name):
            if member.isfile() and (content := tar.extractfile(member)):
                yield PurePath(member.name), content.read()


def feedparser_fixtures(archive: Path) -> Iterator[Fixture]:
    """Each says in a comment what an expression over what was parsed must be."""
    for path, raw in files(archive):
        text = _decoded(raw)
        if path.suffix not in _FEEDS:
            continue
        stated = _EXPECT.search(text)
        headers = {
            name.lower(): value.strip()
            for name, value in cast("list[tuple[str, str]]", _HEADER.findall(text))
        }
        charset = _CHARSET.search(headers.get("content-type", ""))
        yield Fixture(
            str(path),
            raw,
            tuple(_stated(stated[1])) if stated else (),
            charset=charset[1] if charset else "",
            location=urljoin(_SERVED, headers.get("content-location", "")),
            otherwise=_otherwise(stated[1] if stated else ""),
        )


def _decoded(raw: bytes) -> str:
    wide = raw[:4].count(0)
    if wide >= 2:
        return raw.decode("utf-32-be" if raw[:2] == b"\0\0" else "utf-32-le", "replace")
    if wide == 1 or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16-be" if raw[0] in (0, 0xFE) else "utf-16-le", "replace")
    return raw.decode("utf-8", "replace")


def _otherwise(expression: str) -> str:
    if "entries" in expression:
        return "other fields of entries"
    return "other fields of the feed" if "feed" in expression else "encoding, version, well-formedness"


def _stated(expression: str) -> Iterator[Expected]:
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return
    terms = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for term in terms:
        if isinstance(term, ast.Compare) and isinstance(term.ops[0], ast.Eq) and len(term.ops) == 1:
            yield from _compared(_path(term.left), term.comparators[0])


def _path(node: ast.expr) -> tuple[object, ...]:
    """``entries[0]['title']`` and ``entries[0].title`` → entries, 0, title; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=of, attr=name):
            return (*_path(of), name)
        case ast.Subscript(value=of, slice=ast.Constant(value=key)):
            return (*_path(of), key)
        case _:
            return ()


def _compared(path: tuple[object, ...], node: ast.expr) -> Iterator[Expected]:
    try:
        value = cast("object", ast.literal_eval(node))
    except ValueError:
        return
    match path:
        case ("feed", "title") | ("feed", "title_detail", "value"):
            yield -1, "title", value
        case ("entries", int(at), *rest) if name := _FIELDS.get(tuple(rest)):
            yield at, name, value
        case _:
            return


def gofeed_fixtures(archive: Path) -> Iterator[Fixture]:
    """Beside each feed, but for a few, lies what was parsed from it, as JSON."""
    found = dict(files(archive))
    for path, raw in found.items():
        is_record = path.suffix == ".json" and (
            path.stem.endswith("_expected") or path.with_suffix(".xml") in found
        )
        if path.suffix not in _FEEDS or is_record:
            continue
        beside = path.with_name(f"{path.stem}{'_expected' if path.suffix == '.json' else ''}.json")
        yield _beside(Fixture(str(path), raw, location=_SERVED), found.get(beside))


def _beside(fixture: Fixture, raw: bytes | None) -> Fixture:
    if raw is None:
        return fixture
    record = cast("Mapping[str, object]", json.loads(raw))
    entries = cast("list[Mapping[str, object]]", record.get("items") or record.get("entries") or [])
    expected = tuple(one for at, entry in enumerate(entries) for one in _listed(at, entry))
    return replace(fixture, expected=expected, entries=len(entries))


def _listed(at: int, entry: Mapping[str, object]) -> Iterator[Expected]:
    values: dict[Field, object] = {
        "title": entry.get("title"),
        "link": entry.get("link") or entry.get("url") or _alternate(entry.get("links")),
        "guid": _inner(entry.get("guid")) or entry.get("id"),
        "body": max((_inner(entry.get(key)) for key in _BODIES), key=len),
        "date": next((entry[key] for key in _DATES if entry.get(key)), None),
    }
    yield from _valued(at, values)


def _valued(at: int, values: Mapping[Field, object]) -> Iterator[Expected]:
    for name, value in values.items():
        if value:
            yield at, name, value


_BODIES = ("content", "description", "summary", "content_html", "content_text")
_DATES = ("publishedParsed", "pubDateParsed", "date_published", "updatedParsed")


def _inner(value: object) -> str:
    """A string, or the value in a record of one."""
    if isinstance(value, dict):
        value = cast("dict[str, object]", value).get("value")
    return value if isinstance(value, str) else ""


def _alternate(links: object) -> object:
    listed = cast("list[object]", links) if isinstance(links, list) else []
    fields = [cast("dict[str, str]", link) for link in listed if isinstance(link, dict)]
    return next((link.get("href") for link in fields if link.get("rel", "alternate") == "alternate"), None)


def feedjira_fixtures(archive: Path) -> Iterator[Fixture]:
    """Real feeds without expectations: number, titles and guids of their entries are as lxml finds them."""
    for path, raw in files(archive):
        if path.suffix in _FEEDS:
            found = entries(raw)
            expected = tuple(one for at, entry in enumerate(found) for one in _valued(at, entry))
            yield Fixture(str(path), raw, expected, len(found) or None, location=_SERVED)
