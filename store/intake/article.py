"""The article of a page, as trafilatura finds it once the rest is cut away, in blocks."""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from store.intake.blocks import Block, Kind, length_of
from store.intake.clean import ends_a_sentence, one_line
from store.intake.node import Node
from store.intake.tree import Tree, walk, words

_OPENS_BLOCK = frozenset("p head item quote cell row table list code div".split())
_BREAK = "\v"
"""Stands for <br>: a paragraph where doubled; alone it is a wrapped line, or an entry of a list."""

_EARNEST = 0.8
"""Share of distinct text below which a page repeats itself in earnest, as songs and tables do."""

for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what they cannot read is reported by name here


class _Extracted(Protocol):
    body: Tree


def parsed(page: str) -> Tree | None:
    """The tree of a page; None where the page is none."""
    import trafilatura
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    try:
        return cast("Callable[[str], Tree | None]", trafilatura.load_html)(page)
    except (unparsable, ValueError):
        return None


def blocks_of(tree: Tree, url: str = "") -> list[Block]:
    """What trafilatura takes for the article, in order; nothing where it finds none."""
    import trafilatura
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    extract = cast("Callable[..., _Extracted | None]", trafilatura.bare_extraction)
    try:
        found = extract(tree, url=url or None, include_comments=False, output_format="txt")
    except (unparsable, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return list(_once(_blocks(_column(found.body)))) if found else []


def _once(blocks: Iterator[Block]) -> Iterator[Block]:
    """Each text once, and no quotation that only repeats what the article says."""
    every = list(blocks)
    kept = list(dict.fromkeys(every))
    if length_of(kept) < _EARNEST * length_of(every):
        kept = every
    said = " ".join(_plain(block.text) for block in kept if block.kind == "p")
    for block in kept:
        if block.kind != "quote" or _plain(block.text) not in said:
            yield block


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _column(body: Tree) -> Tree:
    """Where a table lays out the page, the cell with the title, if most of the text is in it."""
    cells = [cell for cell in body.iter("cell") if any(True for _ in cell.iter("head"))]
    titled = [cell for cell in cells if any(head.get("rend") == "h1" for head in cell.iter("head"))]
    return titled[0] if len(titled) == 1 and 2 * len(words(titled[0])) > len(words(body)) else body


def _blocks(body: Tree) -> Iterator[Block]:
    """The words between one block's border and the next, with the kind of block that they stand in."""
    kinds: list[Kind] = ["p"]
    said: list[str] = []
    for event, node in walk(body):
        if node.tag in _OPENS_BLOCK and not _is_inline(node):
            yield from (Block(line, kinds[-1]) for line in _lines("".join(said)))
            said = []
            if event == "start":
                kinds.append(_kind(str(node.tag), kinds[-1]))
            else:
                kinds.pop()
        elif node.tag == "lb" and event == "start":
            said.append(_BREAK)
        said.append((node.text if event == "start" else node.tail) or "")
    yield from (Block(line, kinds[-1]) for line in _lines("".join(said)))


def _is_inline(node: Node) -> bool:
    """Code and quotations are blocks of their own, but for those inside a sentence."""
    outer = node.getparent() if node.tag in ("code", "quote") else None
    return outer is not None and outer.tag in ("p", "item", "cell", "head") and not list(node.iter("p", "lb"))


def _kind(tag: str, outer: Kind) -> Kind:
    if tag in ("head", "item", "quote", "code"):
        return cast("Kind", tag)
    if tag in ("cell", "row", "table"):
        return "table"
    return outer if outer != "head" else "p"


def _lines(said: str) -> Iterator[str]:
    if _BREAK not in said:
        yield from filter(None, [" ".join(said.split())])
        return
    for paragraph in re.split(rf"{_BREAK}(?:\s*{_BREAK})+", said):
        joined = one_line(paragraph)
        if ends_a_sentence(joined):
            yield joined
        else:
            yield from filter(None, map(one_line, paragraph.split(_BREAK)))
