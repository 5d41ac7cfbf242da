"""The example for LangChain runs as its first lines say."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.commands import ROOT, call


def test_the_example_runs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert call("add", ROOT / "examples" / "marrow-bridge" / "sources", home=home).code == 0
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "langchain_story.py")],
        env={**os.environ, "STORYTREE_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found, story, *_ = done.stdout.partition("\nv0.1 🌳\n")[::2]
    assert len(re.findall(r"^\[[0-9a-f]{8}\] .+, 2025-03-\d\dT", found, re.MULTILINE)) == 3
    assert "\n2025-03-23 23:59:59.999999\n" in story
    assert re.search(
        r"^1 planned, \d+ retrieved, 1 fenced, 1 drafted, \d+ checked, .*1 emitted$", story, re.MULTILINE
    )
    assert call("show", "marrow-bridge-collapse@v0.2", home=home).code == 0
    assert done.stderr == ""
