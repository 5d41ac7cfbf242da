"""The command eval: what it prints, keeps and refuses, and that a kill loses nothing."""

import json
import shutil
import signal
import time
from pathlib import Path

import pytest

from evals.runs import read_run
from evals.suites.all import SUITES
from tests.commands import BRIDGE, STORY, Written, call, start

FLOOD = "The Wend dam broke on Thursday. Two people died in the lower town."
SOURCES = [{"id": "aaaaaaaa11", "text": FLOOD}]
GOOD = ("Two people died in the lower town.", ["aaaaaaaa"])
BAD = ("Three people died in the lower town.", ["aaaaaaaa"])


def write(file: Path, **stories: list[tuple[str, list[str]]]) -> Path:
    rows = [
        {
            "id": name,
            "sources": SOURCES,
            "paragraphs": [[{"text": text, "citations": cited} for text, cited in told]],
        }
        for name, told in stories.items()
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write(tmp_path / "stories.jsonl", good=[GOOD], bad=[GOOD, BAD])


def test_every_suite_is_explained() -> None:
    done = call("eval", "--list")
    assert done.code == 0
    for name, suite in SUITES.items():
        assert name in done.out.splitlines()
        assert suite.measures in done.out
    told = json.loads(call("eval", "--list", "--json").out)
    assert told.keys() == SUITES.keys()
    assert all(one["schema"]["properties"] for one in told.values())


def test_a_run_prints_its_measures_and_stories_and_is_kept(tmp_path: Path, data: Path) -> None:
    done = call("eval", "faithfulness", "--data", data, "--out", tmp_path / "out")
    assert done.code == 0
    assert "citation_recall ↑" in done.out
    assert "0.750" in done.out
    lines = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.split()}
    assert lines["bad"][:2] == ["0.500", "0.500"]
    assert "marks its own work" in done.out
    run = read_run(tmp_path / "out")
    assert run.suites[0].data.name == "stories.jsonl"
    assert run.suites[0].scores.by_name["citation_recall"].value == 0.75


def test_a_second_run_finds_nothing_anew_and_says_the_same(tmp_path: Path, data: Path) -> None:
    words = ("eval", "faithfulness", "--data", data, "--out", tmp_path, "--json")
    first = json.loads(call(*words).out)
    kept = (tmp_path / "kept.jsonl").read_bytes()
    second = json.loads(call(*words).out)
    assert (tmp_path / "kept.jsonl").read_bytes() == kept
    assert first["suites"][0]["scores"] == second["suites"][0]["scores"]


def test_without_a_folder_the_home_keeps_it(tmp_path: Path, data: Path) -> None:
    assert call("eval", "faithfulness", "--data", data, home=tmp_path / "home").code == 0
    assert read_run(tmp_path / "home" / "evals").suites


def test_a_gate_that_does_not_hold_is_exit_code_1(tmp_path: Path, data: Path) -> None:
    words = ("eval", "faithfulness", "--data", data, "--out", tmp_path)
    assert call(*words, "--gate", "faithfulness.citation_recall>=0.75").code == 0
    done = call(*words, "--gate", "faithfulness.citation_recall>=0.98")
    assert done.code == 1
    assert "Does not hold: faithfulness.citation_recall>=0.98 (it is 0.750)." in done.err


