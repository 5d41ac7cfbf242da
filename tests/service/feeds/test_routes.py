"""What programs get from the service: feeds, linked data, sitemaps, cards, and answers they have already."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from starlette.testclient import TestClient

from service.feeds import sitemaps
from store.archive import Archive
from store.home import Home
from tests.builders import a_claim, a_story
from tests.service.told import CORRECTION, COURIER, ORDERS, WIRE

BASE = "https://stories.example/news"
FEEDS = ("/feed.atom", "/feed.json", "/stories/bridge/feed.atom", "/stories/bridge/feed.json")
ALL = (*FEEDS, "/stories/bridge/ld.json", "/stories/bridge/card", "/sitemap.xml")


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_the_versions_of_the_trunk_newest_first(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    if path.endswith("atom"):
        assert answer.headers["content-type"] == "application/atom+xml"
        found = cast("Any", feedparser).parse(answer.content)
        urls = [one.link for one in found.entries]
        assert found.feed.id == f"{BASE}{path}"
    else:
        assert answer.headers["content-type"] == "application/feed+json"
        urls = [one["url"] for one in answer.json()["items"]]
        assert answer.json()["feed_url"] == f"{BASE}{path}"
    assert urls == [f"{BASE}/stories/bridge/v0.{minor}" for minor in (3, 2, 1)]


@pytest.mark.parametrize("path", ALL)
def test_who_has_it_is_not_sent_it_again(client: TestClient, path: str) -> None:
    answer = client.get(path)
    tag, modified = answer.headers["etag"], answer.headers["last-modified"]
    assert modified == "Sun, 23 Mar 2025 09:30:00 GMT"
    for known in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-Modified-Since": modified},
    ):
        again = client.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for other in (
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Sun, 23 Mar 2025 09:29:59 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert client.get(path, headers=other).content == answer.content
    assert client.head(path).headers["etag"] == tag


def test_a_new_version_is_a_new_answer(client: TestClient, home: Path) -> None:
    before = {path: client.get(path).headers["etag"] for path in FEEDS}
    other = a_story(
        (a_claim("The road is closed.", COURIER),),
        story="road",
        sources=(COURIER.id,),
        written_at=datetime(2025, 3, 1, tzinfo=UTC),
    )
    with Archive(Home(home).archive_url) as archive:
        archive.commit(other)
    after = {path: client.get(path).headers["etag"] for path in FEEDS}
    assert [path for path in FEEDS if before[path] != after[path]] == ["/feed.atom", "/feed.json"]
    assert client.get("/feed.json").json()["items"][-1]["_storytree"]["story"] == "road"


@pytest.mark.parametrize(
    "path",
    [
        "/stories/none/feed.atom",
        "/stories/none/feed.json",
        "/stories/none/ld.json",
        "/stories/none/card",
        "/sitemaps/0.xml",
        "/sitemaps/2.xml",
    ],
)
def test_what_is_not_there_is_a_problem_and_no_feed(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_linked_data_names_what_it_cites_and_what_it_takes_back(client: TestClient) -> None:
    found = client.get("/stories/bridge/ld.json").json()
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert (found["version"], found["@id"]) == ("0.3", f"{BASE}/stories/bridge/v0.3")
    assert found["datePublished"] == "2025-03-21T09:30:00+00:00"
    assert found["dateModified"] == "2025-03-23T09:30:00+00:00"
    assert [one["identifier"] for one in found["citation"]] == [WIRE.id, COURIER.id, ORDERS.id]
    assert found["citation"][0]["author"] == [{"@type": "Person", "name": "Ada Vane"}]
    assert "url" not in found["citation"][2]
    assert found["isBasedOn"] == [WIRE.url, COURIER.url]
    assert [one["text"] for one in found["correction"]] == [CORRECTION]


def test_the_sitemap_has_the_stories_and_robots_names_it(client: TestClient) -> None:
    found = ET.fromstring(client.get("/sitemap.xml").text)  # noqa: S314
    places = [one.text for one in found.iter() if one.tag.endswith("}loc")]
    assert f"{BASE}/stories/bridge" in places
    robots = client.get("/robots.txt").text
    assert f"Sitemap: {BASE}/sitemap.xml" in robots
    assert "Disallow: /v1/" in robots


def test_more_stories_than_a_sitemap_holds_are_in_several(
    client: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(Home(home).archive_url) as archive:
        stories = set(archive.stories())
        for number in range(4 - len(stories)):
            archive.commit(a_story((a_claim("It fell.", WIRE),), story=f"s{number}", sources=(WIRE.id,)))
        stories = set(archive.stories())
    monkeypatch.setattr(sitemaps, "MOST", 3)
    index = client.get("/sitemap.xml").text
    parts = re.findall(rf"<loc>{re.escape(BASE)}(/sitemaps/\d+\.xml)</loc>", index)
    assert parts == ["/sitemaps/1.xml", "/sitemaps/2.xml"]
    listed = [place for part in parts for place in re.findall(r"/stories/(\w+)<", client.get(part).text)]
    assert sorted(listed) == sorted(stories)


class Elements(HTMLParser):
    """Start tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_card_may_stand_in_any_page_and_runs_nothing(client: TestClient) -> None:
    answer = client.get("/stories/bridge/card")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    found = Elements(answer.text).found
    assert not {tag for tag, _ in found} & {"script", "img", "iframe", "form", "object", "base"}
    assert [one["href"] for tag, one in found if tag == "a"] == [
        f"{BASE}/stories/bridge/tree",
        f"{BASE}/stories/bridge",
    ]
    assert CORRECTION in answer.text


@pytest.mark.parametrize("path", ["/stories/bridge", "/stories/bridge/v0.1", "/stories/bridge?since=v0.1#s"])
def test_oembed_says_how_a_story_is_embedded(client: TestClient, path: str) -> None:
    found = client.get("/oembed", params={"url": BASE + path, "maxwidth": 300, "format": "json"}).json()
    assert (found["version"], found["type"], found["width"], found["height"]) == ("1.0", "rich", 300, 320)
    ((tag, frame),) = Elements(found["html"]).found
    assert (tag, frame["src"], frame["width"]) == ("iframe", f"{BASE}/stories/bridge/card", "300")
    assert frame["title"] == found["title"] == "The bridge <fell> & rose"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"url={quote(BASE)}/stories/none", 404),
        ("url=https://elsewhere.example/stories/bridge", 404),
        (f"url={quote(BASE)}/stories/bridge/tree", 404),
        (f"url={quote(BASE)}/stories/bridge&format=xml", 501),
        (f"url={quote(BASE)}/stories/bridge&maxwidth=0", 422),
        ("", 422),
    ],
)
def test_oembed_of_anything_else_is_a_problem(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/oembed?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_story_names_are_fit_for_addresses(client: TestClient, home: Path) -> None:
    with Archive(Home(home).archive_url) as archive:
        archive.commit(
            a_story((a_claim("It fell.", WIRE),), story='é/"<b>', sources=(WIRE.id,), title="Fell")
        )
    found = json.loads(client.get("/feed.json").content)["items"]
    assert f"{BASE}/stories/%C3%A9%2F%22%3Cb%3E/v0.1" in [one["url"] for one in found]
