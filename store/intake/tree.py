"""The few things that are done with the tree of a page, typed: lxml has no types of its own."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol, cast
from unicodedata import normalize

from store.intake.node import Node


class Tree(Node, Protocol):
    """An element of lxml, with its neighbours and with what takes it out of its tree."""

    def iter(self, *tags: str) -> "Iterator[Tree]": ...
    def iterancestors(self, *tags: str) -> "Iterator[Tree]": ...
    def getparent(self) -> "Tree | None": ...
    def __iter__(self) -> "Iterator[Tree]": ...
    def drop_tree(self) -> None: ...


@cache
def xpath(path: str) -> Callable[[Tree], list[Tree]]:
    """The elements on a path, which is compiled once."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    return cast("Callable[[str], Callable[[Tree], list[Tree]]]", etree.XPath)(path)  # pyright: ignore[reportUnknownMemberType]


def words(node: Node) -> str:
    """All text inside, in one line."""
    return normalize("NFC", " ".join("".join(node.itertext()).split()))


def length_within(node: Node, most: int) -> int | None:
    """Characters of text inside; None where there are more than ``most``, which costs no more to find."""
    length = 0
    for text in node.itertext():
        length += len(text.strip())
        if length > most:
            return None
    return length


def drop(node: Tree) -> None:
    """Out of its tree, all but the text after it; what went with a larger part is gone already."""
    if node.getparent() is not None:
        node.drop_tree()


def walk(node: Tree) -> "Iterator[tuple[str, Node]]":
    """Every element inside as it starts and as it ends, first of all the node's own text."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    steps = cast("Callable[..., Iterator[tuple[str, Node]]]", etree.iterwalk)  # pyright: ignore[reportUnknownMemberType]
    for event, part in steps(node, events=("start", "end")):
        if part is not node:
            yield event, part
        elif event == "start":
            yield "end", cast("Node", _TextOf(node))


class _TextOf:
    """The own text of a node, before its first child, in the shape of a node."""

    tag = "text"

    def __init__(self, node: Node) -> None:
        self.tail = node.text
