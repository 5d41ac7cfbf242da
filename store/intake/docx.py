"""Word files: the paragraphs of the body, without headings, tables, notes and what was struck out."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from store.errors import UnreadableSource
from store.intake.clean import one_line, reads_as_prose
from store.intake.fields import given_title
from store.intake.reading import Place, Reading, megabytes, whole
from store.intake.text import reading_of_text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_MOST_UNPACKED = 100_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_TEXT = (
    ".//*[self::w:t or self::w:tab or self::w:br or self::w:cr]"
    "[not(ancestor::w:txbxContent) and not(ancestor::w:moveFrom) and not(ancestor::w:del)]"
)
_ADVICE = "Save it again as .docx, or give its text as .txt."
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    EOFError,
    OSError,
)
"""What python-docx raises on one damaged file or another, beside its own errors."""


class _Element(Protocol):
    """The part of an element of the file that is used here."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    def xpath(self, path: str) -> "list[_Element]": ...


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading."""
    from docx.opc.exceptions import OpcError
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    raw = whole(stream, place)
    unparsable = cast("type[Exception]", etree.LxmlError)  # pyright: ignore[reportUnknownMemberType]
    if raw.startswith(_OLE):
        reason = "is protected by a password, or is a .doc"
        raise UnreadableSource(place.name, reason, advice="Save it as .docx without one.")
    try:
        yield _reading(_opened(raw, place), place)
    except (OpcError, unparsable, *_DAMAGE) as error:
        raise UnreadableSource(place.name, "is damaged, or no .docx", advice=_ADVICE) from error


def _opened(raw: bytes, place: Place) -> "Document":
    from docx import Document

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MOST_UNPACKED:
        raise UnreadableSource(
            place.name, f"unpacks to more than {megabytes(_MOST_UNPACKED)}", advice=_ADVICE
        )
    return Document(io.BytesIO(raw))


def _reading(document: "Document", place: Place) -> Reading:
    blocks = list(_blocks(document))
    body = [text for kind, text in blocks if not kind]
    prose = [text for text in body if reads_as_prose(text)]
    tabled = [text for kind, text in blocks if kind == "table"] if not prose else []
    reading = reading_of_text("\n\n".join(tabled or body), place)
    properties = document.core_properties
    stated = given_title(properties.title) or next((text for kind, text in blocks if kind == "title"), "")
    author = one_line(properties.author)
    authors = reading.authors or ((author,) if " " in author else ())
    # When the file was made is no date: it is that of the letter over which this one was written.
    return replace(reading, title=stated or reading.title, authors=authors)


def _blocks(document: "Document") -> Iterator[tuple[str, str]]:
    """Each paragraph with words: its kind (title, heading, table, or nothing for text) and the words."""
    from docx.text.paragraph import Paragraph

    body = cast("_Element", document.element.body)  # pyright: ignore[reportUnknownMemberType]
    for element in body.xpath(".//w:p[not(ancestor::w:txbxContent)]"):
        text = one_line("".join(map(_said, element.xpath(_TEXT))))
        if text:
            make = cast("Callable[..., Paragraph]", Paragraph)
            yield _kind(element, make(element, document)), text


def _said(element: _Element) -> str:
    return (element.text or "") if element.tag.endswith("}t") else " "


def _kind(element: _Element, paragraph: "Paragraph") -> str:
    if element.xpath("ancestor::w:tbl"):
        return "table"
    style = ((paragraph.style.name if paragraph.style else "") or "").lower()
    if style in ("title", "heading 1"):
        return "title"
    return "heading" if style.startswith(("heading", "toc", "caption", "subtitle")) else ""
