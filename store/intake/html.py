"""HTML pages: the sentences of the one article, without headings, menus, teasers and lists of links."""

import logging
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, cast

from store.errors import UnreadableSource
from store.intake.clean import LONG_ENOUGH, canonical_url, decode, ends_a_sentence, one_line, reads_as_prose
from store.intake.dates import read_date
from store.intake.page import SEEN_BY_NOBODY, Node, declared_language, stated_dates
from store.intake.reading import Place, Reading, whole
from store.intake.shown import shown_dates

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset=["']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding=["']([\w-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_OPENS_BLOCK = frozenset("p head item quote cell row table list code div".split())
_BREAK = "\v"
"""Stands for <br>: a paragraph where doubled; alone it is a wrapped line, or an entry of a list."""
_INVITES = re.compile(
    r"(?:more|related|watch|listen|see also|read also|advertisement)\s*:|"
    r"(?:read more|share this|follow us|sign up|subscribe to|click here|download (?:the|our) app)\b|"
    r".*\b(?:leave a comment|tell your friends|our newsletter|all rights reserved|"
    r"(?:write|mail|email) to \S+@)",
    re.IGNORECASE,
)
"""What a page says to its readers about itself; it is no part of the article."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SEPARATOR = re.compile(r"^ ?[-–—|:·»]+ ")
_LONGEST_INVITATION = 200
_ADVICE = "Give the text of the article as a .txt or .jsonl file."

for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what they cannot read is reported by name here


class _Extracted(Protocol):
    body: Node
    title: str | None
    author: str | None
    url: str | None
    sitename: str | None


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading."""
    raw = whole(stream, place)
    charset = _CHARSET.search(raw[:4096])
    declared = (charset[1] or charset[2]).decode("ascii") if charset else ""
    yield reading_of_page(decode(raw, place, declared), place)


def reading_of_page(page: str, place: Place) -> Reading:
    """The page's one article; raises UnreadableSource where there is none."""
    found = _extract(_XML_DECLARATION.sub("", page, count=1), place)
    text = "\n\n".join(_article(found[1].body)) if found else ""
    if not found or not text:
        raise UnreadableSource(place.name, "no article text found", advice=_ADVICE)
    tree, article = found
    title, language = article.title or "", declared_language(tree)
    dates = tuple(stated_dates(tree, title))
    return Reading(
        name=place.name,
        text=text,
        title=title,
        url=canonical_url(article.url or "") or place.url,
        outlet=_outlet(tree, article),
        authors=tuple(name for part in (article.author or "").split(";") if (name := part.strip())),
        language=language,
        dates=dates,
        header=() if any(map(read_date, dates)) else tuple(shown_dates(tree, title, language)),
    )


def _extract(page: str, place: Place) -> tuple[Node, _Extracted] | None:
    """The parsed page and what trafilatura takes for its article."""
    import trafilatura
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    parse = cast("Callable[[str], Node | None]", trafilatura.load_html)
    extract = cast("Callable[..., _Extracted | None]", trafilatura.bare_extraction)
    try:
        tree = parse(page)
        if tree is None:
            return None
        article = extract(
            tree,
            url=place.url or None,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
            prune_xpath=SEEN_BY_NOBODY,
        )
    except (unparsable, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return (tree, article) if article else None


def _outlet(tree: Node, article: _Extracted) -> str:
    """As the page names its site; else what follows the headline in <title>, which says more than a host."""
    site = article.sitename or ""
    if site and not _HOST.fullmatch(site):
        return site
    page_title = one_line(next((title.text or "" for title in tree.iter("title")), ""))
    headline, _, rest = page_title.partition(one_line(article.title or "") or "\n")
    outlet = _SEPARATOR.sub("", rest)
    return outlet if not headline and outlet != rest and len(outlet) <= 60 else site


def _article(body: Node) -> list[str]:
    """Its blocks of prose, each once and in order."""
    blocks = list(_blocks(_column(body)))
    said = " ".join(_plain(text) for kind, text in blocks if kind == "p")
    wanted = [
        (kind, text)
        for kind, text in blocks
        if _is_wanted(kind, text) and not (kind == "quote" and _plain(text) in said)
    ]
    outside_tables = [text for kind, text in wanted if kind != "table"]
    return list(dict.fromkeys(outside_tables or [text for _, text in wanted]))


def _column(body: Node) -> Node:
    """Where a table lays out the page, the cell with the title."""
    cells = [cell for cell in body.iter("cell") if any(True for _ in cell.iter("head"))]
    titled = [cell for cell in cells if any(head.get("rend") == "h1" for head in cell.iter("head"))]
    return titled[0] if len(titled) == 1 else body


def _is_wanted(kind: str, text: str) -> bool:
    if kind == "head":  # a standfirst is at times marked up as one
        return len(text) >= LONG_ENOUGH and text.endswith(".")
    if kind == "code" or (len(text) <= _LONGEST_INVITATION and _INVITES.match(text)):
        return False
    if kind == "table":
        return ends_a_sentence(text) and text.count(" ") >= 8
    return reads_as_prose(text)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _blocks(body: Node) -> Iterator[tuple[str, str]]:
    """The words between one block's border and the next, with the kind of block that they stand in."""
    kinds = ["p"]
    words: list[str] = []
    for event, node in _walk(body):
        if node.tag in _OPENS_BLOCK:
            yield from ((kinds[-1], line) for line in _lines("".join(words)))
            words = []
            if event == "start":
                kinds.append(_kind(str(node.tag), kinds[-1]))
            else:
                kinds.pop()
        elif node.tag == "lb" and event == "start":
            words.append(_BREAK)
        words.append((node.text if event == "start" else node.tail) or "")
    yield from ((kinds[-1], line) for line in _lines("".join(words)))


def _lines(words: str) -> Iterator[str]:
    for paragraph in re.split(rf"{_BREAK}(?:\s*{_BREAK})+", words):
        joined = one_line(paragraph)
        if ends_a_sentence(joined):
            yield joined
        else:
            yield from filter(None, map(one_line, paragraph.split(_BREAK)))


def _kind(tag: str, outer: str) -> str:
    if tag in ("head", "code", "quote"):
        return tag
    if tag in ("cell", "row", "table"):
        return "table"
    return outer if outer != "head" else "p"


def _walk(body: Node) -> Iterator[tuple[str, Node]]:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    walk = cast("Callable[..., Iterator[tuple[str, Node]]]", etree.iterwalk)  # pyright: ignore[reportUnknownMemberType]
    for event, node in walk(body, events=("start", "end")):
        if node is not body:
            yield event, node
        elif event == "start":
            yield "end", cast("Node", _TextOf(body))


class _TextOf:
    """The body's own text, before its first block, in the shape of a node."""

    tag = "body"

    def __init__(self, body: Node) -> None:
        self.tail = body.text
