"""The plain trace: what stands in it, what never does, and what becomes of it where it cannot be written."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.events import Checked, Drafted
from agents.trace import Call, Request, Run
from agents.trace.journal import Journal
from prompts import Prompt
from store.errors import BadAnswer, UsageError
from store.records import Claim, Finding, Label, Reason, Verdict

SECRET = 'sk-"quoted"-and-never-to-be-seen'
PROMPT = Prompt("section", "Write in shape.", "Ostrel has three bridges.", "d" * 64)
RUN = Run("write", "ostrel-bridges", "5" * 64)


@contextmanager
def journal(file: Path, **options: Any) -> Generator[Journal]:
    opened = Journal(str(file), **options)
    try:
        yield opened
    finally:
        opened.close()


def lines(file: Path) -> list[dict[str, Any]]:
    text = file.read_bytes()
    assert text.endswith(b"\n")
    assert text.isascii()
    return [json.loads(line) for line in text.splitlines()]


def checked(text: str) -> Checked:
    claim = Claim(text=text, citations=("3eeccbda",))
    finding = Finding(reason=Reason.NUMBER, detail="seven")
    verdict = Verdict(claim_id=claim.id, label=Label.UNSUPPORTED, score=0.25, reasons=(finding,))
    return Checked(claim=claim, verdict=verdict)


def test_a_run_is_told_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    with journal(tmp_path / "trace.jsonl") as told, told.run(RUN):
        told.tell(Drafted(sentences=9))
        told.tell(checked("The old bridge has seven arches."))
    opened, begun, drafted, verdict, ended = lines(tmp_path / "trace.jsonl")
    assert (opened["kind"], opened["run"], opened["process"]) == ("opened", "", os.getpid())
    assert (begun["kind"], begun["operation"], begun["story"]) == ("begun", "write", "ostrel-bridges")
    assert (drafted["kind"], drafted["sentences"]) == ("drafted", 9)
    assert (ended["kind"], ended["outcome"], ended["error"]) == ("ended", "done", "")
    assert begun["run"] == drafted["run"] == verdict["run"] == ended["run"] != ""
    assert before <= datetime.fromisoformat(begun["at"]) <= datetime.now(UTC)
    assert opened["clock"] <= begun["clock"] <= drafted["clock"] <= ended["clock"]
    assert 0 <= ended["seconds"] <= ended["clock"] - begun["clock"] + 0.001
    assert {name: verdict[name] for name in ("label", "score", "reasons", "citations")} == {
        "label": "unsupported",
        "score": 0.25,
        "reasons": ["number"],
        "citations": ["3eeccbda"],
    }


def test_words_stand_in_it_only_where_they_are_asked_for(tmp_path: Path) -> None:
    for bodies in (False, True):
        file = tmp_path / f"{bodies}.jsonl"
        call = Call("writer", "openai:small", PROMPT, "Section", [Request("json_schema", answer="Ostrel!")])
        with journal(file, bodies=bodies) as told, told.run(RUN), told.call(call):
            told.tell(checked("The old bridge has seven arches."))
        text = file.read_text()
        assert [word in text for word in ("seven", "three bridges", "in shape", "Ostrel!")] == [bodies] * 4


@pytest.mark.parametrize(
    ("requests", "paid"),
    [([], False), ([Request("json_mode", 40, 10)], True)],
    ids=["kept", "paid"],
)
def test_a_call_says_whether_it_was_paid(tmp_path: Path, requests: list[Request], paid: bool) -> None:
    call = Call("writer", "openai:small", PROMPT, "Section", requests)
    with journal(tmp_path / "trace.jsonl") as told, told.call(call):
        call.answer = "{}"
    asked = lines(tmp_path / "trace.jsonl")[-1]
    assert (asked["outcome"], asked["paid"]) == ("done", paid)
    assert (asked["role"], asked["model"], asked["prompt"]) == ("writer", "openai:small", "section")
    assert asked["prompt_digest"] == PROMPT.digest
    assert asked["characters_in"] == len(PROMPT.rules) + len(PROMPT.material)
    assert (asked["requests"], asked["tokens_in"]) == (len(requests), 40 * len(requests))


def test_a_call_that_fails_names_the_kind_of_its_error(tmp_path: Path) -> None:
    call = Call("writer", "openai:small", PROMPT, "Section", [Request("json_schema", error="ReadTimeout")])
    with journal(tmp_path / "trace.jsonl") as told, pytest.raises(BadAnswer), told.run(RUN), told.call(call):
        raise BadAnswer("It said: Ostrel")
    *_, asked, ended = lines(tmp_path / "trace.jsonl")
    assert (asked["outcome"], asked["error"], asked["request_errors"]) == (
        "failed",
        "BadAnswer",
        ["ReadTimeout"],
    )
    assert (ended["outcome"], ended["error"]) == ("failed", "BadAnswer")
    assert "Ostrel" not in (tmp_path / "trace.jsonl").read_text()


def test_no_secret_stands_in_it_whoever_says_it(tmp_path: Path) -> None:
    call = Call(
        "writer", "openai:small", PROMPT, "Section", [Request("json_schema", answer=f"it is {SECRET}")]
    )
    with journal(tmp_path / "trace.jsonl", bodies=True, secrets=[SECRET, ""]) as told, told.call(call):
        told.tell(checked(f"The key is {SECRET}."))
    texts = json.dumps(lines(tmp_path / "trace.jsonl"), ensure_ascii=False)
    assert "never-to-be-seen" not in texts
    assert "it is [secret]" in texts


@given(text=st.text(st.characters(exclude_categories=())).filter(lambda text: text.strip() != ""))
def test_text_of_others_is_one_line_and_comes_back(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("trace") / "trace.jsonl"
    call = Call("writer", "openai:small", Prompt("section", "", text, ""), "Section")
    with journal(file, bodies=True) as told, told.call(call):
        pass
    assert lines(file)[-1]["material"] == text


def test_many_threads_and_files_opened_twice_break_no_line(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"

    def tell(told: Journal) -> None:
        for _ in range(50):
            told.tell(checked(f"{'It is. ' * 2000}So it is."))

    with journal(file, bodies=True) as one, journal(file, bodies=True) as other:
        threads = [threading.Thread(target=tell, args=[told]) for told in (one, other, one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(line["kind"] == "checked" for line in lines(file)) == 200


def test_it_goes_on_after_what_is_there_even_half_a_line(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_bytes(b'{"kind": "opened"}\n{"kind": "beg')
    with journal(file):
        pass
    assert [line[:9] for line in file.read_bytes().splitlines()] == [b'{"kind": ', b'{"kind": ', b'{"at": "2']


@pytest.mark.parametrize("name", ["", "no/such/folder/trace.jsonl", "\0"], ids=["folder", "nowhere", "zero"])
def test_a_file_that_cannot_be_written_is_an_error_at_once(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="trace cannot be written") as caught:
        Journal(f"{tmp_path}/{name}")
    assert "--trace" in caught.value.advice


def test_a_disk_that_is_full_is_an_error_at_once() -> None:
    with pytest.raises(UsageError, match="No space left"):
        Journal("/dev/full")


def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="cannot be written"):
        Journal(str(tmp_path / "pipe"))


def test_a_reader_that_leaves_ends_the_trace_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with journal(tmp_path / "pipe") as told, told.run(RUN):
        told.tell(Drafted(sentences=9))
        os.close(reader)
        told.tell(Drafted(sentences=8))
        told.tell(Drafted(sentences=7))
    (warning,) = caplog.messages
    assert "ends here, the work goes on" in warning


FULL = """
import resource, sys
from agents.events import Drafted
from agents.trace.journal import Journal
journal = Journal(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for number in range(100):
    journal.tell(Drafted(sentences=number))
print("went on")
"""


def test_a_disk_that_fills_up_leaves_whole_lines(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(file)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "went on\n"
    assert done.stderr.count("the work goes on: File too large") == 1
    told = lines(file)
    assert [line["sentences"] for line in told[1:]] == list(range(len(told) - 1))
    assert 5 < len(told) < 20
