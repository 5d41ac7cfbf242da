"""Which feed is meant: at an address, in a file, on a page that offers one; and which of those followed."""

from pathlib import Path

import pytest

from store.errors import Unfetched, UnknownFeed, UnreadableSource
from store.feeds import Feed
from store.following import Found, chosen, find_feed
from store.intake.polite import Guest
from tests.feeds import FERRY, OPEN, START, item, rss
from tests.site import Site, answer


def find(site: Site, path: str) -> Found:
    guest = Guest(OPEN, lambda _: None, pause=0)
    return find_feed(site.url(path), guest, OPEN, START)


def page(*hrefs: str) -> str:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{h}" title="T{h}">' for h in hrefs
    )
    return f"<html><head>{links}</head><body><p>{FERRY}</p></body></html>"


@pytest.fixture
def radio(site: Site) -> Site:
    site.answers |= {
        "/feed": answer(rss(item(1, FERRY))),
        "/comments": answer(rss(title="Comments")),
        "/": answer(page("/feed", "/comments"), Content_Type="text/html"),
        "/none": answer(page(), Content_Type="text/html"),
        "/broken": answer(page("/gone"), Content_Type="text/html"),
        "/moved": answer(status=301, Location="/feed"),
    }
    return site


def test_a_feed(radio: Site) -> None:
    found = find(radio, "/feed")
    assert (found.feed.address, found.feed.title, found.others) == (radio.url("/feed"), "Radio Norvane", {})


def test_the_first_feed_of_a_page_and_the_others_with_it(radio: Site) -> None:
    found = find(radio, "/")
    assert found.feed.address == radio.url("/feed")
    assert found.others == {radio.url("/comments"): "T/comments"}


def test_a_feed_that_moved_is_followed_where_it_is(radio: Site) -> None:
    assert find(radio, "/moved").feed.address == radio.url("/feed")


def test_a_file(radio: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item(1, FERRY)), "utf-8")
    monkeypatch.chdir(tmp_path)
    guest = Guest(OPEN, lambda _: None, pause=0)
    for place in (str(path), "feed.xml"):
        assert find_feed(place, guest, OPEN, START).feed.address == str(path)
    assert radio.asked == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/none", "is an HTML page, not a feed, and offers none"),
        ("/broken", "answered 404"),
        ("/x", "answered 404"),
    ],
)
def test_what_is_no_feed(radio: Site, path: str, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason) as caught:
        find(radio, path)
    assert caught.value.advice


def test_a_feed_that_robots_may_not_read(radio: Site) -> None:
    radio.answers["/robots.txt"] = answer("User-agent: *\nDisallow: /")
    with pytest.raises(Unfetched, match=r"robots\.txt asks programs to stay away"):
        find(radio, "/feed")


FEEDS = [
    Feed(address="https://r.example/feed", title="Radio Norvane", followed_at=START),
    Feed(address="https://r.example/feed/sport", title="Radio Norvane: sport", followed_at=START),
    Feed(address="https://t.example/all.xml", title="Town of Velm", followed_at=START),
]


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("https://r.example/feed", 0),
        ("HTTPS://R.example/feed#top", 0),
        ("feed://r.example/feed/sport", None),
        ("feed:https://r.example/feed/sport", 1),
        ("t.example", 2),
        ("SPORT", 1),
        ("velm", 2),
        ("Radio", None),
        ("elsewhere", None),
    ],
)
def test_the_feed_that_words_mean(words: str, at: int | None) -> None:
    if at is not None:
        assert chosen(FEEDS, words) is FEEDS[at]
        return
    with pytest.raises(UnknownFeed) as caught:
        chosen(FEEDS, words)
    assert caught.value.advice
