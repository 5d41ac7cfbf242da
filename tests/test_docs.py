"""The documentation says what is: its commands run, what they print is current, its links lead somewhere."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from service.cli import app
from store.intake.readers import READERS
from store.records import Reason
from tests.commands import ROOT

COMMANDS: dict[str, Any] = getattr(typer.main.get_command(app), "commands")  # noqa: B009 (has no types)
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS]
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
MAKE = re.compile(r"^(?:    |.*`)make (\w+)", re.MULTILINE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def shown_commands() -> list[str]:
    """Lines that a reader would type: indented, or after a $ in a block."""
    line = re.compile(r"^(?:    |\$ )((?:\w+=\S+ )*storytree .+?)(?: +# .*)?$", re.MULTILINE)
    return sorted({found for page in PAGES for found in line.findall(page.read_text("utf-8"))})


def test_what_the_pages_show_is_what_the_commands_print() -> None:
    script = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_shown_is_right_use(line: str) -> None:
    for part in line.split(" | "):
        _, found, rest = part.partition("storytree ")
        if found and not {"--help", "--version"} & set(rest.split()):
            name, *words = shlex.split(re.sub(r"^--home \S+ ", "", rest))
            COMMANDS[name].make_context(name, words)


def test_every_command_has_its_help_on_the_page() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert re.findall(r"^\$ storytree (\w+) --help$", page, re.MULTILINE) == list(COMMANDS)


READ = {
    "docx": "Word",
    "feed": "feeds",
    "html": "HTML pages",
    "json": "JSON",
    "jsonl": "JSONL",
    "mail": "mail",
    "markdown": "Markdown",
    "mbox": "mail",
    "pdf": "PDF",
    "text": "plain text",
    "warc": "web archives",
}


def test_every_kind_of_file_that_is_read_is_named() -> None:
    modules = {getattr(reader, "__name__", "").rpartition(".")[2] for reader in READERS.values()}
    assert modules == READ.keys()
    for text in (COMMANDS["add"].help, (ROOT / "README.md").read_text("utf-8")):
        assert not {kind for kind in READ.values() if kind not in " ".join(text.split())}


def test_every_reason_is_explained() -> None:
    page = (ROOT / "docs" / "concepts.md").read_text("utf-8")
    explained = {
        word
        for row in re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
        for word in re.findall(r"`(\w+)`", row)
    }
    assert explained == {reason.value for reason in Reason}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", DOCS, ids=named)
def test_every_page_is_linked(page: Path) -> None:
    linked = {
        (other.parent / link).resolve() for other in PAGES for link in LINK.findall(other.read_text("utf-8"))
    }
    assert page.resolve() in linked


def test_every_make_target_named_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z ]+):", makefile, re.MULTILINE))
    there = {name for line in targets for name in line.split()}
    told = {name for page in PAGES for name in MAKE.findall(page.read_text("utf-8"))}
    assert told <= there | set(re.findall(r"^([a-z]+) [\w.]+:", makefile, re.MULTILINE))
    assert told >= {"story", "test"}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_path_of_a_machine_is_shown(page: Path) -> None:
    assert not re.findall(r"(?<![\w.])/(?:tmp|home|work|root|Users|var)/\S*", page.read_text("utf-8"))
