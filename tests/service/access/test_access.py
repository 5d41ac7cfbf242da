"""Tokens, sessions, limits, headers and the audit log."""

import hashlib
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.settings import Settings, load
from service.access import tokens
from service.access.pace import LOGINS, Pace
from service.access.pages import own_path
from service.access.sessions import HALF_A_DAY, Sessions, open_sessions
from service.access.tokens import Ring
from store.archive import Archive
from store.errors import UsageError
from store.records import Scope
from tests.commands import call
from tests.service.access.conftest import HERE, THERE, Place, bearer

TOPIC = {"topic": "harbour strike"}


# ---- tokens --------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_its_digest_alone_is_kept(tmp_path: Path) -> None:
    made = call("token", "create", "--scope", "write", "--label", "newsroom", home=tmp_path)
    key = made.out.strip()
    assert re.fullmatch(r"st_[A-Za-z0-9_-]{43}", key), made.out
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert key.encode() not in kept
    assert key[3:].encode() not in kept
    assert hashlib.sha256(key.encode()).hexdigest().encode() in kept
    for words in (["token", "list"], ["token", "list", "--json"], ["audit"], ["audit", "--json"]):
        told = call(*words, home=tmp_path)
        assert "newsroom" in told.out
        assert key not in told.out + told.err


def test_tokens_are_listed_and_revoked_by_their_labels(tmp_path: Path) -> None:
    assert call("token", "list", home=tmp_path).out == ""
    labels = [call("token", "create", "--json", home=tmp_path).out for _ in range(2)]
    assert ['"read-1"' in labels[0], '"read-2"' in labels[1]] == [True, True]
    assert call("token", "revoke", "read-1", home=tmp_path).code == 0
    listed = call("token", "list", home=tmp_path).out.splitlines()
    assert ["revoked" in line for line in listed] == [True, False]
    again = call("token", "revoke", "read-1", home=tmp_path)
    assert (again.code, "no token called 'read-1'" in again.err) == (2, True)
    actions = call("audit", home=tmp_path).out
    assert actions.count("token.create") == 2
    assert actions.count("token.revoke") == 1


@pytest.mark.parametrize(
    "label", ["", "local", "public", "schedule", "a" * 65, "a\nb", " a", "<b>", "a\u202eb"]
)
def test_labels_that_would_mislead_are_refused(tmp_path: Path, label: str) -> None:
    made = call("token", "create", "--label", label, home=tmp_path)
    assert made.code == 2
    assert made.out == ""


