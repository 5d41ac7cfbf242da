"""The suite of finding: its measures on rankings that a reader can follow, and the forms of its data."""

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.settings import load
from evals.context import Context
from evals.ranking import ndcg, recall, reciprocal_rank
from evals.scores import Scores
from evals.suites import DATA, Place
from evals.suites.retrieval import RetrievalSuite
from service.evaluated import parse
from store.errors import BadData

DAM = "The dam at Wend broke on Thursday after nine days of rain, and the lower town was flooded."
BRIDGE = "The bridge at Orme fell on Friday under a lorry, and the ferry took its place."
GULLS = "Gulls sang over the harbour, and nobody heard the foghorn of the old mill."
TEXTS = {"dam": DAM, "bridge": BRIDGE, "gulls": GULLS}
WHY = "Why did the dam at Wend break?"
KINDS = {"dam": "Wend", "bridge": "Orme", "gulls": "Orme"}


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def written(folder: Path, *queries: object) -> Path:
    texts = [{"id": id_, "text": text, "topic": 1, "story": KINDS[id_]} for id_, text in TEXTS.items()]
    file = folder / "retrieval.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in [*texts, *queries]), "utf-8")
    return file


def scores(context: Context, place: Path, limit: int | None = None) -> Scores:
    suite = RetrievalSuite()
    return suite.run(suite.read(Place(place, parse, limit)), context)


def asked(id_: str, query: str, *relevant: str) -> Mapping[str, object]:
    return {"id": id_, "query": query, "relevant": list(relevant)}


def test_the_gain_of_a_known_ranking() -> None:
    """Grades 3, 2, 3, 0, 1, 2 with 3 and 2 left out: 6.861 of 8.740, as in Wikipedia's account of DCG."""
    grades = {"a": 3, "b": 2, "c": 3, "e": 1, "f": 2, "g": 3, "h": 2}
    assert ndcg("abcdef", grades, 6) == pytest.approx(6.861 / 8.740, abs=1e-4)


def test_a_relevant_text_is_worth_less_the_later_it_comes() -> None:
    assert ndcg(["no", "no", "yes"], {"yes": 1}, 10) == 1 / math.log2(4)
    assert reciprocal_rank(["no", "no", "yes"], {"yes"}) == 1 / 3
    assert reciprocal_rank(["no"], {"yes"}) == 0
    assert ndcg([], {"yes": 2}, 10) == 0


def test_recall_asks_for_no_more_than_there_is_room_for() -> None:
    assert recall(["a", "x", "b"], {"a", "b", "c", "d"}, 2) == 1 / 2
    assert recall(["a", "b", "x"], {"a", "b", "c"}, 2) == 1
    assert recall(["a", "b", "x"], {"a", "b", "c"}, 5) == 2 / 3


@given(st.permutations(range(8)), st.dictionaries(st.integers(0, 7), st.integers(1, 3), min_size=1))
def test_no_ranking_beats_that_by_grades(found: list[int], grades: dict[int, int]) -> None:
    names = {str(one): grade for one, grade in grades.items()}
    best = sorted(names, key=lambda one: -names[one])
    assert 0 <= ndcg([str(one) for one in found], names, 5) <= ndcg(best, names, 5) + 1e-12
    assert ndcg(best, names, 5) == pytest.approx(1)


def test_each_channel_stands_beside_the_product(context: Context, tmp_path: Path) -> None:
    place = written(tmp_path, asked("q1", WHY, "dam"), asked("q2", "zebra", "gulls"))
    found = scores(context, place).by_name
    for channel in ("", ".bm25", ".dense"):
        assert found[f"ndcg_at_10{channel}"].parts["q1"] == (1, 1)
        assert found[f"reciprocal_rank{channel}"].scored == 2
    assert found["recall_at_20.bm25"].parts["q2"] == (0, 1)
    assert found["ndcg_at_10"].low is not None


def test_a_query_is_hidden_from_the_text_that_it_was_taken_from(context: Context, tmp_path: Path) -> None:
    found = scores(context, written(tmp_path, asked("dam", DAM, "dam", "gulls"))).by_name
    for channel in ("", ".bm25", ".dense"):
        assert found[f"ndcg_at_10{channel}"].value in {0, 1, 1 / math.log2(3)}
    assert found["recall_at_5.dense"].value == 1


def test_texts_of_the_like_story_are_wrong(context: Context, tmp_path: Path) -> None:
    found = scores(
        context, written(tmp_path, asked("q", "the harbour, the ferry and the dam", "dam"))
    ).by_name
    assert found["wrong_siblings.dense"].value == 0.2


