"""Plain text and Markdown: encodings, headers, titles, datelines, wrapped lines."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import read
from store.intake.clean import canonical_url, clean_text
from store.records import DateBasis, Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
BODY = "The ferry sails again on Monday. Nobody was hurt."


def read_file(path: Path, content: str | bytes) -> Source:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = read([str(path)], now=NOW)
    assert isinstance(found, Source), found
    return found


@pytest.fixture
def txt(tmp_path: Path) -> Path:
    return tmp_path / "a.txt"


@pytest.fixture
def md(tmp_path: Path) -> Path:
    return tmp_path / "a.md"


def test_a_header_of_fields_is_read_and_removed(txt: Path) -> None:
    header = (
        "Title: Ferry sails\nDate: 2025-03-05 10:00\nOutlet: The Herald\nURL: https://h.example/f\nBy: Desk"
    )
    found = read_file(txt, f"{header}\n\n{BODY}\n")
    assert (found.title, found.outlet, found.url) == ("Ferry sails", "The Herald", "https://h.example/f")
    assert found.published_at == datetime(2025, 3, 5, 10, tzinfo=UTC)
    assert found.published_basis is DateBasis.METADATA
    assert found.text == BODY


def test_a_short_first_line_is_the_title(txt: Path) -> None:
    found = read_file(txt, f"Ferry sails\n\n{BODY}")
    assert (found.title, found.text) == ("Ferry sails", BODY)


@pytest.mark.parametrize(
    "first", ["The ferry sails. It is full.", "A line that runs on\nand on, and ends here."]
)
def test_a_first_sentence_is_no_title(txt: Path, first: str) -> None:
    found = read_file(txt, f"{first}\n\n{BODY}")
    assert not found.title
    assert found.text.startswith(" ".join(first.split()))


def test_a_press_release(txt: Path) -> None:
    header = "HARBOUR OFFICE\nPRESS NOTICE 12\nDate: Wednesday, 5 March 2025\n\nFERRY: FIRST SAILINGS"
    found = read_file(txt, f"{header}\n\n{BODY}")
    assert found.title == "FERRY: FIRST SAILINGS"
    assert (found.published_at, found.published_basis) == (
        datetime(2025, 3, 5, tzinfo=UTC),
        DateBasis.DATELINE,
    )
    assert found.text == BODY


HEADED = [
    ("Ferry sails again\nThe Skerry Courier\nMarch 5, 2025", "Ferry sails again", "The Skerry Courier"),
    ("Ferry sails again\nSkerry Courier\n\n2025-03-05", "Ferry sails again", "Skerry Courier"),
    ("Ferry sails again\n\nSkerry Courier\n\n5 March 2025", "Ferry sails again", "Skerry Courier"),
    ("Ferry sails again\nSkerry Courier, March 5, 2025", "Ferry sails again", "Skerry Courier"),
    ("Ferry sails again\nskerry.example\nMarch 5, 2025", "Ferry sails again", "skerry.example"),
    ("FERRY SAILS\nTHE SKERRY COURIER\nMARCH 5, 2025", "FERRY SAILS", "THE SKERRY COURIER"),
    ("Ferry sails again\nSkerry Post\nBy Ada Brand\nMarch 5, 2025", "Ferry sails again", "Skerry Post"),
    (
        "Ferry sails, and the\npier is open\nSkerry Post\nMarch 5, 2025",
        "Ferry sails, and the pier is open",
        "Skerry Post",
    ),
    ("Ferry sails again\n\nSkerry Courier\nMarch 5, 2025", "Ferry sails again", "Skerry Courier"),
    ("Ferry sails again\n\nSkerry Courier, March 5, 2025", "Ferry sails again", "Skerry Courier"),
    ("Ferry sails again\n\nSkerry Post\n\nBy Ada Brand\n\nMarch 5, 2025", "Ferry sails again", "Skerry Post"),
    ("Ferry sails again\nRadio Skerry\nMarch 5, 2025", "Ferry sails again", "Radio Skerry"),
    (
        "Ferry sails, harbour says\nChannel Six Skerry\nMarch 5, 2025",
        "Ferry sails, harbour says",
        "Channel Six Skerry",
    ),
    ("Ferry sails again\nSkerry TV 2\nMarch 5, 2025", "Ferry sails again", "Skerry TV 2"),
    # Who or where it is need not be an outlet.
    ("Ferry sails again\nPort Ellery\nMarch 5, 2025", "Ferry sails again", ""),
    ("Ferry sails again\nBy Ada Brand\nMarch 5, 2025", "Ferry sails again", ""),
    # A headline over two lines stays whole.
    ("Ferry sails from\nPort Ellery\nMarch 5, 2025", "Ferry sails from Port Ellery", ""),
    ("Ferry sails again\nas the pier opens\nMarch 5, 2025", "Ferry sails again as the pier opens", ""),
    ("Ferry Sails Again\nAs Pier Opens\nMarch 5, 2025", "Ferry Sails Again As Pier Opens", ""),
    ("Storm Closes All Of\nEnglish Channel\nMarch 5, 2025", "Storm Closes All Of English Channel", ""),
    ("Ferries Must Listen\nTo Radio Skerry\nMarch 5, 2025", "Ferries Must Listen To Radio Skerry", ""),
    ("Pier Damaged Again\nBy Storm Ada\nMarch 5, 2025", "Pier Damaged Again By Storm Ada", ""),
    ("March 5, 2025\n\nSkerry Courier\n\nMarch 5, 2025", "Skerry Courier", ""),
    ("Minister sues\nSkerry Courier\nMarch 5, 2025", "Minister sues Skerry Courier", ""),
    ("Ferry sails again\nSkerry Courier", "Ferry sails again Skerry Courier", ""),
    (
        "Ferry sails again with all of its crew to\nSkerry\nMarch 5, 2025",
        "Ferry sails again with all of its crew to Skerry",
        "",
    ),
    (
        "Ferry with all of its crew on board now sails\nSkerry\nMarch 5, 2025",
        "Ferry with all of its crew on board now sails Skerry",
        "",
    ),
    ("Skerry Courier\nMarch 5, 2025", "Skerry Courier", ""),
]


@pytest.mark.parametrize(("header", "title", "outlet"), HEADED, ids=[header for header, _, _ in HEADED])
def test_between_a_headline_and_a_date_stands_the_outlet(
    txt: Path, header: str, title: str, outlet: str
) -> None:
    found = read_file(txt, f"{header}\n\n{BODY}")
    assert (found.title, found.outlet, found.text) == (title, outlet, BODY)


def test_a_stated_outlet_goes_before_one_between_the_lines(txt: Path) -> None:
    found = read_file(txt, f"Outlet: The Herald\nFerry sails again\nSkerry Courier\nMarch 5, 2025\n\n{BODY}")
    assert (found.title, found.outlet) == ("Ferry sails again", "The Herald")


def test_notes_without_stops_are_kept(txt: Path) -> None:
    found = read_file(
        txt, "Ferry\n\nsails on Monday from the pier\n\nfull of people and cars\n\nback at night"
    )
    assert found.text == "sails on Monday from the pier\n\nfull of people and cars\n\nback at night"


@pytest.mark.parametrize(
    ("opening", "day", "basis"),
    [
        ("PORT ELLERY, March 5, 2025 – ", 5, DateBasis.DATELINE),
        ("PORT ELLERY, 5 March 2025 (Skerry Wire) -- ", 5, DateBasis.DATELINE),
        ("(March 5, 2025) ", 5, DateBasis.DATELINE),
        ("PORT ELLERY, March 5 – On Wednesday, March 5, 2025, it was said: ", 5, DateBasis.DATELINE),
        ("PORT ELLERY, March 7 – It fell on March 4, 2025. ", 7, DateBasis.INFERRED),
    ],
)
def test_a_dateline(txt: Path, opening: str, day: int, basis: DateBasis) -> None:
    found = read_file(txt, f"{opening}{BODY}")
    assert (found.published_at, found.published_basis) == (datetime(2025, 3, day, tzinfo=UTC), basis)


@pytest.mark.parametrize(
    "text",
    [
        f"Saturday, December 6, 2025\n\nFerry sails\n\n{BODY}",
        f"Saturday, March 1, 2025\n\nFerry sails\n\n{BODY}",
        f"PORT ELLERY, March 5 – {BODY}",
        f"PORT ELLERY, December 5 – The bridge of 1974 was opened on May 14, 1974. {BODY}",
        f"The bridge fell on March 4, 2025 – a Tuesday. {BODY}",
        f"PORT ELLERY, March 5, 2031 – {BODY}",
        f"PORT ELLERY, February 30, 2025 – {BODY}",
        BODY,
    ],
)
def test_a_text_that_does_not_say_when_has_no_date(txt: Path, text: str) -> None:
    found = read_file(txt, text)
    assert (found.published_at, found.published_basis) == (None, DateBasis.UNKNOWN)


def test_wrapped_lines_run_on_and_long_ones_are_paragraphs(txt: Path) -> None:
    wrapped = (
        "The ferry that was to have begun on Monday will\nnot sail before Thursday, as it failed.\nIt bent."
    )
    assert read_file(txt, wrapped).text == wrapped.replace("\n", " ")
    long = f"The ferry that was to have begun {'once more ' * 10}on Monday will not sail before Thursday."
    assert read_file(txt, f"{long}\nNobody was hurt.").text == f"{long}\n\nNobody was hurt."


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("\ufeffThe café reopened at noon, they said.".encode(), "café"),
        ("The café reopened at noon, they said.".encode("utf-16"), "café"),
        (
            "Das Café öffnete wieder, während draußen die Fähre anlegte, sagte der Bürgermeister.".encode(
                "cp1252"
            ),
            "während",
        ),
        (b"The caf\xc3\xa9 and the th\xc3\xa9\xc3\xa2tre reopened, they said. " * 9 + b"\xff", "théâtre"),
    ],
    ids=["utf-8 with mark", "utf-16", "cp1252", "utf-8 with a damaged byte"],
)
def test_encodings(txt: Path, content: bytes, word: str) -> None:
    assert word in read_file(txt, content).text


def test_an_undecodable_file_is_told(txt: Path) -> None:
    txt.write_bytes(b"\xef\xbb\xbf" + b"abc\xff\xfe" * 50)
    (found,) = read([str(txt)], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert "cannot be decoded" in str(found)


def test_markdown(md: Path) -> None:
    found = read_file(
        md,
        '---\ntitle: "Ferry: the plan"\npublisher: Ministry\ndate: 2025-03-10\nurl: https://m.example/f\n---\n\n'
        "# Ferry\n\nA **free** ferry [will begin](https://x.example) on `Monday`,\nit said.\n\n## Fares\n\n"
        "- Cars travel free of charge.\n- Menu\n\n```\ncode here.\n```\n\n<div>Raw markup.</div>\n\n"
        "| a | b |\n|---|---|\n| Cell one. | Cell two. |\n\n![A picture.](a.png)\n",
    )
    assert (found.title, found.outlet, found.url) == ("Ferry: the plan", "Ministry", "https://m.example/f")
    assert found.published_at == datetime(2025, 3, 10, tzinfo=UTC)
    assert found.text == "A free ferry will begin on Monday, it said.\n\nCars travel free of charge."


def test_markdown_without_front_matter(md: Path) -> None:
    found = read_file(md, f"# Ferry sails\n\n*The Dispatch. Orrin Falls, March 2, 2025*\n\n{BODY}")
    assert (found.title, found.text) == ("Ferry sails", BODY)
    assert (found.published_at, found.published_basis) == (
        datetime(2025, 3, 2, tzinfo=UTC),
        DateBasis.DATELINE,
    )


def test_deep_markdown_does_not_crash(md: Path) -> None:
    md.write_text(">" * 50_000 + " a\n\n" + "[" * 5000 + f"\n\n{BODY}", "utf-8")
    assert len(list(read([str(md)], now=NOW))) == 1


def test_a_title_that_the_text_repeats_is_not_its_first_sentence(txt: Path) -> None:
    assert read_file(txt, f"Title: Ferry sails again\n\nFerry sails again\n\n{BODY}").text == BODY


@given(st.text())
def test_clean_text_is_paragraphs_of_one_line(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\n" not in cleaned.replace("\n\n", "")
    assert all(part == " ".join(part.split()) for part in cleaned.split("\n\n"))
    cleaned.encode()


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\r\n\r\n\r\nb", "a\n\nb"),
        ("so\u00adft zero\u200bwidth \u202emark\ufeff", "soft zerowidth mark"),
        ("cafe\u0301 \u00a0 x\ty", "café x y"),
        ("bell\x07 nul\x00", "bell nul"),
        ("- one\n- two", "one\n\ntwo"),
        (
            "STORM WARNING MEANS THAT CONDITIONS ARE\nEXPECTED.\nWINDS 70 KT\nPRESSURE 981 MB",
            "STORM WARNING MEANS THAT CONDITIONS ARE EXPECTED.\n\nWINDS 70 KT\n\nPRESSURE 981 MB",
        ),
        (
            "Prices at the exchange\nOrme Grain 12.50\nVarr Coal 8.2\nWend Water 7.05\nQuorn Tin 9.8",
            "Prices at the exchange\n\nOrme Grain 12.50\n\nVarr Coal 8.2\n\nWend Water 7.05\n\nQuorn Tin 9.8",
        ),
        (
            "The ferry met two boats off Quorn, and\nturned back.",
            "The ferry met two boats off Quorn, and turned back.",
        ),
    ],
)
def test_clean_text(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/A/b?utm_medium=x&id=7&fbclid=y#frag", "https://news.example/A/b?id=7"),
        ("http://news.example", "http://news.example/"),
        ("http://user:pw@news.example:8080/a", "http://news.example:8080/a"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("ftp://news.example/a", ""),
        ("http://[broken/", ""),
        ("http://news.example:port/", ""),
        ("/relative", ""),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical
