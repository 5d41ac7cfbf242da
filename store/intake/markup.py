"""A piece of HTML, such as a feed or a mail carries, as plain paragraphs.

Nothing is taken for chrome but headings and what is hidden: a whole page is for ``store.intake.html``.
"""

import re
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from store.intake.clean import ends_a_sentence, one_line, reads_as_prose
from store.intake.node import Node
from store.intake.page import SEEN_BY_NOBODY
from store.intake.tree import Tree
from store.intake.unseen import unseen

_NO_TEXT = frozenset(
    """script style template noscript head title iframe object svg math form button select textarea
    h1 h2 h3 h4 h5 h6""".split()
)
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer header hr html li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul""".split()
)
"""What begins and ends a paragraph; all else, what nobody has heard of too, is in the line."""
_BREAK = "\f"
"""Stands for <br>: a paragraph where doubled; alone it is a wrapped line, or an entry of a list."""
_NEW_PARAGRAPH = re.compile(rf"\v|{_BREAK}(?:\s*{_BREAK})+")


class _Tree(Node, Protocol):
    def xpath(self, path: str) -> "list[_Tree]": ...
    def clear(self, *, keep_tail: bool) -> None: ...


class _Walk(Protocol):
    def __call__(self, tree: Node, *, events: tuple[str, ...]) -> Iterator[tuple[str, Node]]: ...


def paragraphs(fragment: str) -> list[str]:
    """Its prose, each paragraph one line; where it has none, whatever words it has."""
    if "<" not in fragment and "&" not in fragment:
        return [line for part in fragment.split("\n\n") if (line := one_line(part))]
    tree = parsed(fragment)
    if tree is None:
        return []
    _strip(cast("_Tree", tree))
    lines = [line for part in _NEW_PARAGRAPH.split("".join(_words(tree))) for line in _lines(part)]
    return [line for line in lines if reads_as_prose(line)] or lines


def parsed(fragment: str) -> Node | None:
    """The tree of a page or a piece of one; None where there is nothing in it."""
    from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    parser = cast("Callable[..., object]", html.HTMLParser)(remove_comments=True, remove_pis=True)
    parse = cast("Callable[..., Node]", html.document_fromstring)  # pyright: ignore[reportUnknownMemberType]
    try:
        # As bytes: lxml refuses text with an encoding declaration, and text with a NUL.
        return parse(f'<meta charset="utf-8"><body>{fragment}'.encode("utf-8", "replace"), parser=parser)
    except (unparsable, ValueError):
        return None


def _strip(tree: _Tree) -> None:
    hidden = [*tree.xpath(SEEN_BY_NOBODY), *cast("list[_Tree]", unseen(cast("Tree", tree)))]
    for node in [*hidden, *cast("Iterator[_Tree]", tree.iter(*_NO_TEXT))]:
        node.clear(keep_tail=True)


def _lines(paragraph: str) -> Iterator[str]:
    joined = one_line(paragraph)
    if ends_a_sentence(joined):
        yield joined
    else:
        yield from filter(None, map(one_line, paragraph.split(_BREAK)))


def _words(tree: Node) -> Iterator[str]:
    """All text in order, with a mark at every border of a block."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    walk = cast("_Walk", etree.iterwalk)  # pyright: ignore[reportUnknownMemberType]
    for event, node in walk(tree, events=("start", "end")):
        if node.tag == "br":
            yield _BREAK if event == "end" else ""
        elif node.tag in _BLOCKS or node.tag in _NO_TEXT:
            yield "\v"
        yield (node.text if event == "start" else node.tail) or ""
