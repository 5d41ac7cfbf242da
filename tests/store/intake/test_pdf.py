"""PDF: the running text, a title that a person gave, and the day that the text states."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from store.errors import UnreadableSource
from store.intake import Limits, pdf, read
from store.intake.lines import joined, without_running_lines
from store.intake.reading import Place, Reading
from store.records import DateBasis, Source, SourceKind

NOW = datetime(2025, 4, 10, tzinfo=UTC)
BODY = (
    "The ferry between Port Ellery and Saltmere sails again on Monday,",
    "said the harbour master. It is free of charge until the summer.",
    "Nobody was hurt.",
)
TEXT = " ".join(BODY)
_BRACKET, _ESCAPED = re.compile(r"([()])"), r"\\\1"
CREATED = "D:20250402090000Z"


def made(*pages: tuple[str, ...], password: str = "", owner: str = "", **information: str) -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        stream = DecodedStreamObject()
        shown = "".join(f"({_BRACKET.sub(_ESCAPED, line)}) Tj T*\n" for line in lines)
        stream.set_data(f"BT /F 12 Tf 14 TL 40 780 Td\n{shown}ET".encode("cp1252"))
        page[NameObject("/Contents")] = stream
        page[NameObject("/Resources")] = fonts
    writer.add_metadata({f"/{name}": value for name, value in information.items()})
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read_bytes(raw: bytes, limits: Limits | None = None) -> Source | UnreadableSource:
    (found,) = read(["-"], now=NOW, stdin=io.BytesIO(raw), limits=limits or Limits())
    return found


def read_pdf(*pages: tuple[str, ...], **information: str) -> Source:
    found = read_bytes(made(*pages, **information))
    assert isinstance(found, Source), found
    return found


def reason(raw: bytes, limits: Limits | None = None) -> str:
    found = read_bytes(raw, limits)
    assert isinstance(found, UnreadableSource), found
    assert found.advice
    return str(found)


def test_lines_are_joined_and_headings_left_out() -> None:
    found = read_pdf(
        ("HARBOUR OFFICE", "Ferry: the first sailings", "1. What happened", *BODY, "2. Outlook", *BODY)
    )
    assert found.text == f"{TEXT}\n\n{TEXT}"
    assert found.title == "Ferry: the first sailings"
    assert found.kind is SourceKind.DOCUMENT


def test_one_that_stands_among_press_releases() -> None:
    place = Place("a.pdf", url="https://port.example/press-releases/58.pdf")
    (found,) = pdf.read(io.BytesIO(made(BODY)), place)
    assert isinstance(found, Reading)
    assert found.kind is SourceKind.RELEASE


def test_what_stands_on_every_page_is_dropped() -> None:
    pages = [
        ("Harbour Office. Ferry.", f"No. 7, page {number}.", *BODY, f"Written by us. {number} of 3.")
        for number in range(1, 4)
    ]
    assert read_pdf(*pages).text == "\n\n".join([TEXT] * 3)


@pytest.mark.parametrize("number", ["7", "- 7 -", "Page 7", "page 7 of 12", "7/12", "xiv"])
def test_page_numbers_are_dropped(number: str) -> None:
    assert read_pdf((*BODY[:2], number), (BODY[2],)).text == TEXT


def test_words_broken_at_the_margin() -> None:
    lines = (
        "The Roads Directorate and the Accident Investi-",
        "gation Office have closed every pin-and-hanger-",
        "bridge. The pin-and-hanger-bridge fell at low wa-",
        "ter. Captain Brandt-",
        "Mayr saw it.",
    )
    assert read_pdf(lines).text == (
        "The Roads Directorate and the Accident Investigation Office have closed every "
        "pin-and-hanger-bridge. The pin-and-hanger-bridge fell at low water. Captain Brandt-Mayr saw it."
    )


def test_a_table_of_contents_is_no_text() -> None:
    assert read_pdf(("Ferries . . . . . . . . . . . . . . 7", *BODY)).text == TEXT


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - note7.doc",
        "untitled",
        "Untitled document",
        "a note.indd",
        "Slide 1",
        "title",
        "note7",
    ],
)
def test_a_title_that_a_program_gave_is_none(title: str) -> None:
    assert read_pdf(("Ferry: the first sailings", *BODY), Title=title).title == "Ferry: the first sailings"


def test_what_the_file_states() -> None:
    found = read_pdf(BODY, Title="Ferry: the plan", Author="Oriel Hastane", CreationDate=CREATED)
    assert (found.title, found.authors) == ("Ferry: the plan", ("Oriel Hastane",))
    assert (found.published_at, found.published_basis) == (
        datetime(2025, 4, 2, 9, tzinfo=UTC),
        DateBasis.METADATA,
    )
    assert read_pdf(BODY, Author="ohastane").authors == ()


STATED, MADE = datetime(2025, 3, 3, tzinfo=UTC), datetime(2025, 4, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "day", "basis"),
    [
        ("Date: Monday, 3 March 2025", STATED, DateBasis.DATELINE),
        ("Port Ellery, 3 March 2025. Presented by the office.", STATED, DateBasis.DATELINE),
        ("March 3, 2025", STATED, DateBasis.DATELINE),
        ("PORT ELLERY, March 3, 2025 (Agency) – It sails.", STATED, DateBasis.DATELINE),
        ("Port Ellery, 2 April 2025.", MADE, DateBasis.METADATA),
        ("The fall of the bridge on 4 March 2025", MADE, DateBasis.METADATA),
        ("On 4 March 2025 the bridge fell.", MADE, DateBasis.METADATA),
    ],
)
def test_the_text_knows_its_day_better_than_the_file(line: str, day: datetime, basis: DateBasis) -> None:
    found = read_pdf(("HARBOUR OFFICE", line, *BODY), CreationDate=CREATED)
    assert (found.published_at, found.published_basis) == (day, basis)


@pytest.mark.parametrize(
    "created", ["D:20310402090000Z", "D:19700101000000Z", "soon", "D:99999999999999", ""]
)
def test_a_day_that_cannot_be(created: str) -> None:
    assert read_pdf(BODY, CreationDate=created).published_at is None


def test_a_password() -> None:
    assert reason(made(BODY, password="secret")) == "is protected by a password"
    open_to_read = read_bytes(made(BODY, owner="secret"))
    assert isinstance(open_to_read, Source)
    assert open_to_read.text == TEXT


def test_pages_without_text() -> None:
    assert "may be images" in reason(made((), ()))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = made(*[BODY] * 4)
    assert "more than 100 characters" in reason(raw, Limits(max_text_chars=100))
    assert "larger than 100 bytes" in reason(raw, Limits(max_file_bytes=100))
    monkeypatch.setattr(pdf, "MOST_PAGES", 3)
    assert "has 4 pages, more than 3" in reason(raw)
    monkeypatch.setattr(pdf, "MOST_PAGES", 4)
    monkeypatch.setattr(pdf, "MOST_SECONDS", -1)
    assert "to read" in reason(raw)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("<html><body>404 not found</body></html>", "utf-8")
    (found,) = read([str(path)], now=NOW)
    assert str(found) == "is no PDF"


SOUND = made(
    ("Ferry: the first sailings", *BODY), ("Page 2", *BODY), Title="Ferry: the plan", CreationDate=CREATED
)


@pytest.mark.parametrize("cut", [8, 40, len(SOUND) // 2, len(SOUND) - 40])
def test_a_file_cut_short_is_one_answer(cut: int) -> None:
    read_bytes(SOUND[:cut])


@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.binary(max_size=6), st.integers(0, 20)), max_size=8)
)
def test_no_damage_raises(edits: list[tuple[int, bytes, int]]) -> None:
    raw = bytearray(SOUND)
    for at, put, cut in edits:
        raw[at : at + cut] = put
    read_bytes(b"%PDF-1.7\n" + bytes(raw))


def test_the_maker_of_these_files_is_sound() -> None:
    assert len(PdfReader(io.BytesIO(SOUND)).pages) == 2


@given(st.lists(st.lists(st.text(alphabet="ab -7.", max_size=9), max_size=5), max_size=5))
def test_no_letter_is_made_up(pages: list[list[str]]) -> None:
    lines = without_running_lines(pages)
    assert len(lines) <= sum(map(len, pages))
    assert "".join("".join(joined(lines)).split()).replace("-", "") == "".join(
        "".join(lines).split()
    ).replace("-", "")
