"""Word files: what a reader of the page would call the text."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from docx import Document
from docx.document import Document as Made
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import DateBasis, Source, SourceKind

NOW = datetime(2025, 4, 1, tzinfo=UTC)
BODY = (
    "The ferry between Port Ellery and Saltmere sails again on Monday, said the harbour master.",
    "Nobody was hurt. It is free of charge until the summer.",
)
TEXT = "\n\n".join(BODY)


def unchanged(_: Made) -> None:
    """For a document that is to stay as it is."""


def made(*paragraphs: str, change: Callable[[Made], object] = unchanged) -> bytes:
    document = Document()
    document.core_properties.title = document.core_properties.author = ""
    for text in paragraphs:
        style, _, words = text.rpartition("|")
        document.add_paragraph(words, style or None)
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read_bytes(raw: bytes, limits: Limits | None = None) -> Source | UnreadableSource:
    (found,) = read(["-"], now=NOW, stdin=io.BytesIO(raw), limits=limits or Limits())
    return found


def read_docx(*paragraphs: str, change: Callable[[Made], object] = unchanged) -> Source:
    found = read_bytes(made(*paragraphs, change=change))
    assert isinstance(found, Source), found
    return found


def test_the_body_without_headings() -> None:
    found = read_docx("Title|Ferry sails", BODY[0], "Heading 2|Fares", BODY[1], "Caption|A ferry.")
    assert (found.title, found.text) == ("Ferry sails", TEXT)
    assert (found.published_at, found.published_basis) == (None, DateBasis.UNKNOWN)
    assert found.kind is SourceKind.DOCUMENT


def test_a_release_with_its_day() -> None:
    found = read_docx("HARBOUR OFFICE", "Date: 5 March 2025", "FERRY: FIRST SAILINGS", *BODY)
    assert (found.title, found.text) == ("FERRY: FIRST SAILINGS", TEXT)
    assert (found.published_at, found.published_basis) == (
        datetime(2025, 3, 5, tzinfo=UTC),
        DateBasis.DATELINE,
    )


def test_what_the_file_states() -> None:
    def state(document: Made) -> None:
        document.core_properties.title = "Ferry: the plan"
        document.core_properties.author = "Oriel Hastane"

    found = read_docx(*BODY, change=state)
    assert (found.title, found.authors) == ("Ferry: the plan", ("Oriel Hastane",))


def test_what_was_put_in_counts_and_what_was_struck_out_does_not() -> None:
    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'

    words = (
        f"{run('Nobody')}<w:ins w:id='1'>{run(' at all')}</w:ins>"
        f"<w:del w:id='2'>{run(' perhaps', 'delText')}</w:del>"
        f"<w:moveFrom w:id='3'>{run(' elsewhere')}</w:moveFrom>{run(' was hurt.')}"
    )

    def change(document: Made) -> None:
        element = cast("Any", document.paragraphs[-1])._p  # noqa: SLF001
        element.addnext(parse_xml(f"<w:p {nsdecls('w')}>{words}</w:p>"))

    assert read_docx(BODY[0], change=change).text == f"{BODY[0]}\n\nNobody at all was hurt."


def in_table(document: Made) -> None:
    cell = document.add_table(1, 2).cell(0, 1)
    cell.text = "Cars travel free of charge until the end of June."


def test_a_table_is_no_text_unless_there_is_no_other() -> None:
    assert read_docx(*BODY, change=in_table).text == TEXT
    assert read_docx(change=in_table).text == "Cars travel free of charge until the end of June."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is damaged, or no .docx"),
        (b"PK\3\4" + bytes(200), "is damaged, or no .docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "is protected by a password, or is a .doc"),
        (made(*BODY)[:-900], "is damaged, or no .docx"),
        (made(*BODY).replace(b"word/document.xml", b"word/docuXXXX.xml"), "is damaged, or no .docx"),
    ],
)
def test_what_is_no_docx_is_told(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(raw)
    (found,) = read([str(path)], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert str(found) == reason
    assert found.advice


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made(*BODY))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return out.getvalue()


def test_a_bomb_is_not_unpacked() -> None:
    found = read_bytes(with_part("docProps/thumbnail.jpeg", bytes(120_000_000)))
    assert str(found) == "unpacks to more than 50 MB"
    found = read_bytes(with_part("word/styles.xml", b" " * 16_000_000))
    assert str(found) == "unpacks to more than 15 MB"


def test_paragraphs_in_paragraphs_are_told_once() -> None:
    nested = f"{'<w:p>' * 200}<w:r><w:t>{BODY[0]}</w:t></w:r>{'</w:p>' * 200}"
    document = f"<w:document {nsdecls('w')}><w:body>{nested}</w:body></w:document>"
    found = read_bytes(with_part("word/document.xml", document.encode()))
    assert isinstance(found, Source)
    assert found.text == BODY[0]


def test_a_file_of_paragraphs_without_end_is_left_in_time() -> None:
    many = f"<w:p><w:r><w:t>{BODY[0]}</w:t></w:r></w:p>" * 60_000
    document = f"<w:document {nsdecls('w')}><w:body>{many}</w:body></w:document>"
    found = read_bytes(with_part("word/document.xml", document.encode()))
    assert isinstance(found, UnreadableSource)
    assert "more than 2,000,000 characters" in str(found)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A secret sentence.", "utf-8")
    document = (
        f'<!DOCTYPE d [<!ENTITY f SYSTEM "file://{tmp_path}/secret.txt">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r>"
        f"<w:t>{BODY[0]} &f;</w:t></w:r></w:p></w:body></w:document>"
    )
    found = read_bytes(with_part("word/document.xml", document.encode()))
    assert not isinstance(found, Source) or "secret" not in found.text


SOUND = made("Title|Ferry sails", *BODY)


@settings(max_examples=30)  # each opens a package of 13 parts
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.binary(max_size=6), st.integers(0, 20)), max_size=6)
)
def test_no_damage_raises(edits: list[tuple[int, bytes, int]]) -> None:
    raw = bytearray(SOUND)
    for at, put, cut in edits:
        raw[at : at + cut] = put
    list(read(["-"], now=NOW, stdin=io.BytesIO(bytes(raw))))
