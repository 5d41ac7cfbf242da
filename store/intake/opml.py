"""OPML, the list of feeds that feed readers exchange.

Read with lxml, since the libraries for it take it for HTML, or fetch what looks like an address.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from store.errors import UnreadableSource
from store.intake.clean import one_line
from store.intake.entry import subscribed

MOST_BYTES = 5_000_000
_ADVICE = "Give an OPML file, as feed readers export it."
_TEXT = ("title", "text")


class _Outline(Protocol):
    """The part of lxml's elements that is used here."""

    @property
    def attrib(self) -> "dict[str, str]": ...
    @property
    def tag(self) -> object: ...
    def iter(self, *tags: str) -> "Iterator[_Outline]": ...


def read_opml(raw: bytes, name: str) -> tuple[dict[str, str], list[UnreadableSource]]:
    """Addresses of feeds with their titles, however deeply they are nested, each once; and what is none.

    Raises UnreadableSource for what is no OPML.
    """
    root = _root(raw, name)
    found: dict[str, str] = {}
    strange: list[UnreadableSource] = []
    for outline in root.iter("{*}outline"):
        attributes = {key.lower(): value for key, value in outline.attrib.items()}
        stated = one_line(attributes.get("xmlurl", ""))
        address = subscribed(stated)
        if address:
            found.setdefault(
                address, next((one_line(attributes[key]) for key in _TEXT if key in attributes), "")
            )
        elif stated:
            strange.append(
                UnreadableSource(f"{name} {stated[:200]}", "is no http or https address", advice="")
            )
    return found, strange


def _root(raw: bytes, name: str) -> _Outline:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    make = cast("Callable[..., object]", etree.XMLParser)  # pyright: ignore[reportUnknownMemberType]
    parse = cast("Callable[[bytes, object], _Outline | None]", etree.fromstring)  # pyright: ignore[reportUnknownMemberType]
    if len(raw) > MOST_BYTES:
        raise UnreadableSource(name, "is too large for a list of feeds", advice=_ADVICE)
    # Entities stay as they are written: none is looked up, and none multiplies.
    parser = make(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = parse(raw, parser)
    except (unparsable, ValueError) as error:
        raise UnreadableSource(name, "is no OPML", advice=_ADVICE) from error
    if root is None or str(root.tag).rpartition("}")[2].lower() != "opml":
        raise UnreadableSource(name, "is no OPML", advice=_ADVICE)
    return root


def write_opml(feeds: Iterable[tuple[str, str]]) -> str:
    """OPML 2.0 of these addresses with their titles."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Feeds followed with Storytree"
    body = SubElement(root, "body")
    for address, title in feeds:
        named = title or address
        SubElement(body, "outline", type="rss", text=named, title=named, xmlUrl=address)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}'
