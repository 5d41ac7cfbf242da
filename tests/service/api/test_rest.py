"""The rest of the interface: search, checks, schedules, feeds, evals, usage, health; and what it refuses."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.schema import openapi_text
from store.archive import Archive
from store.feeds import Feed
from store.home import Home
from tests.commands import ROOT, STORY
from tests.service.api.test_sources import problem


def test_a_search_finds_what_is_about_the_words_with_what_stands_around_it(client: TestClient) -> None:
    page = client.get("/v1/search", params={"q": "ferry timetable", "limit": 3, "context": 1}).json()
    first = client.get("/v1/search", params={"q": "ferry timetable", "limit": 200}).json()["items"]
    assert len(page["items"]) == 3
    assert client.get(page["next"]).json()["items"] != page["items"]
    assert [one["snippet"] for one in page["items"]] == [one["snippet"] for one in first[:3]]
    for hit in page["items"]:
        text = client.get(f"/v1/sources/{hit['source']['id']}").json()["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]
        assert hit["before"] in text
        assert hit["after"] in text


def test_a_search_obeys_its_filters(client: TestClient) -> None:
    def dates(**filters: str) -> list[str]:
        asked = {"q": "bridge collapse", "limit": "50", **filters}
        found = client.get("/v1/search", params=asked).json()["items"]
        return [one["source"]["published_at"] or "" for one in found]

    assert max(dates(until="2025-03-10")) < "2025-03-11" <= max(dates())
    assert min(dates(since="2025-03-10")) >= "2025-03-10"
    cited = set(client.get(f"/v1/stories/{STORY}").json()["sources"])
    asked = {"q": "bridge collapse", "limit": 50}
    told = client.get("/v1/search", params=asked | {"cited_by": f"{STORY}@v0.2"}).json()["items"]
    new = client.get("/v1/search", params=asked | {"new_to": STORY}).json()["items"]
    assert {one["source"]["id"] for one in told} <= cited
    assert not {one["source"]["id"] for one in new} & cited
    assert client.get("/v1/search", params={"q": "zeppelin quark"}).json() == {"items": [], "next": None}


@pytest.mark.parametrize("bad", ["the of", "…", "\x00"])
def test_a_query_without_a_word_is_refused(client: TestClient, bad: str) -> None:
    problem(client.get("/v1/search", params={"q": bad}), 422)


@pytest.mark.parametrize("day", ["yesterday", "2025-13-01", "2025-02-30", "1", "0001-01-01T00:00:00+23:00"])
def test_what_is_no_day_is_refused(client: TestClient, day: str) -> None:
    told = problem(client.get("/v1/search", params={"q": "bridge", "since": day}), 422)
    assert told["invalid"][0]["where"] == "query.since"


def test_a_text_is_checked_sentence_by_sentence(client: TestClient) -> None:
    story = client.get(f"/v1/stories/{STORY}").json()
    claim = story["paragraphs"][0]["claims"][0]
    cited = claim["citations"][0]
    text = f"{claim['text'].rstrip('.')} [{cited}]. The moon fell on Velmouth [{cited}]."
    found = client.post("/v1/checks", json={"text": text}).json()
    assert [one["verdict"]["label"] for one in found["sentences"]] == ["supported", "unsupported"]
    assert found["supported"] is False
    only = client.post("/v1/checks", json={"text": text, "sources": [story["sources"][-1][:12]]}).json()
    assert only["sentences"][0]["verdict"]["reasons"][0]["reason"] == "invented_id"
    problem(client.post("/v1/checks", json={"text": text, "sources": ["ffffffff"]}), 404)


@pytest.mark.parametrize("text", ["…", "v0.1 🌳\n\nA title", "\x00", "A word [3eeccbda]. " * 400])
def test_a_text_that_cannot_be_checked_is_refused(client: TestClient, text: str) -> None:
    problem(client.post("/v1/checks", json={"text": text}), 422)


def test_a_schedule_is_set_shown_replaced_and_ended(client: TestClient) -> None:
    url = f"/v1/schedules/{STORY}"
    problem(client.get(url), 404)
    assert client.put(url, json={"cron": "0 * * * *"}).json() == {"about": STORY, "cron": "0 * * * *"}
    assert client.put(url, json={"cron": "30 6 * * 1-5", "poll": True}).status_code == 200
    client.put("/v1/schedules/sources", json={"cron": "0 0 1 1 *"})
    listed = client.get("/v1/schedules").json()["items"]
    assert listed == [
        {"about": STORY, "cron": "30 6 * * 1-5"},
        {"about": "sources", "cron": "0 0 1 1 *"},
    ]
    assert client.delete(url).status_code == 204
    problem(client.delete(url), 404)
    problem(client.put("/v1/schedules/none", json={"cron": "0 * * * *"}), 404)


@pytest.mark.parametrize("cron", ["", "hourly", "99 * * * *", "* * * *", "0 0 30 2 1 9", "* * * * *\n"])
def test_what_is_no_schedule_is_refused(client: TestClient, cron: str) -> None:
    problem(client.put(f"/v1/schedules/{STORY}", json={"cron": cron}), 422)


def test_feeds_are_listed_shown_and_followed_no_more(client: TestClient, home: Path) -> None:
    address = "https://news.example/feed.xml"
    with Archive(Home(home).open().archive_url) as archive:
        archive.follow([Feed(address=address, title="News", followed_at=datetime.now(UTC))])
    (feed,) = client.get("/v1/feeds").json()["items"]
    assert (feed["address"], feed["state"]) == (address, "new")
    url = f"/v1/feeds/{feed['id']}"
    assert client.get(url).json() == feed
    assert client.delete(url).status_code == 204
    problem(client.get(url), 404)
    problem(client.delete(url), 404)


def test_a_feed_on_the_own_network_is_not_asked_for(client: TestClient) -> None:
    told = problem(client.post("/v1/feeds", json={"address": "http://127.0.0.1:9/feed.xml"}), 422)
    assert told["type"].startswith("urn:storytree:Un")
    assert client.get("/v1/feeds").json()["items"] == []


def test_runs_of_evals_are_those_in_the_home(client: TestClient, home: Path) -> None:
    assert client.get("/v1/evals").json() == {"items": [], "next": None}
    problem(client.get("/v1/evals/latest"), 404)
    broken = home / "evals" / "run.json"
    broken.parent.mkdir()
    broken.write_text("{}", "utf-8")
    assert client.get("/v1/evals").json()["items"] == []
    assert problem(client.get("/v1/evals/latest"), 500)["advice"]
    problem(client.get("/v1/evals/..%2F..%2Fetc"), 404)


def test_usage_is_that_of_models(client: TestClient) -> None:
    assert client.get("/v1/usage", params={"story": STORY}).json() == {"items": [], "next": None}
    problem(client.get("/v1/usage", params={"story": "none"}), 404)


def test_it_says_whether_it_lives_and_can_work(client: TestClient) -> None:
    assert client.get("/healthz").json() == client.get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/v1/stories", "GET, POST"),
        ("DELETE", "/v1/sources/3eeccbda", "GET"),
        ("GET", "/v1/sources/3eeccbda/retraction", "DELETE, PUT"),
        ("TRACE", "/v1/jobs", "GET"),
        ("POST", "/v1/schedules/x", "DELETE, GET, PUT"),
    ],
)
def test_a_method_that_an_address_does_not_have_is_told_which_it_has(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    problem(answer, 405)
    assert answer.headers["allow"] == allowed


JSON = "application/json"


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b'{"text": "', JSON, 422),
        (b"\xff\xfe\x00", JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"text": 1e999}', JSON, 422),
        (b'{"text": "\\ud800 and a lot of words behind it"}', JSON, 422),
        (b'{"text": "a lot of words and more", "\\ud800": 1}', JSON, 422),
        (b'{"text": "a lot of words and more", "colour": 1}', JSON, 422),
        (b"null", JSON, 422),
        (b"[]", JSON, 422),
        (b"text=a", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "text/xml", 415),
        (b'{"text": "a lot of words and more"}', "", 415),
        (b" " * 10_000_001, JSON, 413),
    ],
    ids=[
        "cut off",
        "no UTF-8",
        "deep",
        "infinite",
        "surrogate",
        "surrogate key",
        "unknown key",
        "null",
        "list",
        "form",
        "xml",
        "untyped",
        "large",
    ],
)
def test_a_body_that_cannot_be_read_is_told_so(
    client: TestClient, content: bytes, media: str, status: int
) -> None:
    headers = {"Content-Type": media} if media else {}
    problem(client.post("/v1/sources", content=content, headers=headers), status)


def test_a_text_with_nul_in_it_is_cleaned_as_every_source_is(client: TestClient) -> None:
    answer = client.post(
        "/v1/sources", json={"text": "A report\x00 of the flood in Lower Orre.", "title": "a\x00b"}
    )
    assert answer.status_code == 201
    assert client.get(answer.headers["location"]).json()["text"] == "A report of the flood in Lower Orre."


def test_another_address_is_a_problem_too(client: TestClient) -> None:
    problem(client.get("/v1/nothing"), 404)


def test_the_document_of_the_interface_is_the_one_that_is_kept(client: TestClient) -> None:
    kept = (ROOT / "docs" / "schema" / "openapi.json").read_text("utf-8")
    assert kept == openapi_text(), "make docs"
    document: dict[str, Any] = client.get("/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize("address", ["/", "/v1/stories", "/v1/stories/nothing", "/sources", "/healthz"])
def test_head_says_what_get_would(client: TestClient, address: str) -> None:
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
