"""The entries of a feed by lxml and json alone, so that a measure does not rest on the reader it measures."""

import json
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from evals.feed_readers import Field, plain


class _Node(Protocol):
    """The part of lxml's elements that is used here."""

    def xpath(self, path: str) -> "list[_Node]": ...
    def iter(self, *tags: str) -> "Iterator[_Node]": ...
    def findtext(self, path: str) -> str | None: ...


def entries(raw: bytes) -> list[dict[Field, str]]:
    """Title and guid of each, as they stand there; none for what is no feed."""
    if raw.lstrip().startswith(b"{"):
        listed = cast("list[dict[str, object]]", json.loads(raw).get("items", []))
        return [{"title": str(item.get("title", "")), "guid": str(item.get("id", ""))} for item in listed]
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    parse = cast("Callable[[bytes, object], _Node | None]", etree.fromstring)  # pyright: ignore[reportUnknownMemberType]
    make = cast("Callable[..., object]", etree.XMLParser)  # pyright: ignore[reportUnknownMemberType]
    root = parse(raw, make(recover=True, resolve_entities="internal"))
    return [] if root is None else list(map(_entry, root.iter("{*}item", "{*}entry")))


def items(raw: bytes) -> list[tuple[str, str]]:
    """Guid and words of the description of each item of an RSS feed."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    root = cast("Callable[[bytes], _Node]", etree.fromstring)(raw)  # pyright: ignore[reportUnknownMemberType]
    found = ((_text(item, "guid"), plain(_text(item, "description"))) for item in root.iter("item"))
    return [(guid, " ".join(words.split())) for guid, words in found]


def _entry(node: _Node) -> dict[Field, str]:
    return {
        "title": _text(node, "title"),
        "guid": _text(node, "guid") or _text(node, "id"),
    }


def _text(node: _Node, tag: str) -> str:
    return (node.findtext(f"{{*}}{tag}") or "").strip()
