"""The command line as a user starts it, and as a function where no process is needed."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from typer.testing import CliRunner

from service.cli import app

ROOT = Path(__file__).parents[1]
BRIDGE = ROOT / "examples" / "marrow-bridge" / "sources"
TOPIC = "Marrow Bridge collapse"
STORY = "marrow-bridge-collapse"
UNTIL = "2025-03-23"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def command(*words: str | Path, home: Path | None = None) -> list[str]:
    where = [] if home is None else ["--home", str(home)]
    return [sys.executable, str(ROOT / "storytree.py"), *where, *map(str, words)]


def start(*words: str | Path, home: Path | None = None, **options: Any) -> "subprocess.Popen[bytes]":
    """A process of its own, with pipes to all three streams."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    environment = {**os.environ, **options.pop("env", {})}
    child = subprocess.Popen(command(*words, home=home), env=environment, **{**pipes, **options})
    return cast("subprocess.Popen[bytes]", child)


def run(*words: str | Path, home: Path | None = None, stdin: bytes = b"", **options: Any) -> Done:
    """A process of its own, to its end."""
    with start(*words, home=home, **options) as child:
        out, err = child.communicate(stdin, timeout=120)
    return Done(child.returncode, (out or b"").decode(), (err or b"").decode())


def call(*words: str | Path, home: Path | None = None, stdin: bytes | str = b"", **env: str) -> Done:
    """In this process; what is no StorytreeError goes through."""
    where = [] if home is None else ["--home", str(home)]
    result = CliRunner().invoke(app, [*where, *map(str, words)], input=stdin, env=env, prog_name="storytree")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Written:
    """A home, and what writing its story printed."""

    home: Path
    story: str
    notes: str


def write_bridge(home: Path) -> Done:
    """The bundled example's first three weeks, and the story of them."""
    weeks = [BRIDGE / f"week-{number}" for number in (1, 2, 3)]
    assert call("add", *weeks, home=home).code == 0
    return call("write", TOPIC, "--as-of", UNTIL, home=home)
