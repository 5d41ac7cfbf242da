"""Pages without markup for machines: the date that they show beside their headline, or none."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from store.intake import read
from store.intake.written import written_dates
from store.records import DateBasis, Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
DAY = datetime(2025, 3, 4, tzinfo=UTC)
BODY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The span of the bridge fell at eight in the morning, when the road was full of people.",
        "More than 20 people are missing. The harbour master said that they would search all night for them.",
        "The cause is not known. The minister promised an inquiry that would report by the summer.",
    )
)
TITLE = "The bridge falls into the Marrow"


def page(under: str = "", over: str = "", outside: str = "", language: str = "en") -> str:
    return (
        f"<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'><title>{TITLE}</title></head>"
        f"<body>{outside}<main><article>{over}<h1>{TITLE}</h1>{under}{BODY}</article></main></body></html>"
    )


def dated(tmp_path: Path, html: str) -> tuple[datetime | None, DateBasis]:
    (tmp_path / "page.html").write_text(html, "utf-8")
    (found,) = read([str(tmp_path / "page.html")], now=NOW)
    assert isinstance(found, Source), found
    return found.published_at, found.published_basis


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "<p>By <a>Oriel Hastane</a> | March 4, 2025</p>"),
        ("en", "<div><span>Published</span><span>4 Mar 2025, 10:15 GMT</span></div>"),
        ("de", "<div>Von: Oriel Hastane</div><div>Stand: 04.03.2025, 18:16 Uhr</div>"),
        ("de", "<div>Di 04.03.25 | 14:07 Uhr</div>"),
        ("fr", "<p>Publié le 04/03/2025 à 16:00</p>"),
        ("es-AR", "<p>04 de marzo de 2025 - 00:00</p>"),
        ("ko", "<div>입력 2025.03.04 18:40</div>"),
        ("tr", "<span>04.03.2025 - Güncelleme : 06.03.2025</span>"),
        ("en", "<div>Tags</div><time>March 4, 2025</time><p>Updated <time>March 9, 2025</time></p>"),
    ],
)
def test_the_line_under_the_headline(tmp_path: Path, language: str, line: str) -> None:
    assert dated(tmp_path, page(under=line, language=language))[0] == DAY


def test_the_line_over_the_headline(tmp_path: Path) -> None:
    assert dated(tmp_path, page(over="<p>Sea · Published March 4, 2025</p>")) == (DAY, DateBasis.DATELINE)


@pytest.mark.parametrize(
    "html",
    [
        page(under="<p>Updated March 4, 2025</p>"),
        page(under="<div>Aktualisiert am</div><div>04.03.2025 - 18:50 Uhr</div>", language="de"),
        page(under="<p>03/04/2025</p>"),
        page(under="<p>The gate that was hung on March 4, 2025, to keep the lorries out was never shut.</p>"),
        page(under=f"<p>{'The pier is long. ' * 20}</p><p>March 4, 2025</p>"),
        page(over="<header>Tuesday, March 4, 2025</header>"),
        page(over="<nav><a>Sea</a> March 4, 2025</nav>"),
        page(outside="<div>Tuesday, March 4, 2025</div>"),
        page(outside="<ul><li>A cat was found <time class='published'>March 4, 2025</time></li></ul>"),
        page(under="<p>30 February 2025</p><p>March 4, 1970</p><p>0000-00-00</p>"),
        page(under="<div>" * 100 + "March 2025" + "</div>" * 100),
    ],
)
def test_changes_mastheads_teasers_and_the_days_of_the_story_are_not_its_date(
    tmp_path: Path, html: str
) -> None:
    assert dated(tmp_path, html) == (None, DateBasis.UNKNOWN)


def test_of_times_with_a_class_that_teasers_have_too_the_one_at_the_headline_counts(tmp_path: Path) -> None:
    teaser = (
        "<article><h3>A cat</h3><time class='entry-date published' datetime='2025-03-25'>now</time></article>"
    )
    own = "<time class='entry-date published' datetime='2025-03-04'>4 weeks ago</time>"
    assert dated(tmp_path, page(under=own, outside=teaser)) == (DAY, DateBasis.METADATA)


@pytest.mark.parametrize(
    ("words", "language", "days"),
    [
        ("On 4 March 2025 and on 5 March 2025", "en", [date(2025, 3, 4), date(2025, 3, 5)]),
        (
            "13/03/2025, 03/13/2025, 03/03/2025",
            "en",
            [date(2025, 3, 13), date(2025, 3, 13), date(2025, 3, 3)],
        ),
        ("version 1.2.2025.3", "de", []),
        ("10 Minuten 2025", "de", []),
        ("12 listopada 2020", "pl", [date(2020, 11, 12)]),
        ("２０２５-03-04", "en", []),
        ("31 June 2025", "en", []),
        ("4 March 12025", "en", []),
    ],
)
def test_written_dates(words: str, language: str, days: list[date]) -> None:
    assert [written.day for written in written_dates(words, language)] == days
