"""Pages with the article that people found on them, read from the archives in which such sets are published.

Three layouts, each told by the name of its archive:

``fundus``       pages NAME_YYYY_MM_DD.html.gz, with NAME.json (title, summary, sections) and meta.info (url)
``readability``  folders with source.html, expected.html and expected-metadata.json
``trafilatura``  evaldata.json: for each address a page in cache/, and passages that its text has, or has not
"""

import gzip
import json
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

_LETTER = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_LETTER}]|[^\W{_LETTER}]+")
"""A word; in scripts that write none apart, a letter."""
_BLOCKS = "p div li h1 h2 h3 h4 h5 h6 br td tr pre blockquote figcaption section article".split()


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page as it came, and its article: the whole text, or passages that it has and has not."""

    name: str
    raw: bytes
    url: str = ""
    title: str = ""
    text: str = ""
    has: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()


def words_of(text: str) -> Counter[str]:
    """How often each word occurs, without regard to case."""
    return Counter(_WORD.findall(text.casefold()))


def read_pages(archive: Path) -> Iterator[GoldPage]:
    """Those of one archive; raises ValueError for one of no known layout."""
    for layout, read in _LAYOUTS.items():
        if layout in archive.name:
            yield from read(_files(archive))
            return
    raise ValueError(f"{archive} has none of the names {', '.join(_LAYOUTS)}")


def _files(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as packed:
        return {member.name: file.read() for member in packed if (file := packed.extractfile(member))}


def _fundus(files: Mapping[str, bytes]) -> Iterator[GoldPage]:
    """A page belongs to the version of the record of which it has most words."""
    addresses: dict[str, dict[str, str]] = {}
    for name, raw in files.items():
        if name.endswith("meta.info"):
            addresses |= json.loads(raw)
    for name in sorted(files):
        if not name.endswith(".html.gz"):
            continue
        records = files.get(f"{name.rsplit('_', 3)[0]}.json")
        versions: dict[str, Any] = json.loads(records) if records else {}
        raw = gzip.decompress(files[name])
        shown = words_of(_text_of(raw))
        best = max(versions.values(), key=lambda one: _share(_body(one), shown), default=None)
        if best and _body(best):
            url = addresses.get(name.rsplit("/", 1)[-1], {}).get("url", "")
            yield GoldPage(name, raw, url, best.get("title") or "", _body(best))


def _body(record: Mapping[str, Any]) -> str:
    body = record.get("body") or {"summary": (), "sections": ()}
    parts = [*body["summary"]]
    for section in body["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    return "\n\n".join(parts)


def _share(text: str, shown: Counter[str]) -> float:
    wanted = words_of(text)
    return (wanted & shown).total() / max(1, wanted.total())


def _readability(files: Mapping[str, bytes]) -> Iterator[GoldPage]:
    for name in sorted(files):
        if name.endswith("/source.html"):
            folder = name.removesuffix("source.html")
            known: dict[str, str] = json.loads(files[f"{folder}expected-metadata.json"])
            text = _text_of(files[f"{folder}expected.html"])
            yield GoldPage(folder.split("/")[-2], files[name], "", known.get("title") or "", text)


def _trafilatura(files: Mapping[str, bytes]) -> Iterator[GoldPage]:
    known: dict[str, dict[str, Any]] = json.loads(files["evaldata.json"])
    for url, one in known.items():
        raw = files.get(f"cache/{one['file']}")
        if raw is not None:
            title = one.get("title") or ""
            yield GoldPage(one["file"], raw, url, title, "", tuple(one["with"]), tuple(one["without"]))


def _text_of(raw: bytes) -> str:
    """All text of a page, its blocks apart; nothing where it cannot be parsed."""
    from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    parse = cast("Callable[[bytes], Any]", html.fromstring)  # pyright: ignore[reportUnknownMemberType]
    try:
        tree = parse(raw.decode("utf-8", "replace").encode())
    except (unparsable, ValueError):
        return ""
    for block in tree.iter(*_BLOCKS):
        block.tail = f" {block.tail or ''}"
        block.text = f" {block.text or ''}"
    return str(tree.text_content())


_LAYOUTS = {"fundus": _fundus, "readability": _readability, "trafilatura": _trafilatura}
