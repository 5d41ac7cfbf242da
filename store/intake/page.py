"""What a page says of itself outside its article: when it was published, and in which language."""

import json
import re
from collections.abc import Iterator
from typing import cast

from store.intake.node import Node
from store.intake.shown import beside, headline_of

_JSON_DATE = re.compile(r'"(?:datePublished|dateCreated)"\s*:\s*"([^"]{8,40})"')
_METAS = tuple(
    """article:published_time og:article:published_time datepublished article:published og:published_time
    published_time publication_date publish-date publish_date publishdate pubdate parsely-pub-date
    sailthru.date dc.date.issued dcterms.issued dcterms.date dc.date dcterms.created dc.date.created
    citation_publication_date cxenseparse:recs:publishtime article.published date""".split()
)
_ARTICLE = re.compile(r"Article|Posting|Report", re.IGNORECASE)
_UPDATED = re.compile(r"(?:date|time|entry)?[-_ ]?(?:modified|updated)", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w+)*\s*")
_HIDING = (
    "display:none;",
    "visibility:hidden;",
    "font-size:0;",
    "font-size:0px;",
    "font-size:1px;",
    "opacity:0;",
    "left:-999",
    "top:-999",
    "text-indent:-99",
)
SEEN_BY_NOBODY = "//body//*[@hidden or {}]".format(
    " or ".join(f"contains(concat(translate(@style, ' ', ''), ';'), '{style}')" for style in _HIDING)
)
"""XPath to what a page has and does not show."""


def declared_language(tree: Node) -> str:
    """The primary subtag of <html lang>, in lower case, or nothing."""
    match = _LANGUAGE.fullmatch(
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    return match[1].lower() if match else ""


def stated_dates(tree: Node, title: str) -> Iterator[str]:
    """Dates of publication as the page's own markup has them, most trusted first."""
    yield from _in_json_ld(tree)
    yield from _in_meta(tree)
    yield from _in_time(tree, title)


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


def _in_time(tree: Node, title: str) -> Iterator[str]:
    """Marked as the page's own anywhere, otherwise beside its headline: teasers have theirs as well."""
    marked = [time for time in tree.iter("time") if _is_marked(time)]
    for time in marked or _beside(tree, title):
        yield time.get("datetime") or " ".join("".join(time.itertext()).split())


def _is_marked(time: Node) -> bool:
    return time.get("itemprop") == "datePublished" or time.get("pubdate") is not None


def _beside(tree: Node, title: str) -> list[Node]:
    headline = headline_of(tree, title)
    nodes = (node for _, node in beside(headline)) if headline is not None else ()
    times = (node for node in nodes if node.tag == "time" and not _UPDATED.fullmatch(_kind(node)))
    return list(dict.fromkeys(times))[:1]


def _kind(time: Node) -> str:
    return time.get("itemprop") or time.get("class") or ""
