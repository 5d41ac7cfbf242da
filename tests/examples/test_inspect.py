"""The suites as tasks of Inspect give what the command gives."""

import json
import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.commands import ROOT

TASKS = ROOT / "examples" / "inspect_tasks.py"


@pytest.mark.skipif(find_spec("inspect_ai") is None, reason="inspect-ai is not installed")
def test_a_task_tells_what_the_command_tells(tmp_path: Path) -> None:
    env = {**os.environ, "STORYTREE_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(ROOT / "storytree.py")]
    told = subprocess.run(
        [*command, "eval", "intake", "--json"], env=env, capture_output=True, text=True, check=True
    )
    words = [
        f"{TASKS}@storytree",
        "-T",
        "suite=intake",
        "--model",
        "none",
        "--display",
        "none",
        "--log-format",
        "json",
    ]
    subprocess.run(
        [sys.executable, "-m", "inspect_ai", "eval", *words, "-T", f"command={shlex.join(command)}"],
        env={**env, "INSPECT_LOG_DIR": str(tmp_path / "logs")},
        cwd=tmp_path,
        check=True,
        timeout=120,
    )
    (log,) = (tmp_path / "logs").glob("*.json")
    scores = json.loads(log.read_text("utf-8"))["results"]["scores"]
    (ran,) = json.loads(told.stdout)["suites"]
    values = {one["name"]: one["value"] for one in ran["scores"]["measures"] if one["value"] is not None}
    assert {one["name"]: one["metrics"]["mean"]["value"] for one in scores} == values
