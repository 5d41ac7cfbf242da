"""Hostile text wherever a source can put it, on every page, in a real browser that passes over the policy."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.service.conftest import CHROMIUM

VECTORS = [
    "<script>alert(1)</script>",
    "</title></style></textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "JaVaScRiPt://%0aalert(1)//https://",
    "data:text/html,<script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<base href=//evil.example/><a href=x>x</a>",
    '<style>@import "https://evil.example/x.css"</style>',
    "{{ 7 * 7 }}{% raw %}</script><!--",
    "\N{RIGHT-TO-LEFT OVERRIDE}<math><mglyph><style></math><img src onerror=alert(1)>",
]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_no_text_of_a_source_is_more_than_text(tmp_path: Path) -> None:
    (tmp_path / "vectors.txt").write_text("\n".join(VECTORS), "utf-8")
    program = [sys.executable, str(ROOT / "benchmarks" / "hostile_pages.py"), "--every", "5"]
    done = subprocess.run(
        [*program, "--vectors", str(tmp_path / "vectors.txt")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(VECTORS)} vectors on" in done.stdout
    assert (
        "scripts run: 0\nexternal requests: 0\nelements or attributes of a vector: 0\npages that failed: 0"
        in done.stdout
    )
