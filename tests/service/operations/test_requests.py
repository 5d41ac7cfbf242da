"""What is told of requests: lines, ids, numbers; and what nobody is told."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from service.access import tokens
from service.here import Service
from service.operations.logs import Form, set_up
from store.records import Scope

HOSTILE = "\x1b[31mred\u202e\u2028\nfake 2026-01-01 INFO answered"


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("logging_as_before")
def test_a_request_is_one_line_of_json(asked: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Form.JSON)
    asked.get("/v1/stories", headers={"X-Request-ID": "abcdefgh-1"})
    asked.get("/v1/jobs/unknown")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = [line for line in lines if line["message"] == "answered"]
    first, second = told
    assert first["request_id"] == "abcdefgh-1"
    wanted = {"method": "GET", "route": "/v1/stories", "status": 200, "actor": "local", "level": "INFO"}
    assert wanted.items() <= first.items()
    assert first["ms"] > 0
    assert (second["route"], second["status"]) == ("/v1/jobs/{job}", 404)
    assert re.fullmatch(r"[0-9a-f]{32}", second["request_id"])


@pytest.mark.usefixtures("logging_as_before")
@pytest.mark.parametrize("form", Form)
def test_no_key_and_nothing_that_others_wrote_is_in_the_log(
    asked: TestClient, service: Service, capsys: pytest.CaptureFixture[str], form: Form
) -> None:
    key, token = tokens.create(service.archive.keys, f"log-{form}", Scope.WRITE, by="test")
    set_up(form)
    headers = {"Authorization": f"Bearer {key}"}
    asked.get("/v1/stories", headers=headers, params={"token": key, "q": "SECRETQUERY"})
    asked.post("/v1/stories", headers=headers, json={"topic": "SECRETTOPIC"})
    asked.get(f"/nowhere/{key}", headers=headers | {"X-Request-ID": f"{key} x", "User-Agent": "SECRETAGENT"})
    asked.post("/login", data={"token": key})
    asked.get("/v1/stories")
    asked.request("SECRETMETHOD", "/v1/stories", headers=headers)
    logging.getLogger("service.test").warning("of a source: %s", HOSTILE)
    told = capsys.readouterr().err
    assert told.count("method=" if form is Form.TEXT else '"method"') == 7
    for secret in (key, key[3:], token.digest, "SECRET", "\x1b", "\u202e", "\u2028"):
        assert secret not in told
    assert len(told.splitlines()) == 8
    assert f"log-{form}" in told


@pytest.mark.parametrize(
    "given", ["", "short", "a b c d e f g h", "x" * 65, "abcdefgh\u00e9", "<script>alert"]
)
def test_an_id_that_is_none_is_replaced(asked: TestClient, given: str) -> None:
    answer = asked.get("/v1/stories", headers=[(b"X-Request-ID", given.encode("latin-1"))])
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


@pytest.mark.usefixtures("logging_as_before")
def test_a_fault_of_the_service_is_a_problem_for_the_asker_and_a_traceback_for_the_log(
    site: FastAPI, asked: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("SECRETCAUSE")

    site.add_api_route("/broken", broken)
    set_up(Form.TEXT)
    answer = asked.get("/broken", headers={"X-Request-ID": "request-0500"})
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-ID"] == "request-0500"
    assert "SECRETCAUSE" not in answer.text
    told = capsys.readouterr().err
    assert "  RuntimeError: SECRETCAUSE" in told
    assert "request_id=request-0500" in told.splitlines()[0]
    assert "status=500" in told


def test_numbers_are_of_routes_and_not_of_what_is_asked_for(asked: TestClient) -> None:
    for number in range(20):
        asked.get(f"/nowhere/{number}")
        asked.get(f"/v1/jobs/{number}")
        asked.request(f"METHOD{number}", "/v1/stories")
    families = {one.name: one for one in text_string_to_metric_families(asked.get("/metrics").text)}
    counted = families["storytree_requests"].samples
    by_route = {tuple(s.labels.values()): s.value for s in counted if s.name == "storytree_requests_total"}
    assert by_route[("GET", "/v1/jobs/{job}", "404")] == 20
    assert by_route[("GET", "-", "404")] == 20
    assert {method for method, _, _ in by_route} == {"GET", "OTHER"}
    assert len(by_route) <= 4
    assert families["storytree_sources"].samples[0].value == 0
    assert families["storytree_stories"].samples[0].value == 0
    assert families["storytree_index_lag_snippets"].samples[0].value == 0
    states = {sample.labels["state"]: sample.value for sample in families["storytree_jobs"].samples}
    assert set(states) == {"waiting", "working", "done", "failed", "cancelled"}
    assert families["storytree_model_dollars"].samples[0].value == 0


def test_jobs_are_counted_by_how_they_stand(asked: TestClient, service: Service) -> None:
    from service.jobs import Write

    job = service.works.order(Write(topic="harbour strike"))
    service.works.order(Write(topic="another strike"))
    service.works.cancel(job.id)
    told = asked.get("/metrics").text
    assert 'storytree_jobs{state="cancelled"} 1.0' in told
    waiting = re.search(r'storytree_jobs\{state="waiting"\} (\d+)', told)
    assert waiting
    assert int(waiting[1]) >= 1
