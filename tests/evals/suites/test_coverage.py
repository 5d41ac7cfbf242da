"""The suite of coverage: nuggets and ROUGE on stories that a reader can follow, and the forms of its data."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.settings import load
from evals.context import Context
from evals.rouge import recall, rouge_l, rouge_n
from evals.scores import Scores
from evals.suites import DATA, Place
from evals.suites.coverage import SILENT, CoverageSuite
from service.evaluated import parse
from store.errors import BadData

FLOOD = (
    "The Wend dam broke on Monday, March 3, 2025 [1]. Three people died in the lower town [2]. "
    "The council closed the bridge [1] [3]."
)
TOLD = "Three people died in the lower town."
UNTOLD = "A brewery bought the gravel pits of Orme."
WORDS = st.lists(st.sampled_from(["dam", "broke", "the", "town", "rain"]), max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def row(**more: object) -> dict[str, object]:
    return {"id": "flood", "text": FLOOD, "nuggets": [{"text": TOLD}]} | more


def scores(context: Context, folder: Path, *rows: object) -> Scores:
    file = folder / "coverage.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    suite = CoverageSuite()
    return suite.run(suite.read(Place(file, parse)), context)


def test_a_nugget_is_told_or_not(context: Context, tmp_path: Path) -> None:
    found = scores(context, tmp_path, row(nuggets=[{"text": TOLD}, {"text": UNTOLD}]))
    for name in ("vital_recall", "weighted_recall", "word_recall"):
        assert found.by_name[name].value == 0.5
    assert found.by_name["okay_recall"].value is None
    assert [(one.text, one.verdict) for one in found.cases] == [(UNTOLD, "vital, not told")]


def test_what_may_be_told_counts_half(context: Context, tmp_path: Path) -> None:
    nuggets = [{"text": TOLD}, {"text": UNTOLD, "vital": False}]
    found = scores(context, tmp_path, row(nuggets=nuggets)).by_name
    assert (found["vital_recall"].value, found["okay_recall"].value) == (1, 0)
    assert found["weighted_recall"].value == pytest.approx(2 / 3)


def test_summaries_of_people_are_matched_without_marks(context: Context, tmp_path: Path) -> None:
    plain = FLOOD.replace(" [1] [3]", "").replace(" [1]", "").replace(" [2]", "")
    found = scores(context, tmp_path, row(nuggets=[], references=[plain, UNTOLD])).by_name
    assert found["rouge_2"].value == 0.5
    assert found["rouge_l_recall"].value is not None
    assert found["vital_recall"].value is None


def test_a_mean_is_over_stories(context: Context, tmp_path: Path) -> None:
    found = scores(
        context, tmp_path, row(), row(id="other", text=UNTOLD, nuggets=[{"text": TOLD}] * 3)
    ).by_name
    assert found["vital_recall"].value == 0.5
    assert found["vital_recall"].scored == 2


def test_production_writes_where_no_text_is_given(context: Context, tmp_path: Path) -> None:
    shipped = map(json.loads, (DATA / "coverage.jsonl").read_text("utf-8").splitlines())
    written = next(one for one in shipped if one["id"] == "written-first-week")
    silent = written | {"id": "none", "topic": "brewery strike in Peru"}
    found = scores(context, tmp_path, written, silent).by_name
    recall = found["vital_recall"]
    assert set(recall.parts) == {"written-first-week"}
    assert recall.value is not None
    assert recall.value > 0.2
    assert recall.unscored == {SILENT: 1}
    assert (found["words"].value or 0) > 100


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"topic": "flood", "sources": [{"id": "1", "text": "x"}]}, "either a text"),
        ({"text": ""}, "either a text"),
        ({"text": "", "topic": "flood"}, "either a text"),
        ({"nuggets": []}, "nuggets or references"),
        ({"nuggets": [], "references": [" "]}, "nuggets or references"),
        ({"nuggets": [{"text": ""}]}, "nuggets.0.text"),
        ({"nuggets": [{"text": "x", "vital": "perhaps"}]}, "nuggets.0.vital"),
    ],
    ids=["both", "neither", "no sources", "nothing wanted", "blank", "empty nugget", "vital"],
)
def test_a_broken_row_is_told_with_its_line(tmp_path: Path, change: dict[str, object], why: str) -> None:
    file = tmp_path / "coverage.jsonl"
    file.write_text(json.dumps(row() | change), "utf-8")
    with pytest.raises(BadData, match=f"line 1: .*{why}"):
        CoverageSuite().read(Place(file, parse))


def test_the_worked_example_of_rouge_l() -> None:
    """Lin (2004), 3.1: of the same words in another order only those in sequence count."""
    gold = "police killed the gunman"
    assert rouge_l("police kill the gunman", gold).recall == 3 / 4
    assert rouge_l("the gunman kill police", gold).recall == 2 / 4
    assert rouge_n("police kill the gunman", gold, 2) == rouge_n("the gunman kill police", gold, 2)


@given(WORDS, WORDS)
def test_the_longest_common_run_is_that_of_the_table(told: str, gold: str) -> None:
    one, other = told.split(), gold.split()
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    assert rouge_l(told, gold).recall == (table[-1][-1] / len(other) if other else 0)


@given(WORDS, WORDS)
def test_a_text_covers_itself_and_order_only_takes_away(told: str, gold: str) -> None:
    if told:
        assert rouge_l(told, told).f1 == rouge_n(told, told, 1).f1 == 1
    assert rouge_l(told, gold).recall <= rouge_n(told, gold, 1).recall == recall(told, gold, 1)


def test_the_data_that_ships_is_as_its_schema_says() -> None:
    suite = CoverageSuite()
    read = suite.read(Place(DATA, parse))
    assert read.bad == ()
    assert len(read.rows) == 5
    for line in (DATA / "coverage.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)
