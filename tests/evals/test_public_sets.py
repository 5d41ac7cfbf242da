"""Public sets as they are published, in rows of ours, and files that are none of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.rows import Rows
from evals.running import read_all
from evals.suites import Place
from evals.suites.checker import CheckerSuite, LabelledRow
from evals.suites.faithfulness import Faithfulness, Stories
from service.evaluated import parse
from store.errors import BadData

FLOOD = "The Wend dam broke on Thursday after nine days of rain. Two people died in the lower town."
TRUE, FALSE = "Two people died in the lower town.", "Three people died in the lower town."


def claims(file: Path, told: object, format_: str = "") -> Rows[LabelledRow]:
    text = told if isinstance(told, str) else json.dumps(told, indent=1)
    file.write_text(text, "utf-8")
    return CheckerSuite().read(Place(file, parse, format=format_))


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def labels(rows: Rows[LabelledRow]) -> list[tuple[str, int, str]]:
    return [(row.claim, row.label, row.dataset) for row in rows.rows]


def test_wice_is_supported_only_as_a_whole(tmp_path: Path) -> None:
    rows = [
        {"label": label, "claim": TRUE, "evidence": FLOOD.split(". "), "supporting_sentences": [[0]]}
        for label in ("supported", "partially_supported", "not_supported")
    ]
    read = claims(tmp_path / "dev.jsonl", lines(*rows))
    assert labels(read) == [(TRUE, 1, "wice"), (TRUE, 0, "wice"), (TRUE, 0, "wice")]
    assert read.rows[0].evidence == FLOOD.replace(". Two", "\nTwo")


def test_summedits_is_a_list_of_one_domain(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "doc": FLOOD, "summary": claim, "label": label}
        for claim, label in ((TRUE, 1), (FALSE, 0))
    ]
    read = claims(tmp_path / "summedits_town.json", rows)
    assert labels(read) == [(TRUE, 1, "summedits_town"), (FALSE, 0, "summedits_town")]


def test_faithbench_is_what_its_worst_annotation_says(tmp_path: Path) -> None:
    kinds = [[], [["Benign"]], [["Benign"], ["Questionable"]], [["Unwanted", "Unwanted.Intrinsic"]]]
    samples = [
        {"source": FLOOD, "summary": TRUE, "annotations": [{"label": one} for one in some]} for some in kinds
    ]
    read = claims(tmp_path / "batch_1.json", {"samples": samples})
    assert [row.label for row in read.rows] == [1, 1, 0, 0]


def ragtruth(folder: Path, *responses: dict[str, Any]) -> Rows[LabelledRow]:
    sources = [
        {"source_id": "1", "task_type": "Summary", "source_info": FLOOD},
        {"source_id": "2", "task_type": "QA", "source_info": {"question": "?", "passages": FLOOD}},
        {"source_id": "3", "task_type": "Data2txt", "source_info": {"name": "Dam"}},
    ]
    (folder / "source_info.jsonl").write_text(lines(*sources))
    common: dict[str, Any] = {"source_id": "1", "labels": [], "quality": "good"}
    whole = [common | one for one in responses]
    return claims(folder / "response.jsonl", lines(*whole))


def test_ragtruth_is_read_by_sentence_and_span(tmp_path: Path) -> None:
    span = {"start": 0, "end": 5, "text": "Three", "label_type": "Evident Conflict"}
    read = ragtruth(
        tmp_path,
        {"response": f"{FALSE} {TRUE}", "labels": [span]},
        {"response": TRUE, "source_id": "2"},
        {"response": TRUE, "source_id": "3"},
        {"response": "I cannot tell.", "quality": "incorrect_refusal"},
        {"response": TRUE, "source_id": "9"},
    )
    assert labels(read) == [
        (FALSE, 0, "ragtruth_summary"),
        (TRUE, 1, "ragtruth_summary"),
        (TRUE, 1, "ragtruth_qa"),
    ]
    assert set(read.unscored) == {
        "source that is a table",
        "answer of quality incorrect_refusal",
        "bad row: a source that is not in source_info.jsonl.",
    }
    assert [one.partition(":")[0] for one in read.bad] == ["response.jsonl line 5"]


def test_every_file_of_ragtruth_is_digested(tmp_path: Path) -> None:
    ragtruth(tmp_path, {"response": TRUE})
    place = Place(tmp_path / "response.jsonl", parse)
    (first,) = read_all([CheckerSuite()], place, parse, None)
    assert list(first.used.beside) == ["source_info.jsonl"]
    beside = tmp_path / "source_info.jsonl"
    beside.write_text(beside.read_text() + "\n")
    (second,) = read_all([CheckerSuite()], place, parse, None)
    assert (second.used.digest, second.used == first.used) == (first.used.digest, False)


def test_ragtruth_without_its_sources_is_an_error(tmp_path: Path) -> None:
    row: dict[str, Any] = {"source_id": "1", "labels": [], "response": TRUE}
    with pytest.raises(BadData, match="source_info"):
        claims(tmp_path / "response.jsonl", lines(row))


@pytest.mark.parametrize(
    ("told", "format_"),
    [("[]", "summedits"), ("{}", "faithbench"), ("nothing", "wice"), ("[1, 2]", ""), ("{}", "nobody's")],
    ids=["no entry", "no samples", "no JSON", "numbers", "no format"],
)
def test_what_is_none_of_them_is_an_error(tmp_path: Path, told: str, format_: str) -> None:
    with pytest.raises(BadData, match=r"has no rows|is no|line 1|no JSON list|no format"):
        claims(tmp_path / "claims.json", told, format_)


def test_an_entry_that_is_none_is_counted(tmp_path: Path) -> None:
    rows = [{"doc": FLOOD, "summary": TRUE, "label": 1}, {"doc": FLOOD, "summary": FALSE, "label": 0}, 7]
    read = claims(tmp_path / "summedits_town.json", rows)
    assert len(read.rows) == 2
    assert [one.partition(":")[0] for one in read.bad] == ["summedits_town.json entry 3"]


# ---- ALCE --------------------------------------------------------------------------------------------------

ALCE: dict[str, Any] = {
    "args": {"model": "x"},
    "data": [
        {
            "question": "What happened?",
            "output": f" {TRUE[:-1]} [1][2]. The dam broke [9].\nAnd more [1].",
            "docs": [{"title": "Flood", "text": FLOOD}, {"title": "Mill", "text": "The mill burned."}],
        }
    ],
}


@pytest.mark.parametrize("told", [ALCE, ALCE["data"]], ids=["with settings", "list"])
def test_outputs_of_alce_are_stories_of_their_first_line(tmp_path: Path, told: object) -> None:
    (tmp_path / "asqa.json").write_text(json.dumps(told))
    (story,) = Faithfulness().read(Place(tmp_path / "asqa.json", parse)).stories
    assert [(one.text, one.citations) for one in story.body] == [
        (TRUE, ("1", "2")),
        ("The dam broke.", ("9",)),
    ]
    first = story.source("1")
    assert first is not None
    assert first.text == f"Flood\n\n{FLOOD}"
    assert story.source("9") is None


def alce(file: Path, **entry: object) -> Stories:
    known: dict[str, Any] = {"question": "Which mills burned?", "output": "", "docs": []}
    file.write_text(json.dumps({"args": {}, "data": [known | entry, ALCE["data"][0]]}))
    return Faithfulness().read(Place(file, parse))


def test_a_passage_of_alce_is_what_the_system_was_shown_of_it(tmp_path: Path) -> None:
    docs = [{"title": "Flood", "text": FLOOD, "sent": TRUE}]
    source = alce(tmp_path / "asqa.json", output=f"{TRUE[:-1]} [1].", docs=docs).stories[0].source("1")
    assert source is not None
    assert source.text == f"Flood\n\n{TRUE}"


def test_several_outputs_of_one_question_are_counted_and_are_no_story(tmp_path: Path) -> None:
    read = alce(tmp_path / "asqa.json", output=["One.", "Two."])
    assert [one.id for one in read.stories] == ["2"]
    assert [one.partition(":")[0] for one in read.rows.bad] == ["asqa.json entry 1"]


def test_a_list_of_qampari_is_told_part_by_part_behind_its_question(tmp_path: Path) -> None:
    docs = [{"title": "Mills", "text": "The mill of Orme burned."}] * 2
    read = alce(tmp_path / "qampari-x.json", output="Orme [1][2], Wend [2], Velm.", docs=docs)
    assert [(one.text, one.citations) for one in read.stories[0].body] == [
        ("Which mills burned? Orme", ("1", "2")),
        ("Which mills burned? Wend", ("2",)),
        ("Which mills burned? Velm", ()),
    ]


@pytest.mark.parametrize("format_", ["alce", "nobody's"])
def test_what_is_no_output_of_alce_is_an_error(tmp_path: Path, format_: str) -> None:
    (tmp_path / "asqa.json").write_text('{"data": [{"output": "x"}]}')
    with pytest.raises(BadData, match=r"no output|no format"):
        Faithfulness().read(Place(tmp_path / "asqa.json", parse, format=format_))
