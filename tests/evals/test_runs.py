"""A run as it is written down, gates, and how two runs differ."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.settings import load
from evals.beside import beside
from evals.gates import Gate, compared, other_data, passed
from evals.runs import DataUsed, Ran, Run, read_run, write_run
from evals.scores import Measure, Scores, plain
from store.errors import BadData, UsageError

BEGUN = datetime(2025, 3, 4, tzinfo=UTC)


def a_run(*measures: Measure, digest: str = "1") -> Run:
    scores = Scores(suite="faithfulness", measures=measures)
    ran = Ran(scores=scores, data=DataUsed(name="faithfulness.jsonl", digest=digest), seconds=1.0)
    return Run.of(load(openai_api_key="sk-very-secret"), "grounding-3", BEGUN, [ran])


def share(name: str, *values: float) -> Measure:
    return Measure.of(name, {str(place): (value, 1.0) for place, value in enumerate(values)}, len(values), {})


@pytest.mark.parametrize(
    ("main", "other"),
    [
        ("response.jsonl", "source_info.jsonl"),
        ("fixtures/fcdo/status_history.jsonl.gz", "demo/fcdo/gulf_2026.jsonl"),
        ("background_summaries.jsonl.gz", "timeline17/egypt.jsonl.gz"),
        ("ecbplus/queries.tsv", "ecbplus/docs.jsonl.gz"),
        ("fixtures/wikinews_entities/queries.tsv", "demo/wikinews/cars.jsonl"),
    ],
    ids=["claims", "advice", "days", "queries", "entities"],
)
def test_files_that_belong_to_the_data_are_named_by_their_place(
    tmp_path: Path, main: str, other: str
) -> None:
    for name in (main, other, "stranger.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = beside(tmp_path / main)
    assert list(found.values()) == [tmp_path / other]
    assert [(tmp_path / main).parent.joinpath(name).resolve() for name in found] == [tmp_path / other]


def test_a_run_is_read_back_as_it_was_and_tells_no_secret(tmp_path: Path) -> None:
    run = a_run(share("recall", 1, 0.5), plain("rank", float("nan"), 0))
    assert read_run(write_run(run, tmp_path)) == run
    assert read_run(tmp_path) == run
    assert "very-secret" not in (tmp_path / "run.json").read_text()
    assert run.libraries["numpy"]
    assert [one.name for one in tmp_path.iterdir()] == ["run.json"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "is no run of format 1"),
        ('{"format": 0}', "is no run of format 1"),
        ('{"format": 1}', "is no run: "),
        ("\udcff", "is no JSON"),
    ],
    ids=["empty", "cut", "list", "old", "half", "bytes"],
)
def test_what_is_no_run_says_so(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "run.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadData, match=told) as caught:
        read_run(tmp_path)
    assert "storytree eval" in caught.value.advice


def test_a_run_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="cannot be read"):
        read_run(tmp_path / "none.json")


def test_a_run_that_was_cut_short_says_so(tmp_path: Path) -> None:
    file = write_run(a_run(share("recall", 1)), tmp_path)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"suites": [{}]}))
    with pytest.raises(BadData, match=r"suites\.0"):
        read_run(file)


@pytest.mark.parametrize(
    ("gate", "holds"),
    [
        ("faithfulness.recall>=0.75", True),
        ("faithfulness.recall > 0.75", False),
        ("faithfulness.recall<=1", True),
        ("faithfulness.recall<.5", False),
        ("faithfulness.rank>=0", False),
    ],
)
def test_a_gate_holds_or_not_and_never_for_what_was_not_measured(gate: str, holds: bool) -> None:
    run = a_run(share("recall", 1, 0.5), plain("rank", float("nan"), 0))
    assert passed(Gate.parse(gate), run).holds is holds


@pytest.mark.parametrize("text", ["", "recall>=1", "faithfulness.recall", "faithfulness.recall==1", "a.b>=x"])
def test_what_is_no_gate_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match="is no gate"):
        Gate.parse(text)


@pytest.mark.parametrize("text", ["faithfulness.recal>=1", "checker.recall>=1"])
def test_a_gate_on_nothing_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match="The run has no"):
        passed(Gate.parse(text), a_run(share("recall", 1)))


def test_runs_differ_measure_by_measure() -> None:
    before, after = (
        a_run(share("recall", 0, 0.2, 0.4)),
        a_run(share("recall", 0.5, 0.7, 0.9), share("new", 1)),
    )
    (one,) = compared(before, after)
    assert one.difference.value == pytest.approx(0.5)
    assert one.surely
    (same,) = compared(before, before)
    assert not same.surely


def test_other_rows_are_told() -> None:
    assert other_data(a_run(), a_run(digest="2")) == ["faithfulness"]
    assert other_data(a_run(), a_run()) == []
