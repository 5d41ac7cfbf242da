"""Pages as they come over the wire: what they say, how they are kept, and who may send a form."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from service.web.forms import COOKIE as FORM_COOKIE
from service.web.versions import COOKIE as SEEN
from tests.service.web.hand import GATES, HERALD, LEAFLET, POST, SIX, STORY

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
AT = f"/stories/{STORY}"


@pytest.fixture
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers=PAGE, timeout=60) as client:
        yield client


def test_the_front_page_tells_what_is_new(client: httpx.Client) -> None:
    told = client.get("/").text
    assert "Dam breaks at Orr" in told
    assert "3 sentences from 2 sources" in told
    assert "2 new, 0 reworded, 1 no longer told" in told
    assert "1 in dispute" in told


def test_a_story_begins_as_its_text_does(client: httpx.Client) -> None:
    told = re.sub(r"<[^>]*>", "", client.get(AT).text.partition("<main")[2])
    first = [line.strip() for line in told.splitlines() if line.strip()][1:4]
    assert first[0] == "v0.2 🌳"
    assert first[1] == "Dam breaks at Orr"
    assert first[2].startswith("2025-03-05 12:00:00.000000")
    assert f'href="{AT}/tree"' in client.get(AT).text
    assert "Disclaimer: The story curated" in told


def test_a_story_is_light(client: httpx.Client) -> None:
    page = client.get(AT)
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert len(assets) == 2
    bodies = [client.get(address) for address in assets]
    assert all("immutable" in body.headers["Cache-Control"] for body in bodies)
    assert len(page.content) + sum(len(body.content) for body in bodies) < 100_000


def test_nothing_runs_but_what_the_service_serves(client: httpx.Client) -> None:
    page = client.get(AT)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page.text, re.DOTALL)
    assert [text for kind, text in scripts if "application/ld+json" not in kind] == [""]
    assert all(json.loads(text) for kind, text in scripts if "application/ld+json" in kind)
    assert not re.search(r'<style|\sstyle="|\son\w+="', page.text)


def test_who_has_a_page_is_sent_none(client: httpx.Client) -> None:
    first = client.get(AT)
    again = client.get(AT, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{AT}?since=v0.1", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_pages_come_packed_to_those_who_can_unpack(client: httpx.Client) -> None:
    packed = client.get(AT, headers={"Accept-Encoding": "gzip"})
    plain = client.get(AT, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.text == plain.text


def marked(html: str) -> int:
    return html.count('" class="new">')


def test_what_is_new_since_a_version_is_marked(client: httpx.Client) -> None:
    assert marked(client.get(AT).text) == 0
    page = client.get(f"{AT}?since=v0.1").text
    assert marked(page) == 2
    assert "Since v0.1" in page
    assert "1 no longer told" in page


def test_what_is_new_since_the_last_visit_is_marked(site: str, client: httpx.Client) -> None:
    client.cookies.set(SEEN, "~v0.1")
    first = client.get(AT)
    assert "Since your last visit (v0.1)" in first.text
    assert marked(first.text) == 2
    assert "v0.1~v0.2" in first.headers["Set-Cookie"]
    again = httpx.get(f"{site}{AT}", headers=PAGE | {"Cookie": f"{SEEN}=v0.1~v0.2"})
    assert marked(again.text) == 2
    assert "Set-Cookie" not in again.headers
    nothing = client.get(f"{AT}?since=nothing")
    assert marked(nothing.text) == 0


@pytest.mark.parametrize("seen", ["v9.9~v8.8", "~", "x", "v0.1", "~~~", "v0.1~v0.2~v0.2", '"><script>'])
def test_a_cookie_that_others_wrote_changes_nothing(site: str, seen: str) -> None:
    page = httpx.get(f"{site}{AT}", headers=PAGE | {"Cookie": f"{SEEN}={seen}"})
    assert page.status_code == 200
    assert marked(page.text) == 0


def test_an_earlier_version_says_that_it_is_one(client: httpx.Client) -> None:
    told = client.get(f"{AT}/v0.1").text
    assert "not the live version" in told
    assert GATES.text in told
    assert "since retracted by its publisher" in told


def test_a_dispute_shows_who_says_what(client: httpx.Client) -> None:
    told = client.get(AT).text.partition('id="disputes"')[2]
    assert "people killed" in told
    assert told.index("Orr Herald") < told.index("Valley Post")


def test_the_tree_and_the_difference(client: httpx.Client) -> None:
    tree = client.get(f"{AT}/tree").text
    assert f'<a href="{AT}/v0.1"' in tree
    assert f'href="{AT}/diff?from=v0.1&amp;to=v0.2"' in tree
    for address in (f"{AT}/diff", f"{AT}/diff?from=v0.1&to=v0.2"):
        told = client.get(address).text
        assert SIX.text.rstrip(".") in told
        assert "retracted: taken back" in told


def test_a_source_shows_what_stories_tell_from_it(client: httpx.Client) -> None:
    told = client.get(f"/sources/{HERALD.id[:8]}").text
    assert told.count("<mark id=") == 2
    assert f'href="{AT}/v0.2#c-' in told
    assert "https://herald.example/dam" in told
    retracted = client.get(f"/sources/{LEAFLET.id[:8]}").text
    assert "It was a hoax." in retracted
    assert f'href="{AT}/v0.1#c-' in retracted


def test_a_source_whose_kind_is_known_shows_it_wherever_it_stands(client: httpx.Client) -> None:
    pages = (AT, f"/sources/{POST.id[:8]}", "/sources", "/search?q=rescue+teams+three+towns")
    for told in (client.get(page).text for page in pages):
        assert "live page · " in told
        assert "unknown · " not in told
    assert "live page" not in client.get(f"/sources/{HERALD.id[:8]}").text


def test_lists_of_sources_and_of_what_was_measured(client: httpx.Client) -> None:
    assert "leaflet.txt" in client.get("/sources").text
    assert "faithfulness" in client.get("/evals").text
    assert "Four died." in client.get("/evals/2025-03-05").text


def test_search_finds_and_marks(client: httpx.Client) -> None:
    told = client.get("/search", params={"q": "mayor valley road"}).text
    assert "<mark>mayor</mark>" in told
    assert client.get("/search").status_code == 200
    assert "Nothing that was read" in client.get("/search", params={"q": "zeppelin regatta"}).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/stories/nope", 404),
        (f"{AT}/v9.9", 404),
        (f"{AT}/nine", 404),
        (f"{AT}?since=v7.7", 404),
        (f"{AT}/diff?from=v0.1&to=v0.9", 404),
        ("/sources/ffffffff", 404),
        ("/sources?before=x", 422),
        ("/?after=yesterday", 422),
        ("/?after=2025-03-04T00:00:00%20x", 422),
        ("/evals/..%2f..%2fetc", 404),
        ("/evals/nope", 404),
        ("/jobs/nope", 404),
        ("/static/site.css", 404),
        ("/nowhere", 404),
    ],
)
def test_errors_are_pages_to_a_browser_and_problems_to_a_program(
    client: httpx.Client, address: str, status: int
) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<h1>" in page.text
    program = client.get(address, headers={"Accept": "application/json"})
    assert program.status_code == status
    assert program.headers["Content-Type"] == "application/problem+json"


def test_a_form_that_is_not_ours_is_refused(client: httpx.Client) -> None:
    before = client.get("/v1/jobs").json()
    sent = {"topic": "anything", "token": "x" * 43}
    assert client.post("/new", data=sent).status_code == 403
    client.get("/new")
    assert client.post("/new", data=sent).status_code == 403
    assert client.post("/new", data={"topic": "anything"}).status_code == 403
    assert client.post(f"{AT}/update", data=sent).status_code == 403
    assert client.get("/v1/jobs").json() == before


def token(client: httpx.Client) -> str:
    client.get("/new")
    return client.cookies[FORM_COOKIE]


def test_a_text_and_a_file_that_are_handed_in_are_sources(client: httpx.Client) -> None:
    text = "The ferry to Orr sails again from Monday, the harbour master said on Friday."
    form = {"token": token(client), "text": text, "title": "Ferry sails", "published": "2025-03-07"}
    page = client.post("/new", data=form, follow_redirects=True)
    assert page.status_code == 200
    assert "7 March 2025" in page.text
    assert "a pasted text" in page.text
    file = ("../../etc/note.txt", b"A second boat was ordered by the town of Orr on Saturday.", "text/plain")
    page = client.post("/new", data={"token": form["token"]}, files={"files": file}, follow_redirects=True)
    assert "note.txt" in page.text
    assert "/etc/" not in page.text


@pytest.mark.parametrize("place", ["/etc/passwd", "file:///etc/passwd", "-", "examples/*.md", "javascript:1"])
def test_no_form_reads_what_lies_on_the_machine(client: httpx.Client, place: str) -> None:
    page = client.post("/new", data={"token": token(client), "places": place})
    assert page.status_code == 422
    assert "is no address" in page.text


@pytest.mark.parametrize("length", ["many", "49", "20001", "-60", "1e3", "²"])
def test_a_story_has_a_number_of_words(client: httpx.Client, length: str) -> None:
    page = client.post("/new", data={"token": token(client), "topic": "harbour strike", "length": length})
    assert page.status_code == 422
    assert "from 50 to 20000" in page.text


def test_a_form_that_asks_for_nothing_says_so(client: httpx.Client) -> None:
    page = client.post("/new", data={"token": token(client)})
    assert page.status_code == 422
    assert "Name a topic" in page.text