def test_two_runs_are_compared(tmp_path: Path, data: Path) -> None:
    call("eval", "faithfulness", "--data", data, "--out", tmp_path / "before")
    better = write(tmp_path / "better.jsonl", good=[GOOD], bad=[GOOD, GOOD])
    words = ("eval", "faithfulness", "--data", better, "--out", tmp_path / "after")
    done = call(*words, "--baseline", tmp_path / "before")
    assert "DIFFERENCE" in done.out
    assert "+0.250" in done.out
    assert "other rows" in done.out
    again = call("eval", "compare", tmp_path / "before", tmp_path / "after")
    assert (again.code, again.out) == (0, done.out)
    gated = call(
        "eval", "compare", tmp_path / "before", tmp_path / "after", "--gate", "faithfulness.liu_recall<1"
    )
    assert gated.code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["harvest"], "There is no suite 'harvest'"),
        (["faithfulness", "--data", "none.jsonl"], "There is no none.jsonl"),
        (["compare", "one"], "Two runs are compared"),
        (["compare", "one", "other"], "cannot be read"),
        (["faithfulness", "--gate", "all good"], "is no gate"),
        (["faithfulness", "--baseline", "none"], "cannot be read"),
    ],
    ids=["suite", "data", "one run", "no runs", "gate", "baseline"],
)
def test_wrong_use_says_what_to_do(words: list[str], told: str, tmp_path: Path) -> None:
    done = call("eval", *words, home=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_one_file_is_of_one_suite(data: Path, tmp_path: Path) -> None:
    done = call("eval", "--data", data, home=tmp_path)
    assert (done.code, "Name the suite" in done.err) == (2, True)


def test_bad_rows_are_counted_and_named(tmp_path: Path, data: Path) -> None:
    data.write_text(data.read_text() + "{\n")
    done = call("eval", "faithfulness", "--data", data, "--out", tmp_path)
    assert done.code == 0
    assert "stories.jsonl line 3" in done.out
    assert "1 story: bad row" in done.out


def test_texts_of_a_folder_are_stories_with_the_sources_beside_them(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "aaaaaaaa.txt").write_text(FLOOD)
    (tmp_path / "flood.txt").write_text("Two people died in the lower town [aaaaaaaa].")
    (tmp_path / "other.md").write_text("# Two people died\n\nThree people died in the lower town [aaaaaaaa].")
    done = call("eval", "faithfulness", "--data", tmp_path, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    parts = read_run(tmp_path / "out").suites[0].scores.by_name["lead_support"].parts
    assert parts == {"flood": (1, 1), "other": (0, 1)}


def test_a_story_as_json_is_read_with_the_sources_of_the_archive(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "flood.txt").write_text(f"WEND, March 6, 2025 – {FLOOD} " * 3)
    assert call("add", tmp_path / "flood.txt", home=home).code == 0
    (id_,) = [one["id"] for one in json.loads(call("sources", "--json", home=home).out)]
    told = {
        "title": {"text": "Two people died", "citations": [id_[:8]]},
        "written_at": "2025-03-07T00:00:00Z",
    }
    claim = {"text": GOOD[0], "citations": [id_[:8]]}
    story = told | {"paragraphs": [{"claims": [claim]}], "references": []}
    (tmp_path / "story.json").write_text(json.dumps(story))
    done = call("eval", "faithfulness", "--data", tmp_path / "story.json", home=home)
    assert done.code == 0, done.err
    found = read_run(home / "evals").suites[0].scores.by_name
    assert found["lead_support"].value == 1
    assert found["invented_ids"].value == 0


def test_a_home_is_all_versions_of_its_stories(bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    assert call("add", BRIDGE / "week-4", home=home).code == 0
    assert call("update", STORY, home=home).code == 0
    words = ("eval", "faithfulness", "--data", home, "--out", tmp_path / "out")
    done = call(*words)
    assert done.code == 0, done.err
    (ran,) = read_run(tmp_path / "out").suites
    assert list(ran.scores.by_name["claim_support"].parts) == [STORY]
    assert ran.scores.by_name["claim_support"].parts[STORY] == (2, 2)
    assert ran.scores.by_name["tokens_per_story"].value == 0
    over = next(one for one in ran.scores.pictures if one.follow)
    assert (over.title, over.labels) == (f"{STORY}: score over versions", ("v0.1", "v0.2"))
    assert over.bars["claim support"] == (1, 1)
    assert "score over versions" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_home_without_a_story_is_an_error(tmp_path: Path) -> None:
    assert call("add", BRIDGE / "week-1", home=tmp_path / "home").code == 0
    done = call("eval", "faithfulness", "--data", tmp_path / "home", "--out", tmp_path / "out")
    assert (done.code, "has no story" in done.err) == (2, True)


def test_after_a_kill_the_same_command_goes_on(tmp_path: Path) -> None:
    told = [
        (f"Two people died in the lower town of district {number}.", ["aaaaaaaa"]) for number in range(400)
    ]
    data = write(tmp_path / "stories.jsonl", long=told)
    words = ("eval", "faithfulness", "--data", data, "--out", tmp_path / "out")
    kept = tmp_path / "out" / "kept.jsonl"
    child = start(*words)
    until = time.monotonic() + 60
    while not lines(kept) and time.monotonic() < until:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    before = lines(kept)
    assert before
    assert not (tmp_path / "out" / "run.json").exists()
    assert call(*words).code == 0
    after = lines(kept)
    assert after[: len(before) - 1] == before[:-1]
    assert len({json.loads(line)[0] for line in after if line.endswith("]")}) == 400


def lines(kept: Path) -> list[str]:
    return [line for line in kept.read_text().split("\n") if line] if kept.exists() else []


def test_texts_that_cite_by_links_or_lists_are_held_against_the_sources_beside_them(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    page = {"url": "https://wend.example/flood", "title": "The Wend flood", "text": FLOOD}
    (tmp_path / "sources" / "pages.jsonl").write_text(json.dumps(page) + "\n")
    link = "Two people [died](https://wend.example/flood) in the lower town."
    (tmp_path / "link.md").write_text(f"{link} The Wend dam [broke](https://nowhere.example/) on Thursday.\n")
    (tmp_path / "list.txt").write_text(f"{GOOD[0][:-1]} [1].\n\nSources\n\n1. The Wend flood\n")
    done = call("eval", "faithfulness", "--data", tmp_path, "--out", tmp_path / "out")
    assert done.code == 0
    found = read_run(tmp_path / "out").suites[0].scores.by_name
    assert found["citation_recall"].parts == {"link": (0.5, 1.0), "list": (1.0, 1.0)}
    assert found["invented_ids"].parts["link"] == (1, 1)


def test_a_public_set_is_known_by_its_looks_or_by_its_name(tmp_path: Path) -> None:
    rows = [{"doc": FLOOD, "summary": text, "label": label} for (text, _), label in ((GOOD, 1), (BAD, 0))]
    file = tmp_path / "summedits_town.json"
    file.write_text(json.dumps(rows, indent=1))
    for words in ([], ["--format", "summedits"]):
        done = call("eval", "checker", "--data", file, *words, "--out", tmp_path / "out")
        assert done.code == 0
        found = read_run(tmp_path / "out").suites[0].scores.by_name
        assert found["balanced_accuracy.summedits_town"].value == 1
    done = call("eval", "checker", "--data", file, "--format", "nobody's", "--out", tmp_path / "out")
    assert done.code != 0
    assert "Known are wice, summedits, faithbench, ragtruth" in done.err


def test_a_list_of_addresses_is_no_story(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("http://10.1.2.3/\n\nhttp://velm.example/\n")
    done = call("eval", "attacks", "--data", file, "--out", tmp_path / "out")
    assert done.code == 0
    found = read_run(tmp_path / "out").suites[0].scores.by_name
    assert (found["fetched.addresses"].scored, found["refused.benign"].scored) == (1, 1)
