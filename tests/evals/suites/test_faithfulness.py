"""The suite of faithfulness: each measure on stories that a reader can follow, and bad data."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.settings import load
from evals.context import Context, Kept
from evals.scores import Measure, Scores
from evals.suites import DATA, Place
from evals.suites.faithfulness import BALANCE, Faithfulness
from evals.suites.metamorphic import Metamorphic
from service.evaluated import parse
from store.errors import BadData

FLOOD = (
    "The Wend dam broke on Thursday. Two people died in the lower town. “We heard a roar,” Otto Hale said."
)
MILL = "The old mill of Wend burned down on Friday. Nobody was hurt."
SOURCES = [
    {"id": "aaaaaaaa11", "text": FLOOD, "published": "2025-03-07T08:00:00Z"},
    {"id": "bbbbbbbb22", "text": MILL, "published": "2025-03-08T08:00:00Z"},
]
DIED, BURNED = "Two people died in the lower town.", "The old mill of Wend burned down."


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def story(*sentences: tuple[str, list[str]], **more: object) -> dict[str, object]:
    rows = [{"text": text, "citations": cited} for text, cited in sentences]
    return {"id": "flood", "paragraphs": [rows], "sources": SOURCES} | more


def scores(context: Context, folder: Path, *stories: object) -> Scores:
    file = folder / "faithfulness.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in stories), "utf-8")
    suite = Faithfulness()
    return suite.run(suite.read(Place(file, parse)), context)


def values(context: Context, folder: Path, *stories: object) -> dict[str, float | None]:
    return {one.name: one.value for one in scores(context, folder, *stories).measures}


def test_a_faithful_story_has_full_marks(context: Context, tmp_path: Path) -> None:
    told = story(
        (DIED, ["aaaaaaaa"]), (BURNED, ["bbbbbbbb22"]), title={"text": DIED, "citations": ["aaaaaaaa"]}
    )
    found = values(context, tmp_path, told)
    ones = {name for name, value in found.items() if value == 1.0}
    assert ones == {
        "claim_support",
        "citation_recall",
        "citation_precision",
        "citation_f1",
        "liu_recall",
        "liu_precision",
        "citation_economy",
        "title_support",
        "lead_support",
    }
    assert found["invented_ids"] == found["uncited_share"] == 0
    assert found["quote_fidelity"] is None
    assert found[BALANCE] is None


def version(number: str, *sentences: tuple[str, list[str]], **usage: float | None) -> dict[str, object]:
    known = {"story": "wend", "version": number, "writer": "prompted"}
    return story(*sentences, id=f"wend {number}", usage=usage or None, **known)


def test_versions_are_drawn_and_are_one_witness(context: Context, tmp_path: Path) -> None:
    told = [
        version("v0.9", (DIED, ["aaaaaaaa"]), tokens_in=100, cost=0.5),
        version("v0.10", (DIED, ["aaaaaaaa"]), (BURNED, ["aaaaaaaa"]), tokens_in=300, cost=1.5),
    ]
    found = scores(context, tmp_path, *told)
    assert found.by_name["claim_support"].parts == {"wend": (1.5, 2)}
    assert found.by_name["claim_support"].low is None
    assert found.by_name["dollars_per_story"].value == 1
    assert found.by_name["tokens_per_story"].value == 200
    _, over, cost = found.pictures
    assert (over.labels, over.bars["claim support"]) == (("v0.9", "v0.10"), (1, 0.5))
    assert cost.clouds == {"prompted": ((0.5, 1), (1.5, 0.5))}
    assert cost.across == "US dollars"


def test_without_prices_tokens_are_the_cost_and_without_usage_nothing_is(
    context: Context, tmp_path: Path
) -> None:
    told = [version(f"v0.{n}", (DIED, ["aaaaaaaa"]), tokens_in=n, cost=None) for n in (1, 2)]
    found = scores(context, tmp_path, *told)
    assert found.pictures[-1].clouds == {"prompted": ((1, 1), (2, 1))}
    assert found.by_name["dollars_per_story"].value is None
    assert found.by_name["dollars_per_story"].unscored == {"price of the model is not known": 2}
    bare = scores(context, tmp_path, *(version(f"v0.{n}", (DIED, ["aaaaaaaa"])) for n in (1, 2)))
    assert not any(one.clouds for one in bare.pictures)
    assert "tokens_per_story" not in bare.by_name


def test_each_fault_is_counted(context: Context, tmp_path: Path) -> None:
    told = story(
        (DIED, ["aaaaaaaa"]),
        (BURNED, []),
        ("The mill burned down on Friday.", ["bbbbbbbb22", "cccccccc"]),
        ("Three people died in the lower town.", ["aaaaaaaa"]),
    )
    found = values(context, tmp_path, told)
    assert found["citation_recall"] == found["claim_support"] == 0.25
    assert found["uncited_share"] == 0.25
    assert found["invented_ids"] == 1
    assert found["citation_precision"] == 0.25


def test_what_bears_a_sentence_out_may_be_cited_beside_what_does_not(
    context: Context, tmp_path: Path
) -> None:
    found = values(context, tmp_path, story((DIED, ["aaaaaaaa", "bbbbbbbb"])))
    assert found["citation_recall"] == found["liu_recall"] == 1
    assert found["citation_precision"] == found["citation_economy"] == found["liu_precision"] == 0.5
    assert found["claim_support"] == 0


def test_a_title_without_citations_rests_on_the_body_and_has_to_be_told_by_it(
    context: Context, tmp_path: Path
) -> None:
    body = (DIED, ["aaaaaaaa"])
    assert values(context, tmp_path, story(body, title=DIED))["title_support"] == 1
    assert values(context, tmp_path, story(body, title="The Wend dam broke."))["title_support"] == 0
    assert values(context, tmp_path, story(body, title="The mill burned down."))["title_support"] == 0
    wrongly = story(("Three people died.", ["aaaaaaaa"]), title="Three people died.")
    assert values(context, tmp_path, wrongly)["title_support"] == 0
    assert values(context, tmp_path, story(body))["title_support"] is None


def test_a_quotation_stands_word_for_word_in_a_cited_source(context: Context, tmp_path: Path) -> None:
    true = ("“We heard a roar,” Otto Hale said.", ["aaaaaaaa"])
    false = ("“We heard a bang,” Otto Hale said.", ["aaaaaaaa"])
    assert values(context, tmp_path, story(true))["quote_fidelity"] == 1
    assert values(context, tmp_path, story(true, false))["quote_fidelity"] == 0.5


def test_the_lead_is_the_first_paragraph(context: Context, tmp_path: Path) -> None:
    told = story((DIED, ["aaaaaaaa"]))
    told["paragraphs"] = [*cited([(DIED, [])]), *cited([(BURNED, ["bbbbbbbb"])])]
    assert values(context, tmp_path, told)["lead_support"] == 0


def cited(*paragraphs: list[tuple[str, list[str]]]) -> list[list[dict[str, object]]]:
    return [[{"text": text, "citations": ids} for text, ids in some] for some in paragraphs]


@pytest.mark.parametrize(
    "text",
    [
        "Two people died in the lower town [aaaaaaaa11]. The old mill of Wend burned down [bbbbbbbb22].",
        "Two people died in the lower town [1]. The old mill of Wend burned down [2].",
        "Two people died in the lower town.[1] The old mill of Wend burned down.[2]",
    ],
    ids=["ids", "numbers", "behind the full stop"],
)
def test_text_with_ids_or_numbers_is_a_story(context: Context, tmp_path: Path, text: str) -> None:
    named = SOURCES if "aaaaaaaa" in text else [SOURCES[0] | {"id": "1"}, SOURCES[1] | {"id": "2"}]
    found = values(context, tmp_path, {"id": "flood", "text": text, "sources": named})
    assert found["citation_recall"] == found["citation_precision"] == 1


def test_a_number_that_names_no_source_is_invented(context: Context, tmp_path: Path) -> None:
    told = {"id": "flood", "text": "Two people died in the lower town [9].", "sources": SOURCES}
    found = values(context, tmp_path, told)
    assert found["invented_ids"] == 1
    assert found["uncited_share"] == found["citation_recall"] == 0


def test_people_and_the_judge_are_held_together(context: Context, tmp_path: Path) -> None:
    told = story((DIED, ["aaaaaaaa"]), ("Three people died in the lower town.", ["aaaaaaaa"]))
    for row, supported in zip(told["paragraphs"][0], (True, False), strict=True):  # type: ignore[index]
        row["supported"] = supported
    assert values(context, tmp_path, told)[BALANCE] == 1


def test_the_mean_is_of_stories_and_the_interval_draws_them(context: Context, tmp_path: Path) -> None:
    good = story((DIED, ["aaaaaaaa"]), (BURNED, ["bbbbbbbb"])) | {"id": "good"}
    bad = story((BURNED, ["aaaaaaaa"])) | {"id": "bad"}
    found = scores(context, tmp_path, good, bad).by_name["citation_recall"]
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
    assert found.parts == {"bad": (0.0, 1.0), "good": (1.0, 1.0)}
    assert found.scored == 3


def test_the_worst_cases_have_text_evidence_and_reason(context: Context, tmp_path: Path) -> None:
    case = scores(context, tmp_path, story(("Three people died in the lower town.", ["aaaaaaaa"]))).cases[0]
    assert case.text == "Three people died in the lower town. [aaaaaaaa]"
    assert "Two people died" in case.evidence
    assert "number" in case.why


# ---- bad input ---------------------------------------------------------------------------------------------

GOOD = story((DIED, ["aaaaaaaa"]))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{", "line 2: it is no JSON"),
        (b'{"id": "\xff"}', "line 2: it is not UTF-8"),
        ("[]", "line 2: "),
        ('{"id": "x"}', "line 2: sources: Field required"),
        (json.dumps({"id": "x", "sources": []}), "line 2: the row: give either paragraphs or text"),
        (json.dumps(GOOD | {"sources": [*SOURCES, SOURCES[0]]}), "line 2: the row: two sources have one id"),
        (
            json.dumps(GOOD | {"paragraphs": [[{"citations": []}]]}),
            "line 2: paragraphs.0.0.text: Field required",
        ),
    ],
    ids=["cut", "bytes", "list", "no sources", "nothing told", "one id twice", "no text"],
)
def test_a_bad_row_is_counted_and_named_by_its_line(
    context: Context, tmp_path: Path, row: str | bytes, told: str
) -> None:
    file = tmp_path / "faithfulness.jsonl"
    raw = row.encode() if isinstance(row, str) else row
    file.write_bytes(json.dumps(GOOD).encode() + b"\n" + raw + b"\n")
    suite = Faithfulness()
    found = suite.run(suite.read(Place(file, parse)), context)
    assert any(told in note for note in found.notes)
    recall = found.by_name["citation_recall"]
    assert (recall.value, recall.scored, sum(recall.unscored.values())) == (1, 1, 1)


@pytest.mark.parametrize("text", ["", "\n\n", "{\n[\n"], ids=["empty", "blank", "another format"])
def test_a_file_of_no_rows_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "faithfulness.jsonl"
    file.write_text(text)
    with pytest.raises(BadData, match=r"has no rows|line 1"):
        Faithfulness().read(Place(file, parse))


def test_a_folder_without_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"has no faithfulness\.jsonl"):
        Faithfulness().read(Place(tmp_path, parse))


def test_a_story_without_a_sentence_is_unscored_and_no_zero(context: Context, tmp_path: Path) -> None:
    empty = story(("…", ["aaaaaaaa"])) | {"id": "empty"}
    found = scores(context, tmp_path, empty)
    assert {one.value for one in found.measures if one.name != "invented_ids"} == {None}
    reasons = found.by_name["citation_recall"].unscored
    assert reasons["story without a sentence"] == 1
    both = scores(context, tmp_path, empty, GOOD).by_name["citation_recall"]
    assert (both.value, both.scored) == (1, 1)


def test_a_script_that_the_checker_does_not_read_is_unscored(context: Context, tmp_path: Path) -> None:
    told = story(("大坝在星期四决堤了", ["aaaaaaaa"]), (DIED, ["aaaaaaaa"]))
    recall = scores(context, tmp_path, told).by_name["citation_recall"]
    assert recall.value in {1, 0.5}
    assert recall.scored + recall.unscored.get("unchecked", 0) == 2


# ---- no trick raises a score -------------------------------------------------------------------------------

SENTENCES = st.sampled_from(
    [DIED, BURNED, "Three people died in the lower town.", "“We heard a roar,” Otto Hale said."]
)
CITED = st.lists(st.sampled_from(["aaaaaaaa", "bbbbbbbb", "dddddddd"]), max_size=3)
STORIES = st.lists(st.tuples(SENTENCES, CITED), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORIES, st.sampled_from([None, DIED, BURNED]))
def test_no_trick_raises_a_score_of_any_story(
    context: Context, tmp_path: Path, sentences: list[tuple[str, list[str]]], title: str | None
) -> None:
    file = tmp_path / "faithfulness.jsonl"
    file.write_text(json.dumps(story(*sentences, title=title)) + "\n", "utf-8")
    suite = Metamorphic()
    found = suite.run(suite.read(Place(file, parse)), context)
    assert found.cases == ()
    assert found.by_name["identical_rerun"].value == 1


def test_a_measure_with_a_hole_is_found(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share of invented ids falls when more is cited: as a score it would rise."""

    def holed(rated: Any, _bad: object) -> list[Measure]:
        cited = sum(len(one.cited) for one in rated[0].citing())
        return [Measure(name="right_ids", value=1 - rated[0].invented() / max(1, cited))]

    monkeypatch.setattr("evals.suites.metamorphic.measured", holed)
    file = tmp_path / "faithfulness.jsonl"
    file.write_text(json.dumps(story((DIED, ["aaaaaaaa", "dddddddd"]))) + "\n", "utf-8")
    suite = Metamorphic()
    found = suite.run(suite.read(Place(file, parse)), context)
    assert found.by_name["held.citations_stuffed"].value == 0
    assert {case.verdict for case in found.cases} >= {"citations_stuffed"}


# ---- our own data ------------------------------------------------------------------------------------------


def test_the_data_that_ships_is_as_its_schema_says_and_tells_good_from_bad(context: Context) -> None:
    suite = Faithfulness()
    for line in (DATA / "faithfulness.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)
    found = suite.run(suite.read(Place(DATA, parse)), context).by_name
    support = {story: top for story, (top, _) in found["claim_support"].parts.items()}
    bad = {"dangling", "stuffed", "stale"}
    assert max(support[one] for one in bad) < 0.5
    assert min(support[one] for one in support.keys() - bad) > 0.8
    assert found["invented_ids"].parts["dangling"][0] == 6
    assert found["citation_recall"].parts["stuffed"][0] > 0.8
    assert found["citation_economy"].parts["stuffed"][0] < 0.3


def test_kept_findings_change_nothing(context: Context, tmp_path: Path) -> None:
    kept = Context(context.settings, context.checker, Kept(tmp_path / "kept.jsonl"), context.progress)
    told = story((DIED, ["aaaaaaaa"]), (BURNED, ["aaaaaaaa", "bbbbbbbb"]))
    assert scores(kept, tmp_path, told) == scores(kept, tmp_path, told) == scores(context, tmp_path, told)
