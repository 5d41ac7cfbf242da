"""Cost against quality over runs: what is drawn, and what would be no fair point."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.settings import load
from evals.costs import THIS, Named, costs_and_scores, runs_beside
from evals.runs import DataUsed, Ran, Run, write_run
from evals.scores import Formula, Measure, Picture, Scores

DATA = DataUsed(name="updates.jsonl", digest="d" * 64)


def measure(name: str, value: float, formula: Formula = Formula.RATIO) -> Measure:
    return Measure.of(name, {"one": (value, 1), "other": (value, 1)}, 2, {}, formula=formula)


def a_run(day: int, recall: float, seconds: float | None = None, data: DataUsed = DATA) -> Run:
    cost = [] if seconds is None else [measure("seconds_per_update", seconds, Formula.NUMBER)]
    scores = Scores(suite="updates", measures=(measure("fact_recall", recall), *cost))
    ran = Ran(scores=scores, data=data, seconds=9)
    return Run.of(load(), "grounding", datetime(2025, 3, day, tzinfo=UTC), [ran])


def drawn(run: Run, *earlier: Run) -> tuple[Picture, ...]:
    named = [Named(f"run {place}", one) for place, one in enumerate(earlier)]
    return costs_and_scores(run, named)["updates"]


def test_each_run_over_the_same_rows_is_a_point() -> None:
    (picture,) = drawn(a_run(4, 0.75, 2.5), a_run(3, 0.5, 1.5))
    assert picture.clouds == {"run 0": ((1.5, 0.5),), THIS: ((2.5, 0.75),)}
    assert (picture.across, picture.up) == ("seconds per update", "fact recall")


OTHER = DATA.model_copy(update={"digest": "e" * 64})


@pytest.mark.parametrize(
    "earlier",
    [[], [a_run(3, 0.5)], [a_run(3, 0.5, 1.5, OTHER)], [a_run(4, 0.75, 2.5)]],
    ids=["alone", "no cost known", "other rows", "itself"],
)
def test_one_point_is_no_picture(earlier: list[Run]) -> None:
    assert drawn(a_run(4, 0.75, 2.5), *earlier) == ()


def checked(day: int, seconds: float, found: int, kept: int = 0) -> Run:
    scores = Scores(suite="checker", measures=(measure("balanced_accuracy", 0.5),))
    ran = Ran(scores=scores, data=DATA, seconds=seconds, found=found, kept=kept)
    return Run.of(load(), "grounding", datetime(2025, 3, day, tzinfo=UTC), [ran])


def test_seconds_are_a_cost_only_of_a_run_that_found_everything_itself() -> None:
    run, other, resumed = checked(4, 20, 10), checked(3, 30, 10), checked(2, 1, 1, kept=9)
    (picture,) = costs_and_scores(run, [Named("other", other), Named("resumed", resumed)])["checker"]
    assert picture.clouds == {"other": ((3, 0.5),), THIS: ((2, 0.5),)}


def test_runs_lie_in_the_folders_beside_in_the_order_of_their_days(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name, day in (("b", 2), ("a", 3), ("here", 4)):
        (tmp_path / name).mkdir()
        write_run(a_run(day, 0.5), tmp_path / name)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{")
    assert [one.name for one in runs_beside(tmp_path / "here")] == ["b", "a"]
    assert "broken" in caplog.text
