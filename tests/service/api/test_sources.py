"""Sources over HTTP: added, listed, retracted, corrected."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.commands import BRIDGE, STORY

FERRY = "The ferry of Tarn Valley sails again from Monday, its owner said on Tuesday."
PAGE = f"<html><title>Ferry sails</title><body><article><p>{FERRY} {FERRY}</p></article></body></html>"


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    return answer.json()


def added(client: TestClient, text: str, **fields: object) -> dict[str, Any]:
    answer = client.post("/v1/sources", json={"text": text, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_text_that_is_sent_is_a_source_that_can_be_found_and_read(client: TestClient) -> None:
    answer = client.post(
        "/v1/sources",
        json={
            "text": f"{FERRY} It will leave at seven.",
            "title": "Ferry sails",
            "url": "https://tarn.example/ferry?utm_source=x",
            "outlet": "Tarn Radio",
            "kind": "release",
            "published_at": "2025-04-01",
        },
    )
    assert answer.status_code == 201
    head = answer.json()
    assert "text" not in head
    assert (head["outlet"], head["published_at"]) == ("Tarn Radio", "2025-04-01T00:00:00Z")
    assert head["kind"] == "release"
    whole = client.get(answer.headers["location"]).json()
    assert whole["text"] == f"{FERRY} It will leave at seven."
    assert [whole["text"][one["start"] : one["end"]] for one in whole["snippets"]]
    hits = client.get("/v1/search", params={"q": "ferry Tarn Valley", "outlet": "tarn radio"}).json()["items"]
    assert [hit["source"]["id"] for hit in hits][:1] == [head["id"]]
    assert client.get("/v1/sources", params={"outlet": "Tarn Radio"}).json()["items"] == [head]


def test_sources_are_listed_and_searched_by_their_kind(client: TestClient) -> None:
    said = added(client, "The weir at Ostel must go, or the eels will.", kind="opinion")
    told = added(
        client, "The weir at Ostel is to go, for the eels.", url="https://ostel.example/news-releases/1"
    )
    silent = added(client, "The weir at Ostel was built in 1911, before the eels were counted.")
    for one, kind in ((said, "opinion"), (told, "release"), (silent, "unknown")):
        assert one["kind"] == kind
        hits = client.get("/v1/search", params={"q": "weir Ostel eels", "kind": kind}).json()["items"]
        assert hits[0]["source"] == one
        assert {hit["source"]["kind"] for hit in hits} == {kind}
        listed = client.get("/v1/sources", params={"kind": kind, "limit": 200}).json()["items"]
        assert one in listed
        assert {other["kind"] for other in listed} == {kind}
    for address in ("/v1/sources?kind=poem", "/v1/search?q=weir&kind=poem"):
        problem(client.get(address), 422)
    problem(client.post("/v1/sources", json={"text": "The weir at Ostel stays.", "kind": "poem"}), 422)


def test_the_same_text_again_is_the_same_source(client: TestClient) -> None:
    first = added(client, "The harbour of Velmouth is closed to large ships until May.")
    again = client.post(
        "/v1/sources", json={"text": "The harbour of Velmouth is closed to large ships until May."}
    )
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]


def test_a_key_stands_for_one_request(client: TestClient) -> None:
    wish = {"text": "The mill at Orre burned down in the night to Sunday."}
    key = {"Idempotency-Key": "mill"}
    first = client.post("/v1/sources", json=wish, headers=key)
    again = client.post("/v1/sources", json=wish, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = client.post("/v1/sources", json=wish | {"title": "Fire"}, headers=key)
    assert problem(other, 422)["type"] == "urn:storytree:KeyReused"
    assert problem(client.post("/v1/polls", json={}, headers=key), 422)
    assert client.get("/v1/sources", params={"outlet": "Fire"}).json()["items"] == []


def test_pages_follow_one_another_to_the_end(client: TestClient) -> None:
    whole = client.get("/v1/sources", params={"limit": 200}).json()
    assert whole["next"] is None
    seen: list[dict[str, Any]] = []
    url: str | None = "/v1/sources?limit=7"
    while url:
        answer = client.get(url)
        page = answer.json()
        assert len(page["items"]) <= 7
        seen += page["items"]
        url = page["next"]
        assert answer.headers.get("link") == (f'<{url}>; rel="next"' if url else None)
    assert seen == whole["items"]


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJh", "bnVsbA", "é", "W251bGxd"])
def test_a_cursor_that_was_never_given_leads_nowhere(client: TestClient, cursor: str) -> None:
    problem(client.get("/v1/stories", params={"cursor": cursor}), 404)


def test_what_a_story_cites_is_listed_by_its_name(client: TestClient) -> None:
    cited = client.get(f"/v1/stories/{STORY}").json()["sources"]
    listed = client.get("/v1/sources", params={"cited_by": STORY, "limit": 200}).json()["items"]
    assert {one["id"] for one in listed} == set(cited)
    problem(client.get("/v1/sources", params={"cited_by": "none"}), 404)


def test_a_retraction_is_told_with_its_reason_and_can_be_taken_back(client: TestClient) -> None:
    id_ = client.get(f"/v1/stories/{STORY}").json()["sources"][0]
    reached = client.put(f"/v1/sources/{id_[:12]}/retraction", json={"reason": "The witness was invented."})
    assert reached.json()["sources"][0]["status"] == "retracted"
    assert [(one["story"], one["live"]) for one in reached.json()["stories"]] == [(STORY, True)]
    assert client.get(f"/v1/sources/{id_}").json()["notices"][-1]["reason"] == "The witness was invented."
    listed = client.get("/v1/sources", params={"status": "retracted"}).json()["items"]
    assert id_ in {one["id"] for one in listed}
    back = client.delete(f"/v1/sources/{id_}/retraction", params={"reason": "That was another report."})
    assert back.json()["sources"][0]["status"] == "active"
    again = client.delete(f"/v1/sources/{id_}/retraction", params={"reason": "That was another report."})
    assert problem(again, 422)["detail"] == f"{id_} is not retracted."


def test_a_corrected_text_takes_the_place_of_the_old_one(client: TestClient) -> None:
    old = added(client, "The toll of the fire was 51, the police said.", outlet="Orre Post")
    answer = client.post(
        f"/v1/sources/{old['id']}/corrections",
        json={"text": "The toll of the fire was 15, the police said.", "reason": "15, not 51."},
    )
    assert answer.status_code == 201
    was, new = answer.json()["sources"]
    assert (was["status"], new["revises"], new["outlet"]) == ("corrected", old["id"], "Orre Post")
    assert (
        client.get(answer.headers["location"]).json()["text"]
        == "The toll of the fire was 15, the police said."
    )


def test_a_file_is_read_by_what_it_is(client: TestClient) -> None:
    pdf = min(Path(BRIDGE).rglob("*.pdf"))
    page = client.post("/v1/uploads", files={"file": ("ferry.html", PAGE, "text/html")})
    assert page.status_code == 201
    (source,) = page.json()["added"]
    assert (source["title"], source["name"]) == ("Ferry sails", "ferry.html")
    paper = client.post("/v1/uploads", files={"file": (pdf.name, pdf.read_bytes(), "application/pdf")})
    assert paper.status_code in {200, 201}
    assert (paper.json()["added"] + paper.json()["known"])[0]["name"].endswith(pdf.name)
    rows = '{"text": "A first report of the flood in Orre."}\n{"nothing": 1}\n'
    several = client.post("/v1/uploads", files={"file": ("rows.jsonl", rows, "application/jsonl")}).json()
    assert [one["name"] for one in several["added"]] == ["rows.jsonl line 1"]
    assert [one["detail"] for one in several["skipped"]] == ["has neither text nor sentences"]


@pytest.mark.parametrize(
    ("name", "body", "media"),
    [
        ("a.pdf", b"no pdf", "application/pdf"),
        ("a.exe", b"MZ\x00\x00", "application/octet-stream"),
        ("../../etc/passwd", b"short", "text/plain"),
        ("a.zip", b"PK\x03\x04broken", "application/zip"),
        ("empty.txt", b"", "text/plain"),
    ],
    ids=["pdf", "exe", "path", "zip", "empty"],
)
def test_a_file_that_cannot_be_read_is_a_problem(
    client: TestClient, name: str, body: bytes, media: str
) -> None:
    told = problem(client.post("/v1/uploads", files={"file": (name, body, media)}), 422)
    assert "/tmp" not in told["detail"] + told.get("advice", "")  # noqa: S108


@pytest.mark.parametrize(
    "place", ["/etc/passwd", "file:///etc/passwd", "-", "*", "ftp://x.example/a", "https://a.example/ b"]
)
def test_no_address_names_a_file_of_the_machine(client: TestClient, place: str) -> None:
    problem(client.post("/v1/fetches", json={"places": [place]}), 422)
    problem(client.post("/v1/stories", json={"topic": "harbour strike", "places": [place]}), 422)
    problem(client.post("/v1/feeds", json={"address": place}), 422)


@pytest.mark.parametrize("id_", ["ffffffff", "%00", "..", "a" * 90, "3eec'--", "%ED%A0%80"])
def test_an_id_that_names_nothing_is_unknown(client: TestClient, id_: str) -> None:
    assert problem(client.get(f"/v1/sources/{id_}"), 404)


def test_an_id_of_which_there_are_several_is_told_as_that(client: TestClient) -> None:
    first = {one["id"][0] for one in client.get("/v1/sources?limit=200").json()["items"]}
    assert problem(client.get(f"/v1/sources/{min(first)}"), 409)["advice"] == "Give more digits of the id."


def test_many_add_and_search_at_once(client: TestClient) -> None:
    def both(number: int) -> tuple[int, int]:
        text = f"Barge {number} left the lock at Orre with {number + 7} tonnes of gravel."
        add = client.post("/v1/sources", json={"text": text})
        return add.status_code, client.get("/v1/search", params={"q": "barge gravel"}).status_code

    with ThreadPoolExecutor(6) as crew:
        assert set(crew.map(both, range(18))) == {(201, 200)}
