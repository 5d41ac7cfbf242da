"""The commands: what each prints where, for people and for programs."""

import json
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

import jsonschema
import pytest
import typer

from agents.settings import Settings
from service.cli import app
from service.render.text import parse_text
from store.version import __version__
from tests.commands import BRIDGE, ROOT, STORY, TOPIC, UNTIL, Done, Written, call, command, run
from tests.reports import REPORT, changed

COMMANDS: dict[str, Any] = getattr(typer.main.get_command(app), "commands")  # noqa: B009 (has no types)
HEAVY = {"alembic", "chromadb", "httpx", "jinja2", "numpy", "nupunkt", "rich", "sqlalchemy", "trafilatura"}


def on_terminal(*words: str | Path, home: Path, columns: int = 80, progress: bool = True) -> str:
    """What a terminal of that width is sent: on both streams, or without ``progress`` as the result."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(
        command(*words, home=home),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs if progress else subprocess.DEVNULL,
        env=environment,
    ) as child:
        os.close(theirs)
        sent = b"".join(_until_closed(ours))
        child.wait(timeout=60)
    return sent.decode().replace("\r\n", "\n")


def _until_closed(terminal: int) -> Iterator[bytes]:
    try:
        while part := os.read(terminal, 65_536):
            yield part
    except OSError:  # Linux says so at the end
        pass
    finally:
        os.close(terminal)


# ---- help and version --------------------------------------------------------------------------------------


def test_version_needs_no_command() -> None:
    assert call("--version") == Done(0, f"storytree {__version__}\n", "")


def test_no_command_is_wrong_use_that_is_told_what_there_is() -> None:
    done = call()
    assert done.code == 2
    assert set(re.findall(r"^  (\w+)  ", done.out + done.err, re.MULTILINE)) >= set(COMMANDS)


@pytest.mark.parametrize("words", [["--help"], ["write", "--help"]])
def test_help_takes_less_than_0_4_cpu_seconds(words: list[str]) -> None:
    def seconds() -> float:
        before = getrusage(RUSAGE_CHILDREN)
        assert run(*words).code == 0
        after = getrusage(RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(3)) < 0.4


@pytest.mark.parametrize("words", ["--help", "--version", "add --help", "write --help"])
def test_help_imports_nothing_heavy(words: str) -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print(*{one.partition('.')[0] for one in sys.modules}));"
        f"sys.argv = ['storytree', *{words.split()!r}]; import storytree; storytree.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, timeout=60)
    assert not HEAVY & set(done.stdout.decode().splitlines()[-1].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_an_example(name: str) -> None:
    done = call(name, "--help")
    _, _, examples = done.out.partition("Example")
    assert f"storytree {name}" in examples


def examples_in_help() -> list[str]:
    return [
        line.strip()
        for one in COMMANDS.values()
        for line in (one.epilog or "").splitlines()
        if "storytree" in line
    ]


@pytest.mark.parametrize("line", examples_in_help())
def test_every_example_is_right_use(line: str) -> None:
    for part in line.split(" | "):
        _, found, rest = part.partition("storytree ")
        if found:
            name, *words = shlex.split(re.sub(r"^--home \S+ ", "", rest))
            COMMANDS[name].make_context(name, words)


# ---- the line from sources to a story ----------------------------------------------------------------------


def test_a_story_is_all_that_standard_output_holds(bridge: Written) -> None:
    version = parse_text(bridge.story.removesuffix("\n"))
    assert version.number == (0, 1)
    assert "v0.1 of marrow-bridge-collapse" in bridge.notes


def test_show_prints_what_write_printed(bridge: Written) -> None:
    assert call("show", STORY, home=bridge.home) == Done(0, bridge.story, "")
    assert call("show", f"{STORY}@v0.1", home=bridge.home).out == bridge.story
    assert call("show", f"{STORY}@0.1", home=bridge.home).out == bridge.story


def test_writing_again_makes_no_new_version(bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    for seed in "123":  # nothing may hang on the order of a set
        done = run("write", TOPIC, "--as-of", UNTIL, home=home, env={"PYTHONHASHSEED": seed})
        assert done.out == bridge.story
        assert "Nothing new" in done.err
    assert [story["versions"] for story in json.loads(call("stories", "--json", home=home).out)] == [["v0.1"]]


def test_new_sources_make_a_new_version(bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    assert call("add", BRIDGE / "week-5", home=home).code == 0
    assert call("write", TOPIC, "--as-of", "2025-04-06", home=home).out.startswith("v0.2 🌳")
    assert call("show", STORY, home=home).out.startswith("v0.2 🌳")
    assert call("show", f"{STORY}@v0.1", home=home).out == bridge.story


def test_a_story_in_every_format(bridge: Written) -> None:
    starts = {"text": "v0.1 🌳", "md": "# ", "html": "<!doctype html>", "json": "{"}
    for form, beginning in starts.items():
        assert call("show", STORY, "--format", form, home=bridge.home).out.startswith(beginning)


def test_the_json_of_a_story_is_as_its_schema_says(bridge: Written) -> None:
    schema = json.loads((ROOT / "docs" / "schema" / "story.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(call("show", STORY, "--format", "json", home=bridge.home).out), schema)


def test_a_story_goes_into_a_file(bridge: Written, tmp_path: Path) -> None:
    out = tmp_path / "story.txt"
    assert call("show", STORY, "--out", out, home=bridge.home) == Done(0, "", "")
    assert out.read_text("utf-8") == bridge.story
    assert list(tmp_path.iterdir()) == [out]


def test_a_link_stays_a_link(bridge: Written, tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to(target)
    assert call("show", STORY, "--out", link, home=bridge.home).code == 0
    assert link.is_symlink()
    assert target.read_text("utf-8") == bridge.story


def test_a_device_is_written_to_not_replaced(bridge: Written) -> None:
    assert call("show", STORY, "--out", "/dev/null", home=bridge.home).code == 0
    assert not Path("/dev/null").is_file()


# ---- sources -----------------------------------------------------------------------------------------------


def test_add_tells_each_source_once_it_is_kept(tmp_path: Path) -> None:
    rows = [
        json.loads(line) for line in call("add", "--json", BRIDGE / "week-1", home=tmp_path).out.splitlines()
    ]
    *told, last = rows
    added = [row["id"] for row in told if row["outcome"] == "added"]
    listed = [source["id"] for source in json.loads(call("sources", "--json", home=tmp_path).out)]
    assert added == listed
    skipped = sum(row["outcome"] == "skipped" for row in told)
    assert last == {"outcome": "done", "added": len(added), "known": 0, "skipped": skipped}


def test_adding_again_adds_nothing(bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    before = call("sources", home=home).out
    done = call("add", BRIDGE / "week-1", home=home)
    assert re.match(r"0 added, 1\d already known", done.out)
    assert call("sources", home=home).out == before


def test_what_has_no_day_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("The dam at Wend fell.\n\nThe dam at Wend fell in the night.", "utf-8")
    done = call("add", tmp_path / "old.txt", home=tmp_path)
    assert done.err.startswith("1 without a day, no news to an update")
    (tmp_path / "new.txt").write_text("The dam at Orme held.\n\nThe dam at Orme held on.", "utf-8")
    assert call("add", tmp_path / "new.txt", "--published", "2025-03-03", home=tmp_path).err == ""


def test_add_reads_standard_input(tmp_path: Path) -> None:
    line = json.dumps({"title": "Ferry stops", "text": "The ferry of Velm stopped at noon on Monday."})
    assert call("add", "-", home=tmp_path, stdin=line).out == "1 added, 0 already known, 0 skipped.\n"
    assert "Ferry stops" in call("sources", home=tmp_path).out


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost/x", "ftp://velm.example/x"])
def test_an_address_inside_is_not_fetched(url: str, tmp_path: Path) -> None:
    done = call("add", url, home=tmp_path)
    assert done.code == 1
    assert f"skipped {url}: " in done.err


def test_a_source_is_shown_as_it_was_read(bridge: Written) -> None:
    first = json.loads(call("sources", "--json", home=bridge.home).out)[0]
    whole = json.loads(call("sources", first["id"][:8], "--json", home=bridge.home).out)
    page = call("sources", first["id"][:8], home=bridge.home).out
    spans = whole.pop("snippets")
    assert {**first, "text": whole["text"], "notices": []} == whole
    assert spans
    assert all(whole["text"][one["start"] : one["end"]].strip() for one in spans)
    assert whole["text"] in page
    assert whole["url"] in page


def test_sources_are_listed_by_their_kind_and_say_it(bridge: Written) -> None:
    every = json.loads(call("sources", "--json", home=bridge.home).out)
    facts = json.loads(call("sources", "--kind", "analysis", "--json", home=bridge.home).out)
    assert facts
    assert facts == [one for one in every if one["kind"] == "analysis"]
    assert re.search(r"^kind +analysis$", call("sources", facts[0]["id"], home=bridge.home).out, re.MULTILINE)
    silent = next(one["id"] for one in every if one["kind"] == "unknown")
    assert not re.search("^kind ", call("sources", silent, home=bridge.home).out, re.MULTILINE)
    rows = call("sources", "--kind", "opinion", home=bridge.home).out.splitlines()
    assert [row.split()[2] for row in rows] == ["KIND", "opinion"]


def test_a_source_says_whose_copy_it_is_what_it_reuses_and_which_agency_it_names(tmp_path: Path) -> None:
    texts = {"a": REPORT, "b": f"VELM (Agency) – {REPORT}", "c": changed("Twelve people", "Fifteen people")}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    home = tmp_path / "home"
    assert call("add", *(tmp_path / f"{name}.txt" for name in texts), home=home).code == 0
    first, copy, update = (one["id"] for one in json.loads(call("sources", "--json", home=home).out))
    for source, lines in (
        (first, set[str]()),
        (copy, {"agencies    Agency", f"origin      {first}"}),
        (update, {f"reuses      {first}"}),
    ):
        page = call("sources", source[:8], home=home).out.partition("\n\n")[0].splitlines()
        assert {line for line in page if re.match("agencies|origin|reuses|revises", line)} == lines


def test_a_pipe_gets_whole_titles_and_a_terminal_its_width(bridge: Written) -> None:
    titles = [source["title"] for source in json.loads(call("sources", "--json", home=bridge.home).out)]
    piped = call("sources", home=bridge.home).out.splitlines()
    assert [line.endswith(title) for line, title in zip(piped[1:], titles, strict=True)] == [True] * len(
        titles
    )
    shown = on_terminal("sources", home=bridge.home, columns=80).splitlines()
    assert len(shown) == len(piped)
    assert max(map(len, shown)) <= 80
    assert any(line.endswith("…") for line in shown)


@pytest.mark.parametrize("words", [["stories"], ["settings"], ["check", "-"], ["--help"]])
def test_every_list_fits_80_columns(words: list[str], bridge: Written, tmp_path: Path) -> None:
    if "-" in words:
        (tmp_path / "story.txt").write_text(bridge.story, encoding="utf-8")
        words = ["check", str(tmp_path / "story.txt")]
    shown = on_terminal(*words, home=bridge.home, columns=80, progress=False)
    assert max(map(len, shown.splitlines())) <= 80


# ---- what comes from others --------------------------------------------------------------------------------


def test_text_of_others_never_steers_the_terminal(tmp_path: Path) -> None:
    evil = tmp_path / "\x1b]0;owned\x07\x1b[31m[bold]red.txt"
    evil.write_text("The ferry of Velm \x1b[2Jstopped at noon on Monday.", encoding="utf-8")
    broken = tmp_path / "\x1b[5mbroken\x9b31m.json"
    broken.write_text("{", encoding="utf-8")
    home = tmp_path / "home"
    shown = on_terminal("add", evil, broken, home=home) + on_terminal("sources", home=home, columns=400)
    for text in ("\x1b]0", "\x07", "\x1b[31m", "\x1b[5m", "\x9b", "\x1b[2J"):
        assert text not in shown
    assert r"\x1b[31m[bold]red.txt" in shown


def test_json_never_steers_the_terminal_and_says_the_same(tmp_path: Path) -> None:
    name = "\x9b31m\u202eferry\x7f.txt"
    (tmp_path / name).write_text("The ferry of Velm stopped at noon on Monday.", encoding="utf-8")
    outputs = (
        call("add", "--json", tmp_path / name, home=tmp_path / "home").out,
        call("sources", "--json", home=tmp_path / "home").out,
    )
    for out in outputs:
        assert not {"\x9b", "\u202e", "\x7f"} & set(out)
    rows = [json.loads(outputs[0].splitlines()[0]), *json.loads(outputs[1])]
    assert [row["name"] for row in rows] == [str(tmp_path / name)] * 2


def test_a_strangers_text_never_steers_the_terminal(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("The \x1b[31m[bold]ferry\x9b2J stopped [deadbeef].", encoding="utf-8")
    shown = on_terminal("check", draft, home=tmp_path, progress=False)
    assert not {"\x1b", "\x9b"} & set(shown)
    assert "[31m[bold]ferry" in shown


# ---- the home ----------------------------------------------------------------------------------------------


def test_reindex_counts_the_snippets(bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    count = json.loads(call("reindex", "--json", home=home).out)["snippets"]
    assert count > 30
    assert call("reindex", home=home).out == f"{count} snippets indexed.\n"
    assert call("write", TOPIC, "--as-of", UNTIL, home=home).out == bridge.story


def test_a_lost_index_comes_back_by_itself(bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    shutil.rmtree(home / "index")
    assert call("write", TOPIC, "--as-of", UNTIL, home=home).out == bridge.story


def test_every_setting_is_shown_with_its_variable(tmp_path: Path) -> None:
    rows = json.loads(call("settings", "--json", home=tmp_path, STORYTREE_LENGTH="300").out)
    assert [row["name"] for row in rows] == list(Settings.model_fields)
    values = {row["environment"]: row["value"] for row in rows}
    assert values["STORYTREE_LENGTH"] == "300"
    assert values["STORYTREE_HOME"] == str(tmp_path)
    text = call("settings", home=tmp_path).out
    assert all(row["environment"] in text and row["meaning"] in text for row in rows)


def test_the_home_of_the_environment_is_used(tmp_path: Path) -> None:
    assert call("add", BRIDGE / "week-7", STORYTREE_HOME=str(tmp_path / "there")).code == 0
    assert (tmp_path / "there" / "archive.sqlite").is_file()


def test_reindex_builds_beside_and_swaps(bridge: Written) -> None:
    done = call("reindex", home=bridge.home)
    assert done.code == 0
    assert "snippets indexed" in done.out
    assert not list(bridge.home.glob("index.*"))
    assert call("search", "bus driver", home=bridge.home).code == 0
