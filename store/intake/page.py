"""What a page says of itself outside its article: when it was published, and in which language."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

_JSON_DATE = re.compile(r'"(?:datePublished|dateCreated)"\s*:\s*"([^"]{8,40})"')
_METAS = tuple(
    """article:published_time og:article:published_time datepublished article:published og:published_time
    published_time publication_date publish-date publish_date publishdate pubdate parsely-pub-date
    sailthru.date dc.date.issued dcterms.issued dcterms.date dc.date dcterms.created dc.date.created
    citation_publication_date cxenseparse:recs:publishtime article.published date""".split()
)
_ARTICLE = re.compile(r"Article|Posting|Report", re.IGNORECASE)
_PUBLISHED_CLASS = re.compile(r"publish|pub-?date|entry-date|dateline|posted", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w+)*\s*")
_HIDING = (
    "display:none;",
    "visibility:hidden;",
    "font-size:0;",
    "font-size:0px;",
    "font-size:1px;",
    "opacity:0;",
)
SEEN_BY_NOBODY = "//body//*[@hidden or {}]".format(
    " or ".join(f"contains(concat(translate(@style, ' ', ''), ';'), '{style}')" for style in _HIDING)
)
"""XPath to what a page has and does not show."""
_SCOPE = frozenset({"article", "main", "body"})


class Node(Protocol):
    """The part of an lxml element that is used here; lxml has no types of its own."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> "Iterator[Node]": ...
    def itertext(self) -> Iterator[str]: ...
    def getparent(self) -> "Node | None": ...


def declared_language(tree: Node) -> str:
    """The primary subtag of <html lang>, in lower case, or nothing."""
    match = _LANGUAGE.fullmatch(
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    return match[1].lower() if match else ""


def stated_dates(tree: Node) -> Iterator[str]:
    """Dates of publication as the page's own metadata have them, most trusted first."""
    yield from _in_json_ld(tree)
    yield from _in_meta(tree)
    yield from _in_time(tree)


def _in_json_ld(tree: Node) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = script.text or ""
        try:
            yield from _dates_of_articles(cast("object", json.loads(source)))
        except (ValueError, RecursionError):
            yield from _JSON_DATE.findall(source)[:1]


def _dates_of_articles(found: object) -> list[str]:
    """Those of articles before those of pages; without recursion, as deep as it may be."""
    articles: list[str] = []
    others: list[str] = []
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(cast("list[object]", value)))
        elif isinstance(value, dict):
            thing = cast("dict[str, object]", value)
            if isinstance(date := thing.get("datePublished"), str):
                (articles if _ARTICLE.search(str(thing.get("@type"))) else others).append(date)
            waiting.extend(reversed(list(thing.values())))
    return articles or others


def _in_meta(tree: Node) -> Iterator[str]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            if name := meta.get(attribute):
                stated.setdefault(name.lower(), meta.get("content") or "")
    yield from (stated[name] for name in _METAS if stated.get(name))


def _in_time(tree: Node) -> Iterator[str]:
    times = [time for time in tree.iter("time") if time.get("itemprop") != "dateModified"]
    marked = [time for time in times if _is_marked(time)]
    yield from _values(marked or _beside_title(tree))


def _is_marked(time: Node) -> bool:
    return (
        time.get("itemprop") == "datePublished"
        or time.get("pubdate") is not None
        or bool(_PUBLISHED_CLASS.search(time.get("class") or ""))
    )


def _beside_title(tree: Node) -> list[Node]:
    """The first <time> in the smallest part of the page, not all of it, that has one and the only <h1>."""
    titles = list(tree.iter("h1"))
    part = titles[0].getparent() if len(titles) == 1 else None
    while part is not None and part.tag != "body":
        if times := list(part.iter("time")):
            return times[:1]
        part = None if part.tag in _SCOPE else part.getparent()
    return []


def _values(times: Iterable[Node]) -> Iterator[str]:
    for time in times:
        yield time.get("datetime") or " ".join("".join(time.itertext()).split())
