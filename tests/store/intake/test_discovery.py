"""Which feeds a page offers."""

import pytest

from store.intake.discovery import offered_feeds

HERE = "https://r.example/news/today.html"


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate", **more: str) -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" {" ".join(f"{k}={v}" for k, v in more.items())}>'


@pytest.mark.parametrize(
    ("head", "offered"),
    [
        (link("/feed", title="News"), {"https://r.example/feed": "News"}),
        (link("feed.xml"), {"https://r.example/news/feed.xml": ""}),
        ('<base href="/de/">' + link("feed.xml"), {"https://r.example/de/feed.xml": ""}),
        (link("//f.example/a"), {"https://f.example/a": ""}),
        (
            link("/a") + link("/b", "application/atom+xml") + link("/a"),
            dict.fromkeys(["https://r.example/a", "https://r.example/b"], ""),
        ),
        (link("/a", "application/feed+json"), {"https://r.example/a": ""}),
        (link("/a", "application/rss+xml; charset=utf-8"), {"https://r.example/a": ""}),
        (link("/a", rel="ALTERNATE home"), {"https://r.example/a": ""}),
        (link("/a", rel="stylesheet"), {}),
        (link("/a", "text/html"), {}),
        (link("javascript:alert(1)") + link("file:///etc/passwd") + link("http://["), {}),
        (link(""), {}),
        ("", {}),
    ],
)
def test_what_a_page_offers(head: str, offered: dict[str, str]) -> None:
    assert offered_feeds(f"<html><head>{head}</head><body><p>Text.</p></body></html>", HERE) == offered


def test_an_empty_page_offers_none() -> None:
    assert offered_feeds("", HERE) == {}
