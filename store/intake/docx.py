"""Word files: the paragraphs of the body, without headings, tables, notes and what was struck out."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from store.errors import UnreadableSource
from store.intake.clean import one_line, reads_as_prose
from store.intake.fields import given_title
from store.intake.kinds import declared
from store.intake.reading import Place, Reading, megabytes, whole
from store.intake.text import reading_of_text
from store.records import SourceKind

if TYPE_CHECKING:
    from docx.document import Document

_MOST_UNPACKED = 50_000_000
_PICTURES = (".jpeg", ".jpg", ".png", ".gif", ".emf", ".wmf", ".tiff")
_MOST_XML = 15_000_000
"""Of the former what is parsed, which takes thirty times the memory: 3,000 pages of text."""
_OLE = b"\xd0\xcf\x11\xe0"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SAID = frozenset(f"{_W}{tag}" for tag in ("t", "tab", "br", "cr"))
_INSIDE_ANOTHER = frozenset({f"{_W}txbxContent", f"{_W}p"})
"""What is in a paragraph that is in another: a box beside the text, or the outer one's words again."""
_STRUCK_OUT = frozenset(f"{_W}{tag}" for tag in ("del", "moveFrom", "txbxContent"))
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
    def get(self, name: str) -> str | None: ...
    def find(self, path: str) -> "_Element | None": ...
    def iter(self, *tags: str) -> "Iterator[_Element]": ...
    def __iter__(self) -> "Iterator[_Element]": ...
    def iterancestors(self) -> "Iterator[_Element]": ...


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
        sizes = {member.filename: member.file_size for member in archive.infolist()}
    parsed = sum(size for name, size in sizes.items() if not name.endswith(_PICTURES))
    if parsed > _MOST_XML or sum(sizes.values()) > _MOST_UNPACKED:
        most = megabytes(_MOST_XML if parsed > _MOST_XML else _MOST_UNPACKED)
        raise UnreadableSource(place.name, f"unpacks to more than {most}", advice=_ADVICE)
    return Document(io.BytesIO(raw))


def _reading(document: "Document", place: Place) -> Reading:
    blocks = list(_blocks(document, 2 * place.limits.max_text_chars))
    body = [text for kind, text in blocks if not kind]
    prose = [text for text in body if reads_as_prose(text)]
    tabled = [text for kind, text in blocks if kind == "table"] if not prose else []
    reading = reading_of_text("\n\n".join(tabled or body), place)
    properties = document.core_properties
    stated = given_title(properties.title) or next((text for kind, text in blocks if kind == "title"), "")
    author = one_line(properties.author)
    authors = reading.authors or ((author,) if " " in author else ())
    # When the file was made is no date: it is that of the letter over which this one was written.
    kind = declared(url=reading.url, otherwise=SourceKind.DOCUMENT)
    return replace(reading, title=stated or reading.title, authors=authors, kind=kind)


def _blocks(document: "Document", limit: int) -> Iterator[tuple[str, str]]:
    """Each paragraph's kind (title, heading, table, or nothing for text) and words, up to many characters."""
    styles = {str(style.style_id): (style.name or "").lower() for style in document.styles}
    body = cast("_Element", document.element.body)  # pyright: ignore[reportUnknownMemberType]
    for paragraph in body.iter(f"{_W}p"):
        inside = {element.tag for element in paragraph.iterancestors()}
        text = "" if inside & _INSIDE_ANOTHER else one_line("".join(_words(paragraph)))
        limit -= len(text)
        if limit < 0:
            return
        if text:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            named = styles.get((style.get(f"{_W}val") or "") if style is not None else "", "")
            yield "table" if f"{_W}tbl" in inside else _kind(named), text


def _words(element: _Element) -> Iterator[str]:
    for part in element:
        if part.tag in _SAID:
            yield (part.text or "") if part.tag == f"{_W}t" else " "
        elif part.tag not in _STRUCK_OUT:
            yield from _words(part)


def _kind(style: str) -> str:
    if style in ("title", "heading 1"):
        return "title"
    return "heading" if style.startswith(("heading", "toc", "caption", "subtitle")) else ""
