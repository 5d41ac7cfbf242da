"""Published sets as they lie, read as stories with a history: storm advisories, travel advice, timelines."""

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.settings import load
from evals.context import Context
from evals.living import NO_ADVICE
from evals.questions import TOPICS
from evals.suites import Place
from evals.suites.coverage import CoverageSuite
from evals.suites.histories import UpdatesRow
from evals.suites.updates import UpdatesSuite
from evals.updates import EVENTS
from service.evaluated import parse
from store.errors import BadData
from tests.bulletins import BRENNA, ODIL, OTHER, STORM

AVOID = "FCDO advises against all but essential travel to Norvane."
BEGUN = ("2021-03-01", "2021-03-02", "2021-03-03", "2021-03-04")


def packed(file: Path, rows: Sequence[object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row)}\n" for row in rows)


def advisories(folder: Path) -> list[UpdatesRow]:
    packed(folder / "nhc_advisories.jsonl.gz", [*BRENNA, *ODIL])
    return list(UpdatesSuite().read(Place(folder, parse)).rows)


def test_each_storm_is_a_story_and_the_others_are_strangers_to_it(tmp_path: Path) -> None:
    brenna, odil = advisories(tmp_path)
    assert [(one.id, one.topic) for one in (brenna, odil)] == [
        (STORM, "Hurricane Brenna"),
        (OTHER, "Hurricane Odil"),
    ]
    assert len(brenna.moments) == len(BRENNA)
    own = [one for moment in brenna.moments for one in moment.sources if not one.stranger]
    assert [one.title.split(" FORECAST")[0] for one in own] == [row["name"] for row in BRENNA]
    assert len(brenna.facts) == 4 * len(BRENNA)


def test_a_value_ends_with_the_next_bulletin(tmp_path: Path) -> None:
    brenna, _ = advisories(tmp_path)
    first, second = (one.time for one in brenna.moments[:2])
    wind = next(one for one in brenna.facts if one.id.startswith("max_wind_kt"))
    assert (wind.since, wind.until) == (first, second)
    assert wind.told(["Maximum sustained winds near 50 kt."])
    assert any(rule.broken("Maximum sustained winds near 50 kt.") for rule in brenna.rules(second))
    assert not any(rule.broken("Maximum sustained winds near 50 kt.") for rule in brenna.rules(first))


def test_production_tells_each_bulletin_and_the_one_before_no_longer(tmp_path: Path) -> None:
    advisories(tmp_path)
    suite = UpdatesSuite()
    context = Context.of_production(load(), lambda _done, _whole: None)
    found = suite.run(suite.read(Place(tmp_path, parse)), context).by_name
    assert (found["fact_recall"].value, found["new_fact_recall"].value) == (1, 1)
    assert (found["staleness"].value, found["contamination"].value) == (0, 0)
    assert found["staleness"].scored > 0


def test_each_country_is_a_story_with_a_moment_for_each_other_advice(tmp_path: Path) -> None:
    told = ((BEGUN[0], NO_ADVICE), (BEGUN[2], AVOID), (BEGUN[3], "Error: no data"))
    flips = [
        {"seen": f"{day}T09:00:00+00:00", "country": "Norvane", "advice": said, "previous": None}
        for day, said in told
    ]
    notes = [{"country": "Norvane", "date": BEGUN[1], "note": f"{AVOID} Register."}]
    elsewhere = [{"country": "Calmere", "date": BEGUN[1], "note": "A strike."}]
    packed(tmp_path / "fixtures/fcdo/status_history.jsonl.gz", flips)
    packed(tmp_path / "fixtures/fcdo/changes.jsonl.gz", notes)
    packed(tmp_path / "demo/fcdo/gulf_2026.jsonl.gz", elsewhere)
    (norvane,) = UpdatesSuite().read(Place(tmp_path / "fixtures/fcdo", parse)).rows
    assert [len(one.sources) for one in norvane.moments] == [1, 2]
    assert {one.outlet for moment in norvane.moments for one in moment.sources} == {"FCDO"}
    assert norvane.facts[1].told([f"On Wednesday the {AVOID}"])


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    for topic in TOPICS:
        rows = [
            {"id": f"x/{topic}/{n}", "published": day, "sentences": [f"{topic} was in the news, day {n}."]}
            for n, day in enumerate(BEGUN)
        ]
        packed(tmp_path / f"timeline17/{topic}.jsonl.gz", rows)
    entries = [{"date": day, "sentences": [f"News of {day}."]} for day in (*BEGUN, BEGUN[0])]
    packed(
        tmp_path / "timeline17/gold_timelines.jsonl.gz",
        [{"topic": f"tl17-{topic}", "timeline": "paper", "entries": entries} for topic in TOPICS],
    )
    packed(
        tmp_path / "background_summaries.jsonl.gz",
        [
            {"event": event, "annotator": who, "date": day, "update": f"Of {day}.", "background": back}
            for event in EVENTS.values()
            for who in ("one", "two")
            for day, back in zip(BEGUN, ("", "", "So far.", " "), strict=True)
        ],
    )
    return tmp_path


def test_people_wrote_of_some_days(dev: Path) -> None:
    rows = UpdatesSuite().read(Place(dev, parse)).rows
    assert [one.id for one in rows] == list(TOPICS)
    moments = rows[0].moments
    assert [one.updates for one in moments] == [[], [], [], [f"Of {BEGUN[3]}."] * 2]
    assert [one.url.rpartition("/")[2] for one in moments[1].sources] == ["1"]
    assert len(UpdatesSuite().read(Place(dev, parse, 2)).rows[0].moments) == 2


def test_what_people_wrote_of_the_story_so_far_is_held_to_sources_before_it(dev: Path) -> None:
    rows = CoverageSuite().read(Place(dev, parse)).rows
    assert [one.id for one in rows] == [f"{topic} {BEGUN[2]}" for topic in TOPICS]
    first = rows[0]
    assert first.references == ["So far."] * 2
    assert [one.text for one in first.nuggets] == [f"News of {day}." for day in BEGUN[:2]]
    assert len(first.sources) == 2
    assert first.as_of is not None
    assert first.as_of < datetime(2021, 3, 3, tzinfo=UTC)


def missing(dev: Path) -> None:
    (dev / "timeline17/egypt.jsonl.gz").unlink()


def other_rows(dev: Path) -> None:
    packed(dev / "background_summaries.jsonl.gz", [{"event": "egyptian_crisis"}])


def no_gzip(dev: Path) -> None:
    (dev / "background_summaries.jsonl.gz").write_bytes(b"no gzip")


@pytest.mark.parametrize("suite", [UpdatesSuite(), CoverageSuite()], ids=["updates", "coverage"])
@pytest.mark.parametrize(
    "spoil",
    [
        missing,
        other_rows,
        no_gzip,
    ],
    ids=["missing", "other rows", "no gzip"],
)
def test_what_is_not_as_published_is_told(
    dev: Path, suite: UpdatesSuite | CoverageSuite, spoil: Callable[[Path], None]
) -> None:
    spoil(dev)
    with pytest.raises(BadData, match="not as it was published"):
        suite.read(Place(dev, parse))
