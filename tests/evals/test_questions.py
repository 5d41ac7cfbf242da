"""The measure of questions: what counts as found, on texts of ours in the shape of those it is meant for."""

import gzip
import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.questions import coverage, main, timelines
from evals.texts import source
from store.records import Evidence, Question
from store.snippets import split

FACT = "Three people died when the Wend dam fell."


def evidence(story: str, day: int, text: str) -> list[Evidence]:
    told = source([text], datetime(2031, 6, day, tzinfo=UTC), name=f"t17/{story}/{day}")
    return [
        Evidence(snippet=snippet, source=told, question=Question(text="dam"), ranks={}, score=1.0)
        for snippet in split(told)
    ]


def facts(*days: int) -> list[tuple[date, str]]:
    return [(date(2031, 6, day), FACT) for day in days]


def test_a_fact_has_its_day_where_a_snippet_of_the_story_was_published_on_it() -> None:
    found = [*evidence("wend", 2, "Boats sailed on the Ard."), *evidence("varr", 3, "Boats sailed.")]
    assert coverage("wend", facts(2, 3, 4, 2), found).day == 0.5
    assert coverage("wend", facts(2), []).day == 0.0


def test_a_fact_is_told_by_most_of_its_words_on_its_day_or_the_next() -> None:
    found = evidence("wend", 3, "In Wend three people died, police said.")
    assert coverage("wend", facts(3), found).told == 1.0
    assert coverage("wend", facts(2), found).told == 1.0
    assert coverage("wend", facts(4), found).told == 0.0
    assert coverage("wend", facts(1), found).told == 0.0
    assert coverage("wend", facts(3), evidence("wend", 3, "Boats sailed on the Ard.")).told == 0.0


def test_snippets_of_other_stories_are_counted() -> None:
    found = [*evidence("wend", 2, "Boats sailed on the Ard."), *evidence("varr", 3, "Boats sailed.")]
    assert coverage("wend", facts(2), found).own == 0.5


def pack(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_row_for_each_timeline_and_way_of_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "dev" / "timeline17"
    sentences = [
        "The earthquake in Haiti killed many people in Port-au-Prince.",
        "President Preval asked the world for help after the earthquake.",
        "Planes with water and tents landed in Haiti.",
    ]
    pack(
        folder / "haiti.jsonl.gz",
        (
            {
                "id": f"t17/haiti/{n}",
                "published": f"2010-01-{12 + n}",
                "sentences": [*sentences, f"Day {n} ended."],
            }
            for n in range(6)
        ),
    )
    entries = [{"date": f"2010-01-{day}", "sentences": [sentences[0]]} for day in (12, 14, 30)]
    gold = {"topic": "tl17-haiti", "timeline": "ours", "entries": entries}
    pack(folder / "gold_timelines.jsonl.gz", [gold, {**gold, "topic": "tl17-libya"}])
    assert [one.story for one in timelines(folder)] == ["haiti", "libya"]
    monkeypatch.setattr(sys, "argv", ["questions", "--data", str(tmp_path), "--topic", "haiti"])
    main()
    heading, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert heading[:4] == ["timeline", "facts", "asked", "day@30"]
    assert [row[:4] for row in rows[:2]] == [
        ["haiti", "ours", "2", "once"],
        ["haiti", "ours", "2", "planned"],
    ]
    assert [row[-9:] for row in rows[2:]] == [row[4:13] for row in rows[:2]]
    assert all(float(cell) == 1.0 for row in rows[:2] for cell in row[4:13])
