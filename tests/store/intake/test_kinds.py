"""The kind of a source: as pages, feeds, records and formats say it, and unknown where none of them does."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.intake import read
from store.intake.fetch import Fetched
from store.intake.kinds import declared, named
from store.intake.linked import source_of_page
from store.intake.reading import DEFAULT_LIMITS, Reading
from store.records import Source, SourceKind

NOW = datetime(2025, 4, 1, tzinfo=UTC)
TEXT = "The span fell at eight in the morning. Nine people died."


def source(raw: str) -> Source:
    (found,) = read(["-"], now=NOW, stdin=io.BytesIO(raw.encode()))
    assert isinstance(found, Source), found
    return found


def page(head: str = "", body: str = f"<p>{TEXT} {TEXT}</p>", title: str = "The bridge falls") -> str:
    head = f"<title>{title}</title>{head}"
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


def rss(*categories: str, link: str = "https://r.example/news/1") -> str:
    told = "".join(f"<category>{one}</category>" for one in categories)
    item = f"<item><title>Ferry</title><link>{link}</link><description>{TEXT}</description>{told}</item>"
    return f'<rss version="2.0"><channel><title>Radio</title>{item}</channel></rss>'


def atom(*categories: str) -> str:
    told = "".join(f'<category term="{one}"/>' for one in categories)
    entry = f"<entry><id>urn:1</id><title>Ferry</title><summary>{TEXT}</summary>{told}</entry>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:feed</id><title>Radio</title>{entry}</feed>'


def json_feed(folder: Path, tags: object) -> Source:
    items = [{"id": "1", "content_text": TEXT, "tags": tags}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Radio", "items": items}
    (place := folder / "feed.json").write_text(json.dumps(feed))
    (found,) = read([str(place)], now=NOW)
    assert isinstance(found, Source), found
    return found


def ld(*things: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in things)


def article(kind: object, **fields: object) -> dict[str, object]:
    return {"@type": kind, "headline": "The bridge falls", **fields}


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def at(path: str, host: str = "news.example") -> str:
    return f'<link rel="canonical" href="https://{host}/{path}">'


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("report", ld(article("NewsArticle"))),
        ("report", ld(article("ReportageNewsArticle"))),
        ("report", ld({"@graph": [{"@type": "WebPage"}, article(["Article", "NewsArticle"])]})),
        ("report", ld(article("https://schema.org/NewsArticle"))),
        ("report", ld(article("schema:NewsArticle")) + meta("article:opinion", "false")),
        ("analysis", ld(article("BackgroundNewsArticle"))),
        ("analysis", ld(article("NewsArticle", articleSection=["World", "Fact&nbsp;check"]))),
        ("analysis", at("explainers/the-bridge-in-ten-figures")),
        ("opinion", ld(article("OpinionNewsArticle"))),
        ("opinion", ld(article("NewsArticle", articleSection="News, Op-Ed"))),
        ("opinion", ld(article("NewsArticle")) + meta("article:opinion", "true")),
        ("opinion", ld(article("NewsArticle")) + meta("article:section", "Letters to the Editor")),
        ("opinion", ld(article("NewsArticle")) + at("2025/opinion/a-bridge-does-not-fall")),
        ("opinion", at("debatte/kommentar/bruecke")),
        ("opinion", meta("article:section", "Nuomonės")),
        ("opinion", at("%E7%A4%BE%E8%AA%AC/1")),
        ("review", ld(article("Review"))),
        ("review", meta("article:section", "Film Reviews")),
        (
            "live",
            ld(article("LiveBlogPosting", liveBlogUpdate=[{"@type": "BlogPosting", "headline": "8:04"}])),
        ),
        ("live", ld(article("NewsArticle")) + at("world/live/2025/mar/04/bridge-collapse")),
        ("release", ld(article("AdvertiserContentArticle"))),
        ("release", ld(article("NewsArticle")) + at("sponsored/why-bridges-matter")),
        ("release", at("en/press-releases/2025/58.html")),
        ("release", at("DE/Service/Presse/Meldungen/bruecke.html")),
        ("post", ld(article("BlogPosting"))),
        ("post", at("blog/2025/the-bridge")),
        ("post", at("2025/the-bridge", host="blog.port.example")),
        ("document", ld(article("ScholarlyArticle"))),
        ("document", ld(article("Report"))),
    ],
)
def test_pages(kind: str, head: str) -> None:
    assert source(page(head)).kind == kind


@pytest.mark.parametrize(
    "head",
    [
        "",
        ld(article("Article")) + meta("og:type", "article"),
        meta("og:type", "website") + meta("article:section", "Politics"),
        # No section, but the headline in the address, the site, and a page that has comments below.
        at("2025/opinion"),
        at("opinion-poll-on-the-bridge/live.html"),
        at("2025/the-bridge", host="live.example"),
        # What is sold beside the text, and what is told of others.
        ld({"@type": "Recipe", "review": [{"@type": "Review", "reviewBody": "Very good."}]}),
        ld(article("Article"), {"@type": "OpinionNewsArticle", "headline": "What they should do"}),
    ],
)
def test_pages_that_do_not_say(head: str) -> None:
    assert source(page(head)).kind is SourceKind.UNKNOWN


def test_the_words_of_a_text_say_nothing() -> None:
    text = "<p>Opinion: this is a press release, an analysis and a live blog of our own.</p>" * 4
    assert source(page("", text, "Opinion: a review of the bridge")).kind is SourceKind.UNKNOWN


ODD: Sequence[Any] = (
    None,
    7,
    True,
    {"name": "Opinion"},
    [[["Opinion"]]],
    [None, 3, {}],
    "",
    "x" * 100_000,
)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_what_a_page_says_oddly_fails_nothing(odd: object) -> None:
    head = ld(article(["NewsArticle", odd], articleSection=odd, genre=odd))
    assert source(page(head)).kind is SourceKind.REPORT


@pytest.mark.parametrize(
    ("kind", "category"),
    [("opinion", "Opinion"), ("release", "Press Releases"), ("unknown", "Bridges"), ("unknown", "Live")],
)
def test_entries_of_feeds_by_their_categories(tmp_path: Path, kind: str, category: str) -> None:
    stated = ("Bridges", category)
    found = (source(rss(*stated)), source(atom(*stated)), json_feed(tmp_path, stated))
    assert [one.kind for one in found] == [kind] * 3


@pytest.mark.parametrize("tags", [*ODD, ["Opinion", 7]], ids=range(len(ODD) + 1))
def test_odd_tags_fail_nothing(tmp_path: Path, tags: Any) -> None:
    assert json_feed(tmp_path, tags).kind == ("opinion" if tags == ["Opinion", 7] else "unknown")


def test_entries_of_feeds_by_their_address() -> None:
    assert source(rss(link="https://r.example/comment/1")).kind is SourceKind.OPINION


@pytest.mark.parametrize(
    ("head", "kind"), [(ld(article("NewsArticle")), SourceKind.REPORT), ("", SourceKind.REVIEW)]
)
def test_of_an_entry_and_its_page_the_page_says_it(head: str, kind: SourceKind) -> None:
    url = "https://r.example/1"
    entry = Reading("feed entry 1", "Short.", url=url, kind=SourceKind.REVIEW)
    fetched = Fetched(url, page(head).encode(), "text/html", "utf-8")
    assert source_of_page(entry, fetched, NOW, DEFAULT_LIMITS).kind is kind


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"kind": "report"}, "report"),
        ({"kind": "report", "url": "https://news.example/opinion/1"}, "report"),
        ({"kind": " Opinion "}, "opinion"),
        ({"kind": "OpinionNewsArticle"}, "opinion"),
        ({"kind": "Press Release"}, "release"),
        ({"kind": "mail"}, "mail"),
        ({"kind": "unknown", "url": "https://news.example/opinion/1"}, "opinion"),
        ({"url": "https://news.example/opinion/1"}, "opinion"),
        ({"kind": "poem"}, "unknown"),
        ({"kind": ["opinion"]}, "unknown"),
        ({"kind": 5}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_records(fields: dict[str, Any], kind: str) -> None:
    assert source(json.dumps({"text": TEXT, **fields})).kind == kind


def test_front_matter_and_the_fields_above_a_text(tmp_path: Path) -> None:
    for name, text in {
        "a.md": f"---\ntitle: The bridge\nkind: opinion\n---\n\n{TEXT}",
        "a.txt": f"Kind: Opinion\nTitle: The bridge\n\n{TEXT}",
    }.items():
        (tmp_path / name).write_text(text)
    assert [one.kind for one in read([str(tmp_path)], now=NOW) if isinstance(one, Source)] == ["opinion"] * 2


@given(
    types=st.lists(st.text()),
    sections=st.lists(st.text()),
    url=st.one_of(st.text(), st.text().map("https://a.b.example/{}/x".format)),
    word=st.text(),
)
def test_whatever_is_said_has_a_kind(types: list[str], sections: list[str], url: str, word: str) -> None:
    assert isinstance(declared(types, sections, url), SourceKind)
    assert isinstance(named(word), SourceKind)


@given(st.text(alphabet="qxz0123456789 -_/", max_size=80))
def test_words_that_nobody_uses_are_unknown(word: str) -> None:
    assert named(word) is SourceKind.UNKNOWN
    url = f"https://news.example/{word}/1"
    assert declared([word], [word], url) is SourceKind.UNKNOWN
    assert declared([word], [word], url, SourceKind.MAIL) is SourceKind.MAIL


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.UNKNOWN])
def test_our_own_words_are_known(kind: SourceKind) -> None:
    assert named(kind) is kind
    assert named(kind.upper()) is kind
