"""Public sets of pages whose article people have marked, read from the archives in which they come.

Three forms are known: that of Fundus (a page and the article's parts as JSON), that of Readability (a page
and the article as HTML) and that of Trafilatura (a page, and strings that its article has or has not).
"""

import gzip
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, cast

from trafilatura import html2txt


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched, with what is known of its article."""

    name: str
    raw: bytes
    gold: str = ""
    """The whole text; empty where the set does not have it."""
    title: str = ""
    has: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()


def fundus(path: Path) -> Iterator[Page]:
    """A page for each version of each outlet's layout; both are in the order of time."""
    golds = {name: json.loads(raw) for name, raw in _members(path, ".json")}
    names = sorted(name for name, _ in _members(path, ".html.gz"))
    wanted: dict[str, Mapping[str, Any]] = {}
    for outlet, versions in golds.items():
        stem = f"{outlet.removesuffix('.json')}_"
        of_outlet = [name for name in names if name.startswith(stem) and name[len(stem)].isdigit()]
        wanted |= dict(zip(of_outlet, versions.values(), strict=False))
    for name, raw in _members(path, ".html.gz"):
        if gold := wanted.get(name):
            yield Page(name, gzip.decompress(raw), _text_of(gold["body"]), gold.get("title") or "")


def _text_of(body: Mapping[str, Any]) -> str:
    paragraphs = [*body["summary"]]
    for section in body["sections"]:
        paragraphs += [*section["headline"], *section["paragraphs"]]
    return "\n\n".join(cast("list[str]", paragraphs))


def readability(path: Path) -> Iterator[Page]:
    """A page for each folder that has its three files, which stand side by side."""
    folder, files = "", dict[str, bytes]()
    for name, raw in _members(path, ""):
        if (place := str(PurePosixPath(name).parent)) != folder:
            folder, files = place, {}
        files[PurePosixPath(name).name] = raw
        if {"source.html", "expected.html", "expected-metadata.json"} <= files.keys():
            gold = html2txt(f"<html><body>{files['expected.html'].decode()}</body></html>", clean=False)
            title = json.loads(files["expected-metadata.json"]).get("title") or ""
            yield Page(PurePosixPath(folder).name, files["source.html"], gold, title)
            files = {}


def trafilatura(path: Path) -> Iterator[Page]:
    """A page for each entry of the set's list, which is the first file in it."""
    known: dict[str, Mapping[str, Any]] = {}
    for name, raw in _members(path, ""):
        if name == "evaldata.json":
            known = {entry["file"]: entry for entry in json.loads(raw).values()}
        elif entry := known.get(name.removeprefix("cache/")):
            title = entry.get("title") or ""
            yield Page(name, raw, title=title, has=tuple(entry["with"]), has_not=tuple(entry["without"]))


def _members(path: Path, ending: str) -> Iterator[tuple[str, bytes]]:
    """Files of an archive, one at a time."""
    with tarfile.open(path, "r|gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() and member.name.endswith(ending) else None
            if file:
                yield member.name, file.read()


SETS: Mapping[str, Callable[[Path], Iterator[Page]]] = {
    "pages_fundus": fundus,
    "pages_readability": readability,
    "pages_trafilatura": trafilatura,
}
"""Name of the archive, without .tar.gz, to what reads it."""
