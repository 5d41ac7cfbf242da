"""What a page shows beside its headline: the day it was published, for those who see no markup."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise

from store.intake.node import Node
from store.intake.written import CHANGED, Written, written_dates

BELOW = 300
"""Characters of text under the headline in which its date may stand: a standfirst and the authors."""
FAR_BELOW = 600
"""Characters in which it may stand with its hour, as no day that the story tells of does."""
ABOVE = 200
"""Characters over it, and in the smallest parts of the page that hold it: above them stands today's date."""
_PARTS = 3
_SHORT = 90
"""Characters of a line that is no sentence."""
_BESIDE = 45
"""Characters that may stand in a line with its date: "Published on … by the city desk"."""

_CLOCK = re.compile(
    r"[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?(?: ?(?:[ap]\.?m\.?|uhr|h|[A-Z]{2,4})\b)?", re.IGNORECASE
)
_LABEL = 30
_ALIKE, _TELLING = 60, 12
"""Characters that tell a heading from others, at most and at least."""
_OF_THE_SITE = frozenset({"header", "nav", "aside", "footer"})
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_Piece = tuple[str, Node]
"""A run of text and the element that it stands in."""


def shown_dates(tree: Node, title: str, language: str) -> Iterator[str]:
    """The nearest date under the headline, else the nearest over it, as YYYY-MM-DD."""
    headline = headline_of(tree, title)
    if headline is not None:
        near = (text for text, _ in beside(headline))
        far = [text for text, _ in _within(_below(headline), FAR_BELOW)]
        with_hour = (line if _CLOCK.search(f"{line} {rest}") else "" for line, rest in pairwise([*far, ""]))
        yield from islice(chain(_dates(near, language), _dates(with_hour, language)), 1)


def headline_of(tree: Node, title: str) -> Node | None:
    """The heading that says what the page's title says, else its only one of the first rank."""
    first = [heading for heading in tree.iter("h1") if _plain(heading)]
    same = (heading for heading in (*first, *tree.iter("h2", "h3")) if _says(_plain(heading), title))
    return next(same, first[0] if len(first) == 1 else None)


def _plain(heading: Node) -> str:
    return _in_words("".join(heading.itertext()))


def _in_words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _says(heading: str, title: str) -> bool:
    """Whether one holds the other: either may have a category or the name of the outlet beside it."""
    wanted = _in_words(title)[:_ALIKE]
    return len(min(wanted, heading, key=len)) >= _TELLING and (wanted in heading or heading in wanted)


def beside(headline: Node) -> Iterator[_Piece]:
    """Text under the headline, then over it, each from the nearest on."""
    yield from _within(_below(headline), BELOW)
    yield from _within(_above(headline), ABOVE)


def _within(pieces: Iterable[_Piece], room: int) -> Iterator[_Piece]:
    for text, node in pieces:
        joined = " ".join(text.split())
        if joined:
            yield joined, node
            room -= len(joined)
        if room < 0:
            return


def _below(headline: Node) -> Iterator[_Piece]:
    part: Node | None = headline
    while part is not None and part.tag != "body":
        outer = part.getparent()
        if outer is not None:
            yield part.tail or "", outer
            for sibling in part.itersiblings():
                yield from _pieces(sibling, outer)
        part = outer


def _above(headline: Node) -> Iterator[_Piece]:
    part = headline
    for _ in range(_PARTS):
        outer = part.getparent()
        if outer is None or outer.tag == "body":
            return
        for sibling in part.itersiblings(preceding=True):
            if sibling.tag not in _OF_THE_SITE:
                yield from reversed(list(_pieces(sibling, outer)))
        yield outer.text or "", outer
        part = outer


def _pieces(root: Node, outer: Node) -> Iterator[_Piece]:
    """The text of an element and the text behind it, in order; without recursion, as deep as it may be."""
    waiting: list[_Piece | Node] = [(root.tail or "", outer), root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            yield found
        elif isinstance(found.tag, str) and found.tag not in _UNSEEN:
            inner = [(child, (child.tail or "", found)) for child in found]
            for child, tail in reversed(inner):
                waiting += (tail, child)
            yield found.text or "", found


def _dates(lines: Iterable[str], language: str) -> Iterator[str]:
    """Those of lines that are little else, unless they say that the page was changed then."""
    before = ""
    for line in lines:
        if len(line) <= _SHORT and any(map(str.isdigit, line)):
            for written in written_dates(line, language):
                if _stands_alone(line, written) and not CHANGED.search(f"{before} {line[: written.start]}"):
                    yield written.day.isoformat()
        before = line if len(line) <= _LABEL else ""


def _stands_alone(line: str, written: Written) -> bool:
    return len(_CLOCK.sub("", line[: written.start] + line[written.end :])) <= _BESIDE
