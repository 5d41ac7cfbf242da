"""The option --trace: what commands add to the file, and what becomes of them where they cannot."""

import json
import shutil
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.commands import BRIDGE, STORY, TOPIC, UNTIL, Done, Written, call, run
from tests.loopback import listening


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    return shutil.copytree(bridge.home, tmp_path / "home")


def traced(*words: str, home: Path, **env: str) -> tuple[Done, list[dict[str, Any]]]:
    file = home.parent / "trace.jsonl"
    done = call(*words, "--trace", str(file), home=home, **env)
    return done, [json.loads(line) for line in file.read_text("ascii").splitlines()]


def kinds(lines: list[dict[str, Any]]) -> Counter[str]:
    return Counter(line["kind"] for line in lines)


def test_write(home: Path, bridge: Written) -> None:
    done, lines = traced("write", TOPIC, "--as-of", UNTIL, home=home)
    assert done.code == 0
    assert done.out == bridge.story
    assert [line["kind"] for line in lines[:3]] == ["opened", "begun", "planned"]
    assert [line["kind"] for line in lines[-2:]] == ["unchanged", "ended"]
    told = kinds(lines)
    assert told["retrieved"] == len(lines[2]["questions"]) > 3
    assert told["checked"] > told["withheld"]
    claims = {line["claim"] for line in lines if line["kind"] == "checked" and line["label"] == "supported"}
    emitted = set(lines[-2]["claims"])
    assert emitted <= claims | {line["after"]["claim"] for line in lines if line["kind"] == "repaired"}
    assert {line["run"] for line in lines[1:]} == {lines[1]["run"]}
    assert "bridge" not in "".join(map(json.dumps, lines)).replace(STORY, "")


def test_update_and_branch(home: Path) -> None:
    assert call("add", BRIDGE / "week-4", home=home).code == 0
    done, lines = traced("update", STORY, "--as-of", "2025-03-30", "--trace-bodies", home=home)
    assert done.code == 0
    assert lines[1]["operation"] == "update"
    assert {"revised", "drafted", "emitted"} <= kinds(lines).keys()
    assert (lines[-2]["version"], lines[-2]["parent"]) == ("v0.2", [0, 1])
    assert "Marrow" in lines[-2]["title"]
    _, lines = traced("branch", f"{STORY}@v0.1", "--as-of", "2025-03-30", home=home)
    assert lines[-1]["operation"] == "branch"
    assert [line["operation"] for line in lines if line["kind"] == "begun"] == ["update", "branch"]


def test_check(home: Path) -> None:
    draft = home.parent / "draft.txt"
    draft.write_text("The Marrow Bridge fell into the sea in 1822 [00000000].")
    done, lines = traced("check", str(draft), home=home)
    assert done.code == 1
    assert [line["kind"] for line in lines] == ["opened", "begun", "checked", "ended"]
    assert lines[2]["reasons"] == ["invented_id"]
    assert lines[1]["operation"] == "check"


def test_the_environment_may_ask_for_it(home: Path) -> None:
    file = home.parent / "elsewhere.jsonl"
    assert call("write", TOPIC, "--as-of", UNTIL, home=home, STORYTREE_TRACE=str(file)).code == 0
    assert file.read_text().count('"kind": "ended"') == 1


def test_a_run_that_fails_says_so(home: Path) -> None:
    done, lines = traced("write", "zebra crossings of Madagascar", home=home)
    assert done.code == 1
    assert (lines[-1]["kind"], lines[-1]["outcome"], lines[-1]["error"]) == (
        "ended",
        "failed",
        "NothingToTell",
    )


@pytest.mark.parametrize(
    "words", [("write", TOPIC), ("update", STORY), ("branch", f"{STORY}@v0.1")], ids=lambda words: words[0]
)
def test_a_trace_that_cannot_be_written_is_told_before_anything_is_done(
    words: tuple[str, str], home: Path
) -> None:
    before = call("stories", "--json", home=home).out
    done = call(*words, "--trace", str(home / "no" / "trace.jsonl"), home=home)
    assert (done.code, done.out) == (2, "")
    assert "No such file or directory" in done.err
    assert call("stories", "--json", home=home).out == before


@contextmanager
def collector(got: list[tuple[str, bytes]]) -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    with listening(Handler) as address:
        yield address


@pytest.mark.parametrize("wanted", [True, False], ids=["endpoint", "disabled"])
def test_spans_reach_the_collector_that_the_environment_names(wanted: bool, home: Path) -> None:
    got: list[tuple[str, bytes]] = []
    with collector(got) as address:
        told = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, **({} if wanted else {"OTEL_SDK_DISABLED": "true"})}
        done = run("update", STORY, "--as-of", UNTIL, home=home, env=told)
    assert done.code == 0, done.err
    assert {path for path, _ in got} == ({"/v1/traces"} if wanted else set())
    spans = b"".join(body for _, body in got)
    assert (b"invoke_workflow storytree.update" in spans) == wanted
    assert b"Marrow" not in spans
