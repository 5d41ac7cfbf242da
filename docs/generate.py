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
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

BLOCK = re.compile(
    r"^<!-- \$ (?P<command>[^\n]+?)(?P<how> \(cut: (?P<cut>[^\n]+)\))? -->\n```text\n.*?^```$",
    re.MULTILINE | re.DOTALL,
)
FIRST = (
    "storytree add examples/marrow-bridge/sources",
    'storytree write "Marrow Bridge collapse" --as-of 2025-03-23',
    *(
        f"storytree update marrow-bridge-collapse --as-of {day}"
        for day in ("2025-04-06", "2025-04-20", "2025-05-04")
    ),
    "storytree branch marrow-bridge-collapse@v0.2 --as-of 2025-04-13",
)


class Shell:
    """A folder where `storytree` is the one of this checkout, and its home is `.storytree`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        launcher = folder / "bin" / "storytree"
        launcher.parent.mkdir()
        launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "storytree.py"}" "$@"\n', "utf-8")
        launcher.chmod(0o755)
        (folder / "examples").symlink_to(ROOT / "examples")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STORYTREE_")}
        path = f"{launcher.parent}{os.pathsep}{kept.get('PATH', '')}"
        self._environment = {**kept, "PATH": path, "COLUMNS": "80", "LC_ALL": "C.UTF-8"}

    def printed(self, command: str) -> str:
        """What the command prints on standard output. Raises CalledProcessError where it fails."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self._folder,
            env=self._environment,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        return "\n".join(line.rstrip() for line in done.stdout.splitlines())


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
