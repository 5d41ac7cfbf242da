"""Runs the commands that the documentation shows, and puts what they print below them.

    python docs/generate.py            writes README.md and docs/*.md anew
    python docs/generate.py --check    says which of them are out of date; exit code 1 if one is

A comment names the command, and how the page cuts what it prints; the block below it shows both:

    <!-- $ storytree stories (cut: head -3) -->
    ```text
    $ storytree stories
    …
    ```

The commands run in a home of their own, which begins with the bundled story, its updates and a branch.
"""
# ruff: noqa: INP001, S603, S607, T201, TID251

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.cli import app  # noqa: E402

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

BLOCK = re.compile(
    r"^<!-- \$ (?P<command>[^\n]+?)(?P<how> \(cut: (?P<cut>[^\n]+)\))? -->\n```text\n.*?^```$",
    re.MULTILINE | re.DOTALL,
)
FIRST = (
    "storytree add examples/marrow-bridge/sources",
    'storytree write "Marrow Bridge collapse" --as-of 2025-03-23 --length 1700',
    *(
        f"storytree update marrow-bridge-collapse --as-of {day}"
        for day in ("2025-04-06", "2025-04-20", "2025-05-04")
    ),
    "storytree branch marrow-bridge-collapse@v0.2 --as-of 2025-04-13",
)

AS_ON_A_TERMINAL: dict[str, Any] = {"prog_name": "storytree", "terminal_width": 78}
"""Of 80 columns: help leaves two free."""


class Shell:
    """A folder where commands are typed, with its home in `.storytree`. Ours run in this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "examples").symlink_to(ROOT / "examples")
        ours = [name for name in os.environ if name.startswith("STORYTREE_")]
        self._environment: dict[str, str | None] = dict.fromkeys(ours)
        self._environment |= {"COLUMNS": "80", "LC_ALL": "C.UTF-8"}

    def printed(self, command: str) -> str:
        """What the command prints on standard output. Raises CalledProcessError where the end of it fails."""
        code, told = 0, ""
        for part in command.split(" | "):
            name, *words = shlex.split(part)
            code, told = self._ours(words, told) if name == "storytree" else self._others(part, told)
        if code:
            raise subprocess.CalledProcessError(code, command)
        return "\n".join(line.rstrip() for line in told.splitlines())

    def _ours(self, words: list[str], told: str) -> tuple[int, str]:
        with chdir(self._folder):
            done = CliRunner().invoke(app, words, told, self._environment, **AS_ON_A_TERMINAL)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout

    def _others(self, command: str, told: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self._folder,
            check=False,
            input=told,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return done.returncode, done.stdout


def renewed(page: str, shell: Shell) -> str:
    """The page with every block as its command prints it now."""

    def block(found: re.Match[str]) -> str:
        command, how, cut = found["command"], found["how"] or "", found["cut"]
        shown = shell.printed(f"{command} | {cut}" if cut else command)
        return f"<!-- $ {command}{how} -->\n```text\n$ {command}\n{shown}\n```"

    return BLOCK.sub(block, page)


def stale() -> Iterator[tuple[Path, str]]:
    """Each page that is out of date, with what it should be."""
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        for command in FIRST:
            shell.printed(command)
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            fresh = renewed(text, shell)
            if fresh != text:
                yield page, fresh


def main() -> int:
    checking = sys.argv[1:] == ["--check"]
    found = list(stale())
    for page, fresh in found:
        print(f"{page.relative_to(ROOT)} {'is out of date: make docs' if checking else 'written'}")
        if not checking:
            page.write_text(fresh, encoding="utf-8")
    return int(checking and bool(found))


if __name__ == "__main__":
    sys.exit(main())
