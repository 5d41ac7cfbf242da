"""Linked data in a page's head, and cards in others' pages, as a browser has them."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from agents.settings import load
from service.feeds.addresses import Addresses
from service.feeds.linked import data_block, head, news_article
from service.site import build
from store.records import Claim
from tests.builders import a_story
from tests.service.listening import listening
from tests.service.render.test_html import ATTACKS
from tests.service.told import CORRECTION, SOURCES, tell, told
from tests.site import answer, serve

TO = Addresses("https://stories.example")
ENDS = [*ATTACKS, "</script><script>alert(1)</script>", "<!--<script>", "]]>\u2028\u2029&quot;"]
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Head(HTMLParser):
    """Its elements, and what stands in its script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data += data


@pytest.mark.parametrize("words", ENDS)
def test_no_words_end_the_data_block(words: str) -> None:
    claims = (Claim(text=words if words.isprintable() else "It fell."),)
    source = {id_: one.model_copy(update={"title": words, "outlet": words}) for id_, one in SOURCES.items()}
    version = a_story(claims, title="Fell", sources=tuple(SOURCES), story=words)
    found = Head(head(version, source, TO))
    assert [tag for tag, _ in found.elements] == ["link"] * 4 + ["script"]
    assert found.elements[-1][1] == {"type": "application/ld+json"}
    assert json.loads(found.data) == json.loads(json.dumps(news_article(version, source, TO)))


def test_the_head_names_the_feeds_and_the_card() -> None:
    found = Head(head(told()[2], SOURCES, Addresses()))
    links = {one["type"]: one["href"] for tag, one in found.elements if tag == "link"}
    assert links == {
        "application/atom+xml": "/stories/bridge/feed.atom",
        "application/feed+json": "/stories/bridge/feed.json",
        "application/json+oembed": "/oembed?format=json&url=%2Fstories%2Fbridge",
        "application/ld+json": "/stories/bridge/ld.json",
    }


def test_what_an_earlier_version_took_back_stays_taken_back() -> None:
    first, second, third, _ = told()
    later = third.model_copy(update={"minor": 5, "corrections": ()})
    article = news_article(later, SOURCES, TO, (first, second, third))
    assert [(one["text"], one["url"]) for one in article["correction"]] == [
        (CORRECTION, "https://stories.example/stories/bridge/v0.3")
    ]
    assert "correction" not in news_article(later, SOURCES, TO)


def test_data_blocks_hold_what_they_are_given() -> None:
    block = data_block({"a": "</script>&<!--\u2028", "é": "🌳"})
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block) == {"a": "</script>&<!--\u2028", "é": "🌳"}


def watched(browser: Any) -> tuple[Any, list[str]]:
    """A page, and what its console says."""
    said: list[str] = []

    def hear(message: Any) -> None:
        said.append(message.text)

    page = browser.new_page()
    page.on("console", hear)
    return page, said


def test_a_strict_policy_admits_the_data_block(browser: Any) -> None:
    version = told()[2]
    html = f"<!doctype html><html lang=en><head><title>x</title>{head(version, SOURCES, TO)}</head><p>x</p>"
    with serve() as site:
        site.answers["/"] = answer(
            html, Content_Type="text/html; charset=utf-8", Content_Security_Policy=POLICY
        )
        site.answers["/favicon.ico"] = answer("", 204)
        page, said = watched(browser)
        page.goto(site.url())
        data = page.locator('script[type="application/ld+json"]').evaluate("one => one.textContent")
        assert json.loads(data)["headline"] == "The bridge <fell> & rose"
        assert said == []
        page.close()


def test_a_card_stands_in_the_page_of_another_site(browser: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    tell(home)
    with listening(build(load(home=home), working=False)) as address, serve() as other:
        page, said = watched(browser)
        made = page.request.get(f"{address}/oembed", params={"url": f"{address}/stories/bridge"}).json()
        body = f"<!doctype html><title>x</title>{made['html']}"
        other.answers["/other"] = answer(body, Content_Type="text/html")
        other.answers["/favicon.ico"] = answer("", 204)
        page.goto(other.url("/other", host="localhost"))
        frame = page.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "The bridge <fell> & rose"
        assert CORRECTION in frame.locator(".correction").inner_text()
        # Its style is let in by its digest.
        assert frame.locator("article").evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
        assert said == []
        page.close()