def test_the_worst_query_comes_first(context: Context, tmp_path: Path) -> None:
    place = written(tmp_path, asked("q1", WHY, "dam"), asked("q2", "zebra", "dam"))
    cases = scores(context, place).cases
    assert [one.where for one in cases] == ["q2"]
    assert "dam" in cases[0].why


def test_a_query_of_which_nothing_is_there_is_unscored(context: Context, tmp_path: Path) -> None:
    place = written(tmp_path, asked("q1", "dam", "dam"), asked("q2", "dam", "other"), asked("q3", "dam"))
    found = scores(context, place).by_name["ndcg_at_10"]
    assert (found.scored, found.unscored) == (1, {"none of its relevant texts is there": 2})


def test_a_limit_is_of_queries(context: Context, tmp_path: Path) -> None:
    place = written(tmp_path, *(asked(f"q{n}", f"dam {n}", "dam") for n in range(9)))
    assert set(scores(context, place, 3).by_name["ndcg_at_10"].parts) == {"q0", "q3", "q6"}


def test_what_was_found_before_is_not_looked_for_again(context: Context, tmp_path: Path) -> None:
    place = written(tmp_path, asked("q1", WHY, "dam"))
    first = scores(Context.of_production(load(), context.progress, tmp_path), place)
    kept = tmp_path / "kept.jsonl"
    size = kept.stat().st_size
    assert scores(Context.of_production(load(), context.progress, tmp_path), place) == first
    assert kept.stat().st_size == size > 0


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "x"},
        {"id": "x", "text": DAM, "query": "dam"},
        {"query": "dam", "relevant": ["dam"]},
        {"id": "x", "query": "dam", "relevant": {"dam": "much"}},
    ],
    ids=["neither", "both", "no id", "no grade"],
)
def test_a_row_that_is_none_is_counted_with_its_line(context: Context, tmp_path: Path, bad: object) -> None:
    found = scores(context, written(tmp_path, asked("q1", "the dam at Wend", "dam"), bad))
    assert any("line 5" in note for note in found.notes)
    assert [why.partition(":")[0] for why in found.by_name["ndcg_at_10"].unscored] == ["bad row"]


def three(folder: Path, queries: str, labels: str, name: str = "qrels.txt") -> Path:
    with gzip.open(folder / "docs.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(
            json.dumps({"id": id_, "sentences": [text], "url": None, "topic": 1, "story": "s"}) + "\n"
            for id_, text in TEXTS.items()
        )
    (folder / "queries.tsv").write_text(queries, "utf-8")
    (folder / name).write_text(labels, "utf-8")
    return folder


@pytest.mark.parametrize(
    "labels",
    ["q1 0 dam 2\nq1 0 gulls 0\n", "q1\tdam\t2\n", "query-id\tcorpus-id\tscore\nq1\tdam\t2\n"],
    ids=["trec", "three columns", "beir"],
)
def test_public_forms_are_read_as_they_are(tmp_path: Path, labels: str) -> None:
    read = RetrievalSuite().read(Place(three(tmp_path, "q1\tthe dam\n", labels), parse))
    assert read.collection.queries == {"q1": "the dam"}
    assert read.collection.relevant == {"q1": {"dam": 2}}
    assert set(read.collection.texts) == set(TEXTS)


@pytest.mark.parametrize(
    ("queries", "labels", "wrong"),
    [
        ("q1\tthe dam\n", "q1 0 dam 1\nq1 0 dam much\n", r"qrels.txt line 2"),
        ("q1\tthe dam\nq2\n", "q1 0 dam 1\n", r"queries.tsv line 2"),
        ("\n", "q1 0 dam 1\n", "no queries"),
    ],
    ids=["grade", "query", "none"],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, queries: str, labels: str, wrong: str) -> None:
    with pytest.raises(BadData, match=wrong):
        RetrievalSuite().read(Place(three(tmp_path, queries, labels), parse))


def test_labels_that_are_missing_are_an_error(tmp_path: Path) -> None:
    three(tmp_path, "q1\tthe dam\n", "q1 0 dam 1\n").joinpath("qrels.txt").unlink()
    with pytest.raises(BadData, match="has no qrels"):
        RetrievalSuite().read(Place(tmp_path, parse))


def test_the_data_that_ships_is_as_its_schema_says() -> None:
    suite = RetrievalSuite()
    read = suite.read(Place(DATA, parse))
    assert read.bad == ()
    assert not read.unscored
    assert len(read.collection.queries) == 32
    assert len(read.collection.texts) == 41
    for line in (DATA / "retrieval.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)
