"""The process at the back: what is passed to it, who it takes the asker for, and what is when it is gone."""

import logging
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import psutil
import pytest

from agents.settings import Settings, load
from service.access.tokens import create
from service.api.fields import LARGE
from service.backroom.keeping import BackRoom
from service.desk import Desk
from service.operations.logs import Form
from service.site import build
from store.archive import Archive
from store.errors import HomeBusy
from store.home import Home
from store.records import Scope
from tests.commands import STORY, Written, call, run
from tests.service.listening import listening

FERRY = "The ferry to Ost sank on Monday, the coast guard said. Nine people died in the ferry."
TOLD = {"text": FERRY, "title": "A ferry sinks off Ost", "published_at": "2025-03-24"}


@pytest.fixture(scope="module")
def settings(bridge: Written, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("back") / "home"
    shutil.copytree(bridge.home, home)
    return load(home=home)


@pytest.fixture(scope="module")
def room(settings: Settings) -> Iterator[BackRoom]:
    with BackRoom(settings, Form.TEXT) as back:
        yield back


@pytest.fixture
def client(settings: Settings, room: BackRoom) -> Iterator[httpx.Client]:
    with (
        listening(build(settings, back=room.socket)) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def until(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def process_of(room: BackRoom) -> psutil.Process:
    """The one that listens there."""
    (found,) = [
        one
        for one in psutil.Process().children(recursive=True)
        if any(str(room.socket) == line.laddr for line in one.net_connections("unix"))
    ]
    return found


def test_what_needs_the_house_is_done_at_the_back(
    client: httpx.Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(_: Desk) -> None:
        pytest.fail("the house was opened at the front")

    monkeypatch.setattr(Desk, "house", opened)
    made = client.post("/v1/sources", json=TOLD)
    assert made.status_code == 201
    id_ = made.json()["id"]
    assert made.headers["Location"] == f"/v1/sources/{id_}"
    assert client.post("/v1/sources", json=TOLD).status_code == 200
    found = client.get("/v1/search", params={"q": "ferry Ost sank"}).json()["items"]
    assert found[0]["source"]["id"] == id_
    page = client.get("/search", params={"q": "ferry Ost sank"}, headers={"Accept": "text/html"})
    assert "A ferry sinks off Ost" in page.text
    packed = client.get("/search?q=ferry", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    tagged = client.get("/search?q=ferry", headers={"If-None-Match": packed.headers["ETag"]})
    assert tagged.status_code == 304
    checked = client.post("/v1/checks", json={"text": f"Nine people died in the ferry [{id_[:8]}]."}).json()
    assert checked["supported"]
    sent = client.post("/v1/uploads", files={"file": ("a.txt", "A tram burnt in Velm. Nobody was hurt.")})
    assert sent.status_code == 201
    right = {**TOLD, "text": FERRY.replace("Nine", "Ten"), "reason": "miscounted"}
    assert client.post(f"/v1/sources/{id_}/corrections", json=right).status_code == 201
    with Archive(Home(settings.home).archive_url) as archive:
        assert archive.source(id_).status == "corrected"


def test_a_form_that_was_sent_is_taken_at_the_back(client: httpx.Client) -> None:
    form = client.get("/new").text
    token = form.split('name="token" value="')[1].split('"')[0]
    told = {"token": token, "text": "A dam broke at Quern. Two farms were flooded.", "title": "Dam"}
    sent = client.post("/new", data=told, headers={"Origin": str(client.base_url).rstrip("/")})
    assert sent.status_code == 303
    assert "A dam broke at Quern" in client.get(sent.headers["Location"]).text


def test_a_job_is_done_at_the_back(client: httpx.Client) -> None:
    ordered = client.post(f"/v1/stories/{STORY}/updates", json={})
    where = ordered.headers["Location"]
    until(lambda: client.get(where).json()["state"] == "done")


@pytest.mark.parametrize(
    "query", ["q=bridge%20%C3%BC", "q=%22bridge%22%3Cx%3E", "q=bridge%00b", "q=br%69dge+x"]
)
def test_an_address_goes_through_as_it_is(client: httpx.Client, query: str) -> None:
    found = client.get(f"/v1/search?{query}&limit=1").json()
    assert parse_qs(urlsplit(str(found["next"])).query)["q"] == parse_qs(query)["q"]


def test_problems_of_the_back_are_told_as_they_are(client: httpx.Client) -> None:
    for asked in ({"q": "the of and"}, {"q": "x", "limit": "many"}, {}):
        answer = client.get("/v1/search", params=asked)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert "error" in client.post("/new", data={"topic": "x"}, headers={"Accept": "text/html"}).text


def test_what_is_too_large_does_not_get_there(client: httpx.Client) -> None:
    assert client.post("/v1/sources", json={"text": "x" * (LARGE + 1000)}).status_code == 413
    parts = (b"x" * 100_000 for _ in range(LARGE // 100_000 + 2))
    assert client.post("/v1/sources", content=parts).status_code == 413
    assert client.get("/v1/search?q=ferry").status_code == 200


def test_nobody_says_who_he_is_but_the_door(settings: Settings, room: BackRoom, client: httpx.Client) -> None:
    with Archive(Home(settings.home).archive_url) as archive:
        token, _ = create(archive.keys, "a reader", Scope.READ, by="test")
        writer, _ = create(archive.keys, "a writer", Scope.WRITE, by="test")
    lie = '{"label": "root", "scope": "admin"}'
    sent = client.post(
        "/v1/sources",
        json=TOLD,
        headers={"Authorization": f"Bearer {token}", "X-Storytree-Actor": lie, "X-Request-ID": "1234567890"},
    )
    assert sent.status_code == 403
    sent = client.post(
        "/v1/uploads",
        files={"file": ("b.txt", "A school burnt in Brack. The council met.")},
        headers={"Authorization": f"Bearer {writer}", "X-Storytree-Actor": lie, "X-Request-ID": "1234567890"},
    )
    assert sent.status_code == 201
    assert sent.headers["X-Request-ID"] == "1234567890"
    with Archive(Home(settings.home).archive_url) as archive:
        deed = archive.keys.noted(1)[0]
    assert (deed.actor, deed.request) == ("a writer", "1234567890")
    assert room.socket.parent.stat().st_mode & 0o077 == 0


def test_who_is_gone_is_begun_again(
    room: BackRoom, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        os.kill(process_of(room).pid, signal.SIGKILL)
        until(lambda: client.get("/v1/search?q=ferry").status_code == 503, 5)
        answer = client.get("/v1/search?q=ferry")
        assert "Retry-After" in answer.headers
        assert client.get(f"/v1/stories/{STORY}").status_code == 200
        until(lambda: client.get("/v1/search?q=ferry").status_code == 200)
    assert "-9" in caplog.text


def test_a_home_that_another_works_in_is_refused(settings: Settings, room: BackRoom) -> None:
    assert process_of(room).is_running()
    impatient = settings.model_copy(update={"wait": 0.1})
    with pytest.raises(HomeBusy), BackRoom(impatient, Form.TEXT):
        pytest.fail("two work in one home")
    done = run("serve", "--port", "0", home=settings.home, env={"STORYTREE_WAIT": "0.1"})
    assert done.code != 0
    assert "Traceback" not in done.err
    assert "storytree:" in done.err


def test_it_ends_with_who_serves_and_leaves_nothing(tmp_path: Path) -> None:
    call("doctor", home=tmp_path / "home")
    with BackRoom(load(home=tmp_path / "home"), Form.TEXT, working=False) as back:
        process = process_of(back)
        folder = back.socket.parent
    assert not process.is_running()
    assert not folder.exists()
