"""The measure of living stories, on a storm and a country of our own."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.living import (
    ADVISORIES,
    FLIPS,
    NO_ADVICE,
    NOTES,
    Moment,
    Score,
    advisory,
    countries,
    main,
    notice,
    sound,
    storms,
    told,
)
from tests.bulletins import BRENNA, ODIL, OTHER, STORM

AVOID = "FCDO advises against all but essential travel to Norvane."
FLIPPED = (
    {"seen": "2021-03-01T09:00:00+00:00", "country": "Norvane", "advice": NO_ADVICE, "previous": None},
    {"seen": "2021-03-09T09:00:00+00:00", "country": "Norvane", "advice": AVOID, "previous": NO_ADVICE},
    {
        "seen": "2021-03-12T09:00:00+00:00",
        "country": "Norvane",
        "advice": "Error: no data",
        "previous": AVOID,
    },
    {"seen": "2021-03-20T09:00:00+00:00", "country": "Norvane", "advice": NO_ADVICE, "previous": AVOID},
)
NOTED = (
    {"country": "Norvane", "date": "2021-03-08", "note": f"{AVOID} Register if you are in Norvane."},
    {
        "country": "Norvane",
        "date": "2021-03-15",
        "note": "Information about a strike of the Norvane ferries.",
    },
)


def test_each_advisory_is_told_and_the_one_before_no_longer(tmp_path: Path) -> None:
    series = list(storms([*BRENNA, *ODIL]))
    assert [(one.name, one.topic) for one in series] == [
        (STORM, "Hurricane Brenna"),
        (OTHER, "Hurricane Odil"),
    ]
    for one, score in zip(
        series, told(tmp_path / "home", [*map(advisory, [*BRENNA, *ODIL])], series), strict=True
    ):
        every = dict.fromkeys(("max_wind_kt", "min_pressure_mb", "center", "movement"), len(one.moments))
        assert (score.told, score.stale, score.silent, score.failures) == (every, {}, 0, [])
        assert set(score.changed.values()) == {len(one.moments) - 1}


def test_the_advice_of_every_flip_is_told_and_the_one_before_no_longer(tmp_path: Path) -> None:
    (norvane,) = countries(FLIPPED)
    assert len(norvane.moments) == 3
    records = [*map(notice, [*NOTED, *sound(FLIPPED)])]
    (score,) = told(tmp_path / "home", records, [norvane])
    assert (score.told, score.stale, score.failures) == ({"advice": 3}, {}, [])
    assert score.changed == {"advice": 2}


def test_what_is_missing_and_what_is_told_too_long_is_counted() -> None:
    now = Moment(datetime(2021, 3, 9, tzinfo=UTC), {"wind": ("winds 70 kt",)})
    before = replace(now, holds={"wind": ("winds 50 kt",)})
    score = Score()
    score.add(now, before, ["Winds 50 kt.", "Rain fell."])
    score.add(now, before, ["Winds 70 kt."])
    score.add(now, now, ["Winds 70 kt."])
    assert (score.of, score.told, score.changed, score.stale) == (
        {"wind": 3},
        {"wind": 2},
        {"wind": 2},
        {"wind": 1},
    )
    assert score.failures == [
        "2021-03-09 00:00 wind is not told: winds 70 kt",
        "2021-03-09 00:00 wind of before: Winds 50 kt.",
    ]


def test_the_command_prints_a_line_for_each_storm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (*ADVISORIES, *NOTES, FLIPS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        kept = BRENNA[:2] if name == ADVISORIES[0] else ()
        (tmp_path / name).write_text("".join(f"{json.dumps(row)}\n" for row in kept), "utf-8")
    main(["--data", str(tmp_path), "--storm", STORM, "--verbose"])
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.startswith("storm")
    assert line.split()[:5] == [STORM, "2", "0", "max_wind_kt", "2"]
