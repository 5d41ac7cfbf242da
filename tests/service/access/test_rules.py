"""Who is let in: method by scope by address."""

import pytest

from tests.service.access.conftest import HERE, THERE, Place, bearer

TOPIC = {"topic": "harbour strike"}
FROM_OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:8080"}
FROM_OTHERS = {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}


def _write(place: Place, address: str, headers: dict[str, str], *, public: bool = False) -> int:
    asked = place.ask(address, public=public)
    return asked.post("/v1/stories", json=TOPIC, headers=headers).status_code


@pytest.mark.parametrize("address", [HERE, "::1", "127.9.9.9"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        (FROM_OURS, 202),
        ({"Sec-Fetch-Site": "none"}, 202),
        ({"Origin": "http://localhost:8080"}, 202),
        (FROM_OTHERS, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://localhost:8080"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
    ],
    ids=str,
)
def test_the_machine_itself_writes_until_a_token_is_made_but_no_page_of_others(
    open_place: Place, address: str, headers: dict[str, str], status: int
) -> None:
    assert _write(open_place, address, headers) == status


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize(
    "case",
    [
        (HERE, "none", 200, 401, 401),
        (HERE, "read", 200, 403, 403),
        (HERE, "write", 200, 202, 403),
        (HERE, "admin", 200, 202, 200),
        (HERE, "revoked", 401, 401, 401),
        (HERE, "made up", 401, 401, 401),
        (THERE, "none", 401, 401, 401),
        (THERE, "read", 200, 403, 403),
        (THERE, "write", 200, 202, 403),
        (THERE, "admin", 200, 202, 200),
        (THERE, "revoked", 401, 401, 401),
        (THERE, "made up", 401, 401, 401),
    ],
    ids=lambda case: f"{case[1]} at {case[0]}",
)
def test_once_a_token_is_made_its_scope_says_what_may_be_done(
    keyed_place: Place, public: bool, case: tuple[str, str, int, int, int]
) -> None:
    address, key, reads, writes, administers = case
    asked = keyed_place.ask(address, public=public)
    headers = bearer(keyed_place.keys[key])
    if public and (address, key) == (THERE, "none"):
        reads = 200
    assert asked.get("/v1/stories", headers=headers).status_code == reads
    assert asked.head("/v1/stories", headers=headers).status_code in {reads, 405}
    assert asked.post("/v1/stories", json=TOPIC, headers=headers).status_code == writes
    for path in ("/v1/tokens", "/v1/audit"):
        assert asked.get(path, headers=headers).status_code == administers


def test_a_program_with_a_token_writes_whatever_page_it_stands_on(keyed_place: Place) -> None:
    """No browser sends the header for a page of others, unless that page knows the token."""
    assert _write(keyed_place, THERE, FROM_OTHERS | bearer(keyed_place.keys["write"])) == 202


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "PURGE"])
def test_every_method_but_those_that_read_is_one_that_writes(keyed_place: Place, method: str) -> None:
    for path in ("/v1/stories", "/v1/stories/x", "/nowhere"):
        answer = keyed_place.ask(THERE, public=True).request(method, path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_elsewhere_nothing_is_free_where_no_token_was_made(open_place: Place) -> None:
    assert open_place.ask(THERE).get("/v1/stories").status_code == 401
    assert _write(open_place, THERE, {}, public=True) == 401


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"])
def test_a_proxy_on_the_machine_speaks_for_others(open_place: Place, name: str) -> None:
    assert _write(open_place, HERE, {name: "127.0.0.1"}) == 401


@pytest.mark.parametrize(
    "authorization", ["Basic c3Q6eA==", "Bearer", "Bearer  ", "st_x", "\xff", "Bearer \x00"]
)
def test_what_is_no_token_is_refused(keyed_place: Place, authorization: str) -> None:
    headers = [(b"Authorization", authorization.encode("latin-1"))]
    answer = keyed_place.ask(HERE).get("/v1/stories", headers=headers)
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("host", "hosts", "address", "status"),
    [
        ("localhost", "", HERE, 200),
        ("127.0.0.1:8080", "", HERE, 200),
        ("[::1]:8080", "", HERE, 200),
        ("evil.example", "", HERE, 421),
        ("localhost.evil.example", "", HERE, 421),
        ("127.0.0.1.evil.example", "", HERE, 421),
        ("evil.example", "stories.example.org", HERE, 421),
        ("stories.example.org", "stories.example.org", HERE, 401),
        ("Stories.Example.org:443", "other.example, stories.example.org", THERE, 200),
        ("evil.example", "stories.example.org", THERE, 421),
        ("anything.example", "", THERE, 200),
        ("", "", HERE, 421),
        ("[", "", HERE, 421),
    ],
)
def test_a_name_that_points_here_is_not_answered_to(
    open_place: Place, host: str, hosts: str, address: str, status: int
) -> None:
    """DNS rebinding: a page of others that lets its own name point to this machine."""
    asked = open_place.ask(address, hosts=hosts, public=address == THERE)
    assert asked.get("/v1/stories", headers={"Host": host}).status_code == status


def test_what_is_open_to_all(keyed_place: Place) -> None:
    asked = keyed_place.ask(THERE)
    assert asked.get("/login").status_code == 200
    assert asked.get("/login.css").status_code == 200
    for path in ("/login/", "/login/x", "//login", "/metrics", "/v1/openapi.json", "/"):
        assert asked.get(path).status_code == 401


def test_a_page_is_sent_to_where_a_person_logs_in(keyed_place: Place) -> None:
    answer = keyed_place.ask(THERE).get("/stories/x?since=v0.1", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/stories/x%3Fsince%3Dv0.1"


def test_metrics_are_for_the_machine_and_for_admins(keyed_place: Place) -> None:
    assert keyed_place.ask(HERE).get("/metrics").status_code == 200
    for key, status in {"none": 401, "read": 403, "write": 403, "admin": 200}.items():
        asked = keyed_place.ask(THERE, public=True)
        assert asked.get("/metrics", headers=bearer(keyed_place.keys[key])).status_code == status


def test_the_machine_reads_even_beside_a_token_that_is_revoked_for_good(keyed_place: Place) -> None:
    """Revoking the last token opens nothing again."""
    asked = keyed_place.ask(HERE)
    admin = bearer(keyed_place.keys["admin"])
    for label in ("read", "write", "admin"):
        assert asked.delete(f"/v1/tokens/{label}", headers=admin).status_code == 200
    asked = keyed_place.ask(HERE)
    assert asked.get("/v1/stories").status_code == 200
    assert asked.post("/v1/stories", json=TOPIC).status_code == 401


@pytest.mark.parametrize(
    ("address", "key", "headers", "status"),
    [
        (HERE, "none", {}, 307),
        (HERE, "none", FROM_OTHERS, 403),
        (THERE, "none", {}, 401),
        (THERE, "read", {}, 307),
        (THERE, "read", FROM_OTHERS, 307),
        (THERE, "revoked", {}, 401),
    ],
)
def test_models_clients_ask_by_post_and_need_read_alone(
    keyed_place: Place, address: str, key: str, headers: dict[str, str], status: int
) -> None:
    """What they may change, the tools ask for themselves; 307 is the door let through."""
    asked = keyed_place.ask(address, hosts="mcp.example")
    assert asked.post("/mcp/", json={}, headers=headers | bearer(keyed_place.keys[key])).status_code == status
    before = keyed_place.service.archive.keys.noted(1)
    assert before[0].action.startswith("token")
