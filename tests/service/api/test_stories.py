"""Stories over HTTP: in every form, known again by their tags; versions, claims, and the work on them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.render.text import parse_text
from tests.commands import STORY, TOPIC
from tests.service.api.test_sources import problem

PATH = f"/v1/stories/{STORY}"


def test_the_list_shows_each_story_once(client: TestClient) -> None:
    answer = client.get("/v1/stories")
    page = answer.json()
    assert answer.status_code == 200, page
    assert [(one["story"], one["version"], one["versions"]) for one in page["items"]] == [(STORY, "v0.2", 2)]
    assert page["next"] is None


@pytest.mark.parametrize(
    ("accept", "media", "begins"),
    [
        ("", "application/json", "{"),
        ("*/*", "application/json", "{"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html", "<!doctype html>"),
        ("text/markdown", "text/markdown", "# "),
        ("text/plain;q=0.9, text/html;q=0.1", "text/plain", "v0.2 🌳"),
        ("text/*", "text/html", "<!doctype html>"),
        ("application/json;q=0, */*", "text/html", "<!doctype html>"),
        ("image/png, text/plain;q=0.2", "text/plain", "v0.2 🌳"),
        (";;,,q=", None, ""),
        ("image/png", None, ""),
        ("text/plain;q=nan", None, ""),
    ],
)
def test_a_story_comes_in_the_form_that_the_reader_likes(
    client: TestClient, accept: str, media: str | None, begins: str
) -> None:
    answer = client.get(PATH, headers={"Accept": accept})
    if media is None:
        assert "application/json" in problem(answer, 406)["detail"]
        return
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.text.startswith(begins)
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_a_form_that_is_asked_for_wins(client: TestClient) -> None:
    text = client.get(PATH, params={"format": "text"}, headers={"Accept": "text/html"}).text
    assert parse_text(text).label == "v0.2"
    problem(client.get(PATH, params={"format": "pdf"}), 422)


def test_what_the_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get(PATH)
    tag = first.headers["etag"]
    for known in (tag, f'{tag.removeprefix("W/")}, "x"', "*"):
        again = client.get(PATH, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    html = client.get(PATH, headers={"If-None-Match": tag, "Accept": "text/html"})
    assert html.status_code == 200
    assert html.headers["etag"] != tag


def test_who_takes_it_packed_is_sent_less(client: TestClient) -> None:
    packed = client.get(PATH, headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(PATH, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert packed.json() == plain.json()
    assert packed.headers["etag"] == plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]


def test_a_retraction_changes_the_tag(client: TestClient) -> None:
    before = client.get(PATH)
    id_ = before.json()["sources"][-1]
    client.put(f"/v1/sources/{id_}/retraction", json={"reason": "Withdrawn."})
    after = client.get(PATH, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    client.delete(f"/v1/sources/{id_}/retraction", params={"reason": "It stands."})


def test_versions_are_listed_and_shown(client: TestClient) -> None:
    found = client.get(f"{PATH}/versions").json()["items"]
    assert [(one["version"], one["parent"]) for one in found] == [("v0.1", None), ("v0.2", "v0.1")]
    first = client.get(f"{PATH}/versions/v0.1", params={"format": "text"}).text
    assert parse_text(first).label == "v0.1"
    assert client.get(f"{PATH}/versions/v0.2").json() == client.get(PATH).json()


@pytest.mark.parametrize("label", ["v0.9", "v9", "latest", "v0.1x", "%00", "v0.99999999999"])
def test_a_version_that_is_not_there_is_unknown(client: TestClient, label: str) -> None:
    assert problem(client.get(f"{PATH}/versions/{label}"), 404)["type"] == "urn:storytree:UnknownVersion"


def test_the_difference_says_what_changed_and_why(client: TestClient) -> None:
    diff = client.get(f"{PATH}/diff").json()
    assert (diff["from"], diff["to"]) == ("v0.1", "v0.2")
    assert diff["changes"]
    assert diff == client.get(f"{PATH}/diff", params={"from": "v0.1", "to": "v0.2"}).json()
    text = client.get(f"{PATH}/diff", headers={"Accept": "text/plain"}).text
    assert text.startswith(f"v0.1 → v0.2 of {STORY}")
    assert client.get(f"{PATH}/diff", headers={"Accept": "text/html"}).text.startswith("<!doctype html>")
    assert problem(client.get(f"{PATH}/diff", params={"to": "v0.1"}), 404)


def test_the_tree_shows_every_version(client: TestClient) -> None:
    tree = client.get(f"{PATH}/tree").json()["versions"]
    assert [(one["version"], one["parent"], one["live"]) for one in tree][:2] == [
        ("v0.1", None, False),
        ("v0.2", "v0.1", True),
    ]
    assert client.get(f"{PATH}/tree", headers={"Accept": "image/svg+xml"}).text.startswith("<svg")


def test_a_claim_shows_what_bears_it_out_where_it_stands(client: TestClient) -> None:
    story = client.get(PATH).json()
    told = client.get(f"{PATH}/claims", params={"limit": 200}).json()["items"]
    sentences = [claim for paragraph in story["paragraphs"] for claim in paragraph["claims"]]
    assert [one["claim"] for one in told] == [story["title"], *sentences]
    for one in told[1:6]:
        claim = client.get(f"{PATH}/claims/{one['claim']['id'][:12]}").json()
        assert (claim["version"], claim["live"]) == ("v0.2", True)
        assert claim["verdict"]["label"] == "supported"
        assert claim["history"]
        for span in claim["spans"]:
            text = client.get(f"/v1/sources/{span['source']['id']}").json()["text"]
            assert text[span["start"] : span["end"]] == span["text"]
            assert f"{span['before']}" in text[: span["start"]]
            assert f"{span['after']}" in text[span["end"] :]


def test_a_claim_that_was_retired_keeps_its_page(client: TestClient) -> None:
    rows = client.get(f"{PATH}/diff").json()["changes"]
    gone = [row["claim"]["id"] for row in rows if row["change"]["kind"] == "retired"]
    was = [row["before"]["id"] for row in rows if row["change"]["kind"] == "reworded"]
    assert gone or was
    for id_ in gone:
        claim = client.get(f"{PATH}/claims/{id_}").json()
        assert (claim["version"], claim["live"], claim["history"][-1]["kind"]) == ("v0.1", False, "retired")


@pytest.mark.parametrize("id_", ["", "a", "ffffffffffff", "zz"])
def test_a_claim_that_is_not_there_is_unknown(client: TestClient, id_: str) -> None:
    problem(client.get(f"{PATH}/claims/{id_ or '%20'}"), 404)


def test_conflicts_name_both_sides(client: TestClient) -> None:
    for dispute in client.get(f"{PATH}/conflicts").json():
        assert len(dispute["sides"]) > 1
    assert client.get(f"{PATH}/conflicts", params={"version": "v0.1"}).status_code == 200
    problem(client.get(f"{PATH}/conflicts", params={"version": "v0.7"}), 404)


def test_a_branch_is_made_by_a_job_that_tells_what_it_does(client: TestClient) -> None:
    key = {"Idempotency-Key": "branch"}
    wish = {"version": "v0.1", "as_of": "2025-04-20", "name": "without the tabloids"}
    answer = client.post(f"{PATH}/branches", json=wish, headers=key)
    assert answer.status_code == 202
    job, again = answer.json(), client.post(f"{PATH}/branches", json=wish, headers=key)
    assert again.json()["id"] == job["id"]
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    events = read(client, f"/v1/jobs/{job['id']}/events")
    assert events[-1][1] == "done"
    later = read(client, f"/v1/jobs/{job['id']}/events", {"Last-Event-ID": str(events[-2][0])})
    assert later == events[-1:]
    done = client.get(f"/v1/jobs/{job['id']}").json()
    assert (done["state"], done["outcome"]["version"], done["outcome"]["new"]) == ("done", "v0.3", True)
    assert client.get(f"{PATH}/versions/v0.3").json()["branch"] == "without the tabloids"
    assert client.get(PATH).json()["minor"] == 2
    assert client.post(f"/v1/jobs/{job['id']}/cancel").json()["state"] == "done"
    listed = client.get("/v1/jobs", params={"about": STORY}).json()["items"]
    assert job["id"] in {one["id"] for one in listed}


def test_jobs_are_listed_newest_first_and_a_page_stays_where_it_was(client: TestClient) -> None:
    ids = [client.post("/v1/polls", json={}).json()["id"] for _ in range(4)]
    first = client.get("/v1/jobs", params={"limit": 2, "about": "sources"}).json()
    newer = client.post("/v1/polls", json={}).json()["id"]
    second = client.get(first["next"]).json()
    seen = [one["id"] for one in first["items"] + second["items"]]
    assert set(seen) == set(ids)
    assert newer not in seen
    problem(client.post("/v1/polls", json={"feeds": ["nope"]}), 404)


def test_work_on_what_is_not_there_is_not_begun(client: TestClient) -> None:
    problem(client.post("/v1/stories/none/updates", json={}), 404)
    problem(client.post("/v1/stories/none/branches", json={"version": "v0.1"}), 404)
    problem(client.post(f"{PATH}/updates", json={"on": "v7.7"}), 404)
    problem(client.get("/v1/jobs/none"), 404)
    problem(client.get("/v1/jobs/none/events"), 404)
    problem(client.post("/v1/jobs/none/cancel"), 404)


@pytest.mark.parametrize("topic", ["", "…!?", "x" * 501, "\x00\x01", 7, None])
def test_a_topic_is_words(client: TestClient, topic: object) -> None:
    problem(client.post("/v1/stories", json={"topic": topic}), 422)


@pytest.mark.parametrize("length", [0, 49, 20_001, "many", 60.5])
def test_a_length_is_a_number_of_words(client: TestClient, length: object) -> None:
    problem(client.post("/v1/stories", json={"topic": TOPIC, "length": length}), 422)


def test_a_story_is_written_by_a_job(client: TestClient) -> None:
    wish = {"topic": TOPIC, "as_of": "2025-03-23", "length": 300}
    job = client.post("/v1/stories", json=wish).json()
    assert (job["about"], job["order"]["length"]) == (STORY, 300)
    read(client, f"/v1/jobs/{job['id']}/events")
    assert client.get(f"/v1/jobs/{job['id']}").json()["state"] in {"done", "failed"}


def read(client: TestClient, url: str, headers: dict[str, str] | None = None) -> list[tuple[int, str]]:
    """Number and name of each event, to the end."""
    found: list[tuple[int, str]] = []
    event: dict[str, Any] = {}
    with client.stream("GET", url, headers=headers or {}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            event[name] = value
            if not line and "id" in event:
                found.append((int(event["id"]), event["event"]))
                event = {}
    return found
