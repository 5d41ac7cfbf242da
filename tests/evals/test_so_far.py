"""What a story written anew tells of the story so far, on reports of ours."""

import gzip
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.so_far import SoFar, Wanted, measure, so_far, wanted

TOLD = [
    "The earthquake in Haiti killed many people in Port-au-Prince.",
    "President Preval asked the world for help after the earthquake in Haiti.",
    "Planes with water and tents landed in Haiti on Monday.",
    "Doctors from Wend set up a hospital in Haiti after the earthquake.",
]


def _pack(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four days of Haiti with a report each; the second has no background, the third no news."""
    days = [f"2010-01-{12 + n}" for n in range(4)]
    _pack(
        tmp_path / "timeline17" / "haiti.jsonl.gz",
        (
            {"id": f"t17/haiti/{n}", "published": day, "sentences": [*TOLD[: n + 1], f"Day {n} ended."]}
            for n, day in enumerate(days)
        ),
    )
    entries = [{"date": day, "sentences": [told]} for day, told in zip(days, TOLD, strict=True)]
    _pack(
        tmp_path / "timeline17" / "gold_timelines.jsonl.gz",
        [{"topic": "tl17-haiti", "timeline": "ours", "entries": entries}],
    )
    _pack(
        tmp_path / "background_summaries.jsonl.gz",
        (
            {
                "event": event,
                "date": day,
                "background": "" if n == 1 else " ".join(TOLD[:n]) or "Nothing came before.",
                "update": "" if n == 2 else TOLD[n],
            }
            for event in ("haitian_earthquake", "swine_flu")
            for n, day in enumerate(days)
        ),
    )
    return tmp_path


def test_what_is_told_is_measured_for_each_gold_alike() -> None:
    one = Wanted(
        date(2010, 1, 12), ("a ferry left", "gulls sang"), ("a ferry left",), ("A ferry left Velm.",)
    )
    told = so_far(["A ferry left.", "It rained."], one)
    assert told == SoFar(0.5, 0.5, 1.0, 1.0, 1.0, 5)
    assert so_far([], one) == SoFar(0, 0, 0, 0, 0, 0)


def test_days_have_both_and_facts_until_then(folder: Path) -> None:
    days = wanted(folder, "haiti", 10)
    assert [one.day.day for one in days] == [12, 15]
    assert [len(one.facts) for one in days] == [1, 4]
    assert days[1].news == (TOLD[3],)
    assert [one.day.day for one in wanted(folder, "haiti", 1)] == [15]


def test_a_row_for_each_way_and_the_means(folder: Path) -> None:
    head, *table = measure(folder, ["haiti"], 10)
    assert head.split()[:3] == ["story", "told", "days"]
    assert [line.split()[:2] for line in table] == [
        ["haiti", "written"],
        ["haiti", "leads"],
        ["mean", "written"],
        ["mean", "leads"],
    ]
    assert all(0.3 < float(line.split()[5]) <= 1 for line in table)
