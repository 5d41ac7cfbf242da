"""Stories that go on, from the command line: update, branch, diff, tree, history, import, and their ends."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.commands import BRIDGE, ROOT, STORY, Done, Written, call

EXAMPLE = """v0.22 🌳

Ferry of Orme sinks

2025-03-20 08:00:00.000000

The ferry of Orme sank on Monday [a935385c]. If the wind drops, divers will go down [a935385c].

Disclaimer: Fiction.
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="session")
def grown(bridge: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the bundled story with v0.2, and v0.3 on a branch called slow."""
    home = tmp_path_factory.mktemp("grown") / "home"
    shutil.copytree(bridge.home, home)
    assert call("add", *(BRIDGE / f"week-{number}" for number in (4, 5)), home=home).code == 0
    assert call("update", STORY, "--as-of", "2025-04-06", home=home).code == 0
    done = call("branch", f"{STORY}@v0.1", "--as-of", "2025-03-30", "--name", "slow", home=home)
    assert done.code == 0, done.err
    return home


@pytest.fixture
def home(grown: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(grown, tmp_path / "home")
    return tmp_path / "home"


def versions(home: Path) -> list[dict[str, object]]:
    return json.loads(call("tree", STORY, "--json", home=home).out)


# ---- update and branch -------------------------------------------------------------------------------------


def test_an_update_says_what_changed_and_nothing_new_is_no_error(home: Path) -> None:
    done = call("update", STORY, "--as-of", "2025-04-06", home=home)
    assert (done.code, done.out) == (0, "")
    assert "Nothing new: v0.2 of marrow-bridge-collapse stands." in done.err
    assert [one["version"] for one in versions(home)] == ["v0.1", "v0.2", "v0.3"]


def test_where_there_is_no_story_that_is_said(tmp_path: Path) -> None:
    done = call("update", "--all", home=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert "There is no story yet." in done.err


def test_a_few_new_sources_are_read_without_the_index(home: Path) -> None:
    words = ["--home", str(home), "update", STORY, "--as-of", "2025-04-13"]
    code = (
        "import atexit, sys; atexit.register(lambda: print('chromadb' in sys.modules));"
        f"sys.argv = ['storytree', *{words!r}]; import storytree; storytree.main()"
    )
    assert call("add", BRIDGE / "week-6", home=home).code == 0
    for told in ("v0.4 of", "Nothing new"):
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
        assert told in done.stderr.decode()
        assert done.stdout.decode().endswith("False\n")


def test_a_dry_run_shows_the_changes_and_keeps_nothing(home: Path) -> None:
    assert call("add", BRIDGE / "week-6", BRIDGE / "week-7", home=home).code == 0
    words = ("update", "--all", "--as-of", "2025-04-20")
    dry = call(*words, "--dry-run", home=home)
    assert dry.code == 0
    assert dry.out.startswith(f"v0.2 → v0.4 of {STORY}, 2025-04-06 → 2025-04-20\n\nWhat is new: ")
    assert "v0.4 of marrow-bridge-collapse would be: " in dry.err
    assert len(versions(home)) == 3
    (told,) = json.loads(call(*words, "--json", home=home).out)
    assert (told["from"], told["to"]) == ("v0.2", "v0.4")
    assert told["what_is_new"] in dry.out
    assert versions(home)[-1] | {"live": True, "parent": "v0.2", "branch": ""} == versions(home)[-1]


def test_a_branch_stands_beside_the_live_version_and_goes_on(home: Path) -> None:
    assert "v0.2 🌳\n" in call("show", STORY, home=home).out
    assert call("show", f"{STORY}@v0.3", home=home).out.startswith("v0.3 🌳\n")
    done = call("update", f"{STORY}@v0.3", "--as-of", "2025-04-06", home=home)
    assert done.out.startswith(f"v0.3 → v0.4 of {STORY}, 2025-03-30 → 2025-04-06\n")
    newest = versions(home)[-1]
    assert (newest["version"], newest["parent"], newest["branch"]) == ("v0.4", "v0.3", "slow")
    assert "v0.2    2025-04-06  4         " in call("stories", home=home).out


def test_a_branch_where_nothing_is_new_leaves_with_1(home: Path) -> None:
    done = call("branch", f"{STORY}@v0.2", "--as-of", "2025-04-06", home=home)
    assert (done.code, done.out) == (1, "")
    assert "Nothing was new after v0.2 by then" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["update"], "Name one story, or all of them."),
        (["update", STORY, "--all"], "Name one story, or all of them."),
        (["update", "no-such"], "no story 'no-such'"),
        (["update", f"{STORY}@v7"], "'v7' is not a version"),
        (["update", f"{STORY}@v0.9"], "has no v0.9"),
        (["update", STORY, "--as-of", "soon"], "is not a date"),
        (["branch", STORY], "Name the version to go on from."),
        (["branch", f"{STORY}@v0.9"], "has no v0.9"),
        (["branch", "no-such@v0.1"], "no story 'no-such'"),
        (["branch", f"{STORY}@v0.2", "--as-of", "2025-03-01"], "v0.2 tells what was known on 2025-04-06"),
        (["branch", f"{STORY}@v0.1", "--name", "slow"], "has a branch 'slow' already"),
        (["branch", f"{STORY}@v0.1", "--name", "v0.7"], "is no name of a branch"),
        (["diff", "no-such"], "no story 'no-such'"),
        (["diff", STORY, "v0.1", "v0.9"], "has no v0.9"),
        (["diff", f"{STORY}", "v0.2", "v0.1", "--json", "--format", "html"], "JSON has no other form."),
        (["diff", STORY, "--out", "no/such/folder.html"], "cannot be written"),
        (["tree", "no-such"], "no story 'no-such'"),
        (["history", "no-such", "3f"], "no story 'no-such'"),
        (["history", STORY, "zz"], "No claims of"),
    ],
)
def test_what_is_not_there_and_wrong_use_leave_with_2(grown: Path, words: list[str], said: str) -> None:
    done = call(*words, home=grown)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_first_version_has_nothing_to_differ_from(bridge: Written) -> None:
    done = call("diff", STORY, home=bridge.home)
    assert done.code == 2
    assert "v0.1 is the first version" in done.err


# ---- diff, tree, history -----------------------------------------------------------------------------------


def test_a_difference_is_told_in_text_in_json_and_on_a_page(grown: Path, tmp_path: Path) -> None:
    told = json.loads(call("diff", STORY, "--json", home=grown).out)
    assert told.keys() == {
        "story", "from", "to", "what_is_new", "kept", "changes", "conflicts", "corrections",
    }  # fmt: skip
    text = call("diff", STORY, "v0.1", "v0.2", home=grown).out
    assert f"What is new: {told['what_is_new']}" in text
    assert f"\n{told['kept']} kept.\n" in text
    signs = {"added": "+", "reworded": "~", "re_supported": "^", "retired": "-"}
    for row in told["changes"]:
        assert f"\n{signs[row['change']['kind']]} {row['claim']['text'][:-1]}" in text
        assert (row["change"]["kind"] == "retired") == bool(row["change"]["reason"])
    page = tmp_path / "diff.html"
    assert call("diff", STORY, "--out", page, home=grown) == Done(0, "", "")
    html = page.read_text("utf-8")
    assert "<h2>What is new</h2>" in html
    for kind in {row["change"]["kind"] for row in told["changes"]}:
        assert f'<section class="changes {kind}">' in html
    assert call("diff", STORY, "--format", "html", home=grown).out == html


def test_a_tree_is_drawn_as_text_and_as_a_picture(grown: Path, tmp_path: Path) -> None:
    lines = call("tree", STORY, home=grown).out.splitlines()
    assert [re.split(r"  20", line)[0] for line in lines] == ["●  v0.1", "├─ ●  v0.3 (slow)", "🌳 v0.2"]
    rows = versions(grown)
    assert all(f"(+{row['added']} −{row['retired']})" in "\n".join(lines) for row in rows[1:])
    picture = tmp_path / "tree.svg"
    assert call("tree", STORY, "--out", picture, home=grown) == Done(0, "", "")
    root = ET.fromstring(picture.read_text("utf-8"))  # noqa: S314 - of our own making
    labels = [one.text for one in root.iter(f"{SVG}tspan") if one.get("class") == "label"]
    assert labels == ["v0.1", "v0.2 🌳", "v0.3"]
    html = call("tree", STORY, "--format", "html", home=grown).out
    assert "3 versions; v0.2 is the live one." in html
    for text in (picture.read_text("utf-8"), html):
        assert "<script" not in text
        assert "href" not in text
        assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]


def test_the_life_of_a_claim_is_told_by_its_id_or_by_its_words(grown: Path) -> None:
    changes = json.loads(call("diff", STORY, "--json", home=grown).out)["changes"]
    gone = next(row for row in changes if row["change"]["kind"] == "retired")
    id_, text = gone["claim"]["id"], gone["claim"]["text"]
    shown = call("history", STORY, id_[:12], home=grown)
    assert shown.code == 0
    assert shown.out.startswith("+ v0.1  2025-03-23  added\n")
    assert f"- v0.2  2025-04-06  retired {gone['change']['reason']}" in shown.out
    assert call("history", STORY, text[:60], home=grown).out == shown.out
    stages = json.loads(call("history", STORY, id_, "--json", home=grown).out)
    assert [(stage["version"], stage["kind"]) for stage in stages] == [("v0.1", "added"), ("v0.2", "retired")]
    assert {stage["text"] for stage in stages} == {text}


def test_a_story_shows_what_is_new_since_its_parent(grown: Path) -> None:
    html = call("show", STORY, "--format", "html", home=grown).out
    added = versions(grown)[1]["added"]
    assert "is what is new since v0.1." in html
    assert html.count('<span class="new">') >= 1 + int(str(added))
    assert "🌱 is new since v0.1" in call("show", STORY, "--format", "md", home=grown).out
    told = json.loads(call("show", STORY, "--format", "json", home=grown).out)
    claims = [claim["id"] for paragraph in told["paragraphs"] for claim in paragraph["claims"]]
    assert list(told["corroboration"]) == claims
    assert min(told["corroboration"].values()) >= 1


# ---- import ------------------------------------------------------------------------------------------------


def test_a_story_of_others_is_taken_once_under_its_number(tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = ("import", "-", "--name", "ferry", "--topic", "the ferry of Orme")
    assert call(*words, home=home, stdin=EXAMPLE) == Done(0, "", "v0.22 of ferry: 3 unchecked.\n")
    assert call("show", "ferry@v0.22", home=home).out == EXAMPLE
    again = call(*words, home=home, stdin=EXAMPLE)
    assert again.code == 2
    assert "already has v0.22" in again.err
    assert "--name NAME" in again.err
    earlier = EXAMPLE.replace("v0.22", "v0.9")
    assert call(*words, home=home, stdin=earlier).code == 0
    assert call("show", "ferry", home=home).out == EXAMPLE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a story has a version"),
        (EXAMPLE.replace("v0.22 🌳", "version 22"), "the first line should read like"),
        (EXAMPLE.replace("2025-03-20 08", "noon, 20 March"), "should be a time in UTC"),
        (EXAMPLE.replace("Disclaimer", "Note"), "should begin with 'Disclaimer: '"),
    ],
)
def test_what_is_no_story_is_not_taken(tmp_path: Path, text: str, said: str) -> None:
    done = call("import", "-", home=tmp_path / "home", stdin=text)
    assert done.code == 2
    assert said in done.err
    assert "No stories yet" in call("stories", home=tmp_path / "home").err


# ---- check, as remarks go ----------------------------------------------------------------------------------


def test_a_story_that_is_checked_has_its_open_condition_named(tmp_path: Path) -> None:
    words = ("check", "-", "--as-of", "2025-06-01")
    done = call(*words, home=tmp_path / "home", stdin=EXAMPLE)
    assert done.code == 1
    assert done.out.endswith(
        "\nA remark on the text:\n"
        "open         If the wind drops, divers will go down.\n"
        "             → a condition that was open on 2025-03-20\n"
    )
    rows = json.loads(call(*words, "--json", home=tmp_path / "home", stdin=EXAMPLE).out)
    assert [row["remarks"] for row in rows][:2] == [[], []]
    assert rows[2]["remarks"] == [
        {"kind": "open", "detail": "a condition that was open on 2025-03-20", "other": ""}
    ]
    assert "A remark" not in call("check", "-", "--as-of", "2025-03-20", home=tmp_path, stdin=EXAMPLE).out
