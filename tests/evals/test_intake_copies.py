"""The measure of copies, on texts of ours in the shape of those that it is meant for."""

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from evals.intake_copies import main
from tests.reports import OTHER, REPORT, changed, without

TEXTS = {
    "a": REPORT,
    "b": without(5),
    "c": changed("Twelve people", "Fifteen people"),
    **{f"x{number}": OTHER.replace("goat", f"goat{number} " * 40) for number in range(4)},
}
PAIRS = [
    {"a": "a", "b": "b", "class_by_jaccard": "near"},
    {"a": "a", "b": "c", "class_by_jaccard": "near"},
    {"a": "a", "b": "lost", "class_by_jaccard": "near"},
]


def pack(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def test_it_says_what_is_found_and_what_is_not_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": name, "published": f"2031-03-{day:02}", "sentences": text.replace("\n\n", " ").split(". ")}
        for day, (name, text) in enumerate(TEXTS.items(), 1)
    ]
    pack(tmp_path / "timeline17" / "velm.jsonl.gz", rows)
    pack(tmp_path / "near_duplicates.jsonl.gz", PAIRS)
    monkeypatch.setattr(sys, "argv", ["intake_copies", "--data", str(tmp_path), "--flood", "30"])
    main()
    said = capsys.readouterr().out
    assert "pairs: 2 scored, 1 unscored" in said
    (near,) = (line.split() for line in said.splitlines() if line.startswith("  near"))
    assert near == ["near", "2", "0", "1", "2", "2"]
    assert "flood: 30 copies of one report" in said
    assert said.rstrip().endswith("origins so far 1")
