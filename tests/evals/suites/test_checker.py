"""The suite of the checker: what it counts on claims that a reader can follow, and labels that are none."""

import gzip
import json
from pathlib import Path

import jsonschema
import pytest

from agents.settings import load
from evals.context import Context
from evals.scores import Scores
from evals.suites import DATA, Place
from evals.suites.checker import ONE_CLASS, CheckerSuite
from service.evaluated import parse
from store.errors import BadData

FLOOD = "The Wend dam broke on Thursday after nine days of rain. Two people died in the lower town."
DIED = "Two people died in the lower town."


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def row(claim: str, label: object, dataset: str = "town", **more: object) -> dict[str, object]:
    return {"claim": claim, "evidence": FLOOD, "label": label, "dataset": dataset} | more


def scores(context: Context, folder: Path, *rows: object, limit: int | None = None) -> Scores:
    file = folder / "checker.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    suite = CheckerSuite()
    return suite.run(suite.read(Place(file, parse, limit)), context)


def test_each_side_counts_alike_and_wrong_calls_are_shown(context: Context, tmp_path: Path) -> None:
    rows = [
        row(DIED, 1),
        row("The dam of Wend gave way.", 1),
        row("Three people died in the lower town.", 0),
        row("The council sold its gravel pits to a brewery.", 0),
    ]
    found = scores(context, tmp_path, *rows)
    stopped, through = found.by_name["wrongly_stopped"].value, found.by_name["let_through"].value
    assert through == 0
    assert stopped is not None
    assert found.by_name["balanced_accuracy"].value == 1 - stopped / 2
    assert found.by_name["balanced_accuracy.town"].value == 1 - stopped / 2
    assert len(found.cases) == 2 * stopped


def test_sets_count_alike_and_points_above_the_overlap_are_told(context: Context, tmp_path: Path) -> None:
    right = [row(DIED, 1, "large") for _ in range(6)] + [
        row("Three people died in the lower town.", 0, "large")
    ]
    wrong = [row(DIED, 0, "small"), row("Three people died in the lower town.", 1, "small")]
    found = scores(context, tmp_path, *right, *wrong).by_name
    assert found["balanced_accuracy.large"].value == 1
    assert found["balanced_accuracy.small"].value == 0
    assert found["balanced_accuracy"].value == 0.5
    above = found["above_overlap.large"].value
    floor = found["overlap_balanced_accuracy.large"].value
    assert floor is not None
    assert above == pytest.approx(1 - floor)


def test_a_set_of_one_class_is_unscored(context: Context, tmp_path: Path) -> None:
    found = scores(context, tmp_path, row(DIED, 1, "one"), row(DIED, 1, "one")).by_name
    one = found["balanced_accuracy.one"]
    assert (one.value, one.scored, one.unscored) == (None, 0, {ONE_CLASS: 2})
    assert found["balanced_accuracy"].value is None
    assert found["balanced_accuracy"].unscored == {ONE_CLASS: 2, "set without a value": 1}
    assert found["model_auc"].value is None


@pytest.mark.parametrize(
    "bad",
    [
        row(DIED, 2),
        row(DIED, 0.5),
        row(DIED, "yes"),
        row(DIED, None),
        row(DIED, float("nan")),
        row(DIED, 1, evidence=""),
        row(DIED, 1, evidence="…"),
        row("[3]..", 1, evidence=None),
        {"claim": DIED, "label": 1},
    ],
    ids=["two", "half", "yes", "none", "nan", "no evidence", "no word", "null", "missing"],
)
def test_a_row_that_is_none_is_counted_with_its_line(context: Context, tmp_path: Path, bad: object) -> None:
    good = [row(DIED, 1), row("Three people died in the lower town.", 0)]
    found = scores(context, tmp_path, *good, bad)
    balanced = found.by_name["balanced_accuracy"]
    assert (balanced.value, balanced.scored) == (1, 2)
    assert [why.partition(":")[0] for why in balanced.unscored] == ["bad row"]
    assert any("line 3" in note for note in found.notes)


def test_labels_that_are_none_at_all_are_an_error(tmp_path: Path) -> None:
    file = tmp_path / "checker.jsonl"
    file.write_text(f"{json.dumps(row(DIED, 7))}\n")
    with pytest.raises(BadData, match="line 1: label"):
        CheckerSuite().read(Place(file, parse))


def test_a_script_that_nobody_reads_here_is_unscored(context: Context, tmp_path: Path) -> None:
    rows = [row(DIED, 1), row("Three people died in the lower town.", 0), row("大坝在星期四决堤了。", 1)]
    found = scores(context, tmp_path, *rows).by_name["balanced_accuracy"]
    assert found.unscored == {"script that nobody reads here": 1}


def test_a_limit_is_of_each_set(context: Context, tmp_path: Path) -> None:
    rows = [row(f"{DIED} {number}", number % 2, name) for name in ("one", "two") for number in range(9)]
    assert scores(context, tmp_path, *rows, limit=4).by_name["let_through"].scored <= 8
    suite = CheckerSuite()
    assert len(suite.read(Place(tmp_path / "checker.jsonl", parse, 4)).rows) == 8


def test_the_public_form_is_read_as_it_is(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(row(DIED, 1, source_doc_id="7", licence="free", split="dev")) + "\n")
    assert CheckerSuite().read(Place(tmp_path, parse)).rows[0].labelled.origin == "7"
    aggregate = {"dataset": "town", "doc": FLOOD, "claim": DIED, "label": 1, "contamination_identifier": "x"}
    (tmp_path / "checker.jsonl").write_text(f"{json.dumps(aggregate)}\n")
    assert CheckerSuite().read(Place(tmp_path, parse)).rows[0].evidence == FLOOD


def test_the_data_that_ships_is_as_its_schema_says() -> None:
    suite = CheckerSuite()
    rows = suite.read(Place(DATA, parse))
    assert rows.bad == ()
    assert len(rows.rows) == 40
    for line in (DATA / "checker.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)