def test_a_label_is_free_again_once_its_token_is_revoked(tmp_path: Path) -> None:
    with Archive(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive:
        keys = archive.keys
        first, _ = tokens.create(keys, "desk", Scope.READ, by="test")
        with pytest.raises(UsageError):
            tokens.create(keys, "desk", Scope.ADMIN, by="test")
        tokens.revoke(keys, "desk", by="test")
        second, _ = tokens.create(keys, "desk", Scope.READ, by="test")
        ring = Ring(keys)
        ring.read()
        assert ring.find(tokens.digest(first)) is None
        assert ring.find(tokens.digest(second)) is not None


def test_a_token_that_another_process_revokes_is_refused_within_a_second(
    keyed_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 1000.0
    monkeypatch.setattr(tokens.time, "monotonic", lambda: clock)
    asked, headers = keyed_place.ask(THERE), bearer(keyed_place.keys["read"])
    assert asked.get("/v1/stories", headers=headers).status_code == 200
    tokens.revoke(keyed_place.service.archive.keys, "read", by="test")
    clock += 1.01
    assert asked.get("/v1/stories", headers=headers).status_code == 401


def test_admins_make_and_revoke_tokens_over_http(keyed_place: Place) -> None:
    asked, admin = keyed_place.ask(THERE), bearer(keyed_place.keys["admin"])
    made = asked.post("/v1/tokens", json={"label": "desk", "scope": "write"}, headers=admin)
    assert made.status_code == 201
    key = made.json()["key"]
    listed = asked.get("/v1/tokens", headers=admin)
    assert {"label": "desk", "scope": "write"}.items() <= listed.json()[-1].items()
    assert key not in listed.text
    assert "digest" not in listed.text
    again = asked.post("/v1/tokens", json={"label": "desk"}, headers=admin)
    assert again.status_code == 422
    assert asked.delete("/v1/tokens/desk", headers=admin).json()["revoked_at"]
    assert asked.delete("/v1/tokens/desk", headers=admin).status_code == 422


# ---- serving beyond the machine ------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "203.0.113.7", "stories.example.org"])  # noqa: S104
def test_nobody_serves_to_others_without_a_token(tmp_path: Path, host: str) -> None:
    done = call("serve", "--host", host, "--port", "0", home=tmp_path)
    assert done.code == 2
    assert "there is no token" in done.err
    assert "storytree token create" in done.err


def test_a_revoked_token_is_none(tmp_path: Path) -> None:
    call("token", "create", "--label", "desk", home=tmp_path)
    call("token", "revoke", "desk", home=tmp_path)
    assert call("serve", "--host", "0.0.0.0", "--port", "0", home=tmp_path).code == 2  # noqa: S104


# ---- sessions ------------------------------------------------------------------------------------


def test_a_person_logs_in_with_a_token_and_out_again(keyed_place: Place) -> None:
    asked = keyed_place.ask(THERE, host="stories.example.org")
    ours = {"Sec-Fetch-Site": "same-origin"}
    form = {"token": keyed_place.keys["write"], "next": "/stories/x"}
    answer = asked.post("/login", data=form, headers=ours)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/stories/x")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert keyed_place.keys["write"] not in cookie
    assert asked.get("/v1/stories").status_code == 200
    assert asked.post("/v1/stories", json=TOPIC, headers=ours).status_code == 202
    assert asked.post("/v1/stories", json=TOPIC, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
    assert asked.post("/logout", headers=ours).status_code == 303
    assert asked.get("/v1/stories").status_code == 401


def test_behind_https_the_cookie_is_for_https_alone(keyed_place: Place) -> None:
    asked = keyed_place.ask(THERE)
    asked.base_url = "https://stories.example.org"
    answer = asked.post("/login", data={"token": keyed_place.keys["read"]})
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("key", ["revoked", "made up"])
def test_what_is_no_living_token_logs_nobody_in(keyed_place: Place, key: str) -> None:
    answer = keyed_place.ask(THERE).post("/login", data={"token": keyed_place.keys[key]})
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert "unknown or revoked" in answer.text
    assert keyed_place.keys[key] not in answer.text


def test_no_page_of_others_logs_anybody_in_or_out(keyed_place: Place) -> None:
    asked = keyed_place.ask(THERE)
    for path in ("/login", "/logout"):
        form = {"token": keyed_place.keys["read"]}
        assert asked.post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_session_of_a_revoked_token_is_over(keyed_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keyed_place.ask(THERE)
    asked.post("/login", data={"token": keyed_place.keys["read"]})
    assert asked.get("/v1/stories").status_code == 200
    tokens.revoke(keyed_place.service.archive.keys, "read", by="test")
    monkeypatch.setattr(tokens, "FRESH", 0.0)
    assert asked.get("/v1/stories").status_code == 401


def test_a_cookie_is_forged_by_nobody_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, others = Sessions("one secret"), Sessions("another")
    cookie = ours.begin("a" * 64)
    assert ours.digest(cookie) == "a" * 64
    assert others.digest(cookie) == ""
    assert ours.digest(cookie.swapcase()) == ""
    assert ours.digest("") == ""
    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + HALF_A_DAY + 2)
    assert ours.digest(cookie) == ""


def test_the_secret_of_sessions_is_for_the_owners_eyes_and_stays(tmp_path: Path) -> None:
    cookie = open_sessions(load(home=tmp_path)).begin("a")
    assert open_sessions(load(home=tmp_path)).digest(cookie) == "a"
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
    shared = [
        open_sessions(Settings.model_validate({"home": tmp_path / name, "secret": "s"})) for name in "ab"
    ]
    assert shared[1].digest(shared[0].begin("a")) == "a"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "http://evil.example", "javascript:alert(1)", "", "\t//x", "/\n/x"],
)
def test_logging_in_leads_to_no_other_site(keyed_place: Place, wanted: str) -> None:
    asked = keyed_place.ask(f"198.51.100.{len(wanted)}")
    answer = asked.post("/login", data={"token": keyed_place.keys["read"], "next": wanted})
    assert answer.headers["Location"] == "/"


@given(st.text())
def test_whatever_is_asked_for_a_path_of_ours_comes_of_it(wanted: str) -> None:
    path = own_path(wanted)
    assert re.match(r"/(?![/\\])", path)


def test_what_an_address_says_is_escaped_on_the_page(keyed_place: Place) -> None:
    page = keyed_place.ask(THERE).get("/login", params={"next": '/"><script>alert(1)</script>'})
    assert "<script" not in page.text
    assert "script" not in page.headers["Content-Security-Policy"].replace("script-src 'self'", "")


# ---- limits --------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_back(keyed_place: Place) -> None:
    asked = keyed_place.ask(THERE, reads_a_minute=3, writes_a_minute=1)
    read, write = bearer(keyed_place.keys["read"]), bearer(keyed_place.keys["write"])
    assert [asked.get("/v1/stories", headers=read).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert asked.get("/v1/stories", headers=write).status_code == 200
    assert asked.post("/v1/stories", json=TOPIC, headers=write).status_code == 202
    answer = asked.post("/v1/stories", json=TOPIC, headers=write)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429


def test_guessing_is_counted_by_address_and_logging_in_too(keyed_place: Place) -> None:
    asked = keyed_place.ask(THERE, reads_a_minute=2)
    guess = bearer(keyed_place.keys["made up"])
    assert [asked.get("/v1/stories", headers=guess).status_code for _ in range(3)] == [401, 401, 429]
    asked = keyed_place.ask("198.51.100.100")
    tries = [asked.post("/login", data={"token": "st_x"}).status_code for _ in range(LOGINS + 1)]
    assert tries == [401] * LOGINS + [429]


def test_who_is_on_the_machine_waits_for_nobody(open_place: Place) -> None:
    asked = open_place.ask(HERE, reads_a_minute=1, writes_a_minute=1)
    assert [asked.get("/v1/stories").status_code for _ in range(3)] == [200] * 3


def test_a_household_has_one_count_and_none_is_no_limit() -> None:
    from service.access.addresses import network

    assert network("2001:db8::1") == network("2001:db8::2") != network("2001:db8:0:1::1")
    pace = Pace(reads=0, writes=1)
    assert {pace.wait("read", "a") for _ in range(100)} == {0}


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_told_so(keyed_place: Place, declared: bool) -> None:
    asked, write = keyed_place.ask(THERE), bearer(keyed_place.keys["write"])
    content = b"x" * 1_000_001
    given = content if declared else iter([content])
    headers = {"Content-Type": "application/json"}
    answer = asked.post("/v1/stories", content=given, headers=headers | write)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 413
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert asked.post("/v1/stories", content=content, headers=headers).status_code == 401


# ---- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/stories", "/nowhere", "/login", "/metrics"])
@pytest.mark.parametrize("address", [HERE, THERE])
def test_browsers_are_told_what_to_run_with_every_answer(keyed_place: Place, path: str, address: str) -> None:
    headers = keyed_place.ask(address).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_a_route_may_have_a_policy_of_its_own(open_place: Place) -> None:
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    asked = open_place.ask(HERE, hosts="cards.example")
    app = asked.app
    assert isinstance(app, FastAPI)
    own = {"Content-Security-Policy": "default-src 'none'; frame-ancestors *"}
    app.add_api_route("/card", lambda: HTMLResponse("card", headers=own))
    assert asked.get("/card").headers.get_list("Content-Security-Policy") == [own["Content-Security-Policy"]]


# ---- the audit log -------------------------------------------------------------------------------


def test_who_changed_what_is_written_down_before_it_is_told(keyed_place: Place) -> None:
    asked, write = keyed_place.ask(THERE), bearer(keyed_place.keys["write"])
    answer = asked.post("/v1/stories", json=TOPIC, headers=write | {"X-Request-ID": "request-0001"})
    asked.post("/v1/stories", json={"topic": ""}, headers=write)
    asked.post("/v1/stories", json=TOPIC)
    asked.get("/v1/stories", headers=write)
    deeds = [deed for deed in keyed_place.service.archive.keys.noted(10) if deed.action[:5] != "token"]
    assert len(deeds) == 1
    deed = deeds[0]
    assert (deed.actor, deed.action, deed.request) == ("write", "POST new_story", "request-0001")
    assert deed.object == answer.headers["Location"]
    job = answer.json()["id"]
    asked.post(f"/v1/jobs/{job}/cancel", headers=write)
    assert keyed_place.service.archive.keys.noted(1)[0].object == f"/v1/jobs/{job}/cancel"
