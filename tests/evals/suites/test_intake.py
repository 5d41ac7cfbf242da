"""The suite of intake: pages, dates and copies that a reader can follow, public forms, and bad rows."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import jsonschema
import pytest

from agents.settings import load
from evals.context import Context
from evals.scores import Scores
from evals.suites import DATA, Place
from evals.suites.intake import Intake
from service.evaluated import parse
from store.errors import BadData
from tests.reports import OTHER, REPORT, without

TEXT = (
    "The ferry between Port Ellery and Saltmere will sail again on Monday, the Roads Directorate said. "
    "It will take 120 passengers and no cars. The first boat leaves at six in the morning."
)
TIMES = "The ferry sailed on Thursday. It sailed now and then over the past six months."


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def page(**more: object) -> dict[str, object]:
    meta = '<meta property="article:published_time" content="2025-03-07T08:00:00Z">'
    html = f"<html><head><title>Ferry back</title>{meta}</head><body><article><h1>Ferry back</h1>"
    html += "".join(f"<p>{one}.</p>" for one in TEXT.rstrip(".").split(". ")) + "</article></body></html>"
    return {"kind": "page", "id": "ferry", "html": html} | more


def dates(*expressions: tuple[str, str]) -> dict[str, object]:
    rows = [{"text": text, "value": value} for text, value in expressions]
    return {"kind": "dates", "id": "times", "text": TIMES, "published": "2025-03-03", "expressions": rows}


def copies(text: str, other: str, copy: bool) -> dict[str, object]:
    return {"kind": "copies", "id": "two", "text": text, "other": other, "copy": copy}


def scores(context: Context, folder: Path, *rows: object) -> Scores:
    file = folder / "intake.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    suite = Intake()
    return suite.run(suite.read(Place(file, parse)), context)


def values(context: Context, folder: Path, *rows: object) -> dict[str, float | None]:
    return {one.name: one.value for one in scores(context, folder, *rows).measures}


def test_a_page_that_is_read_as_noted_has_full_marks(context: Context, tmp_path: Path) -> None:
    row = page(text=TEXT, title="Ferry back", has=["no cars"], has_not=["Subscribe"], published="2025-03-07")
    found = values(context, tmp_path, row)
    assert found == {
        "text_f1": 1,
        "text_precision": 1,
        "text_recall": 1,
        "title_right": 1,
        "strings_precision": 1,
        "strings_recall": 1,
        "date_right": 1,
        "date_wrong": 0,
        "refused": 0,
    }


def test_what_is_read_otherwise_is_counted_and_shown(context: Context, tmp_path: Path) -> None:
    row = page(text=f"{TEXT} {TEXT}", title="Boats", has=["no cars", "no dogs"], published="2025-03-10")
    found = scores(context, tmp_path, row)
    value = {one.name: one.value for one in found.measures}
    assert (value["text_recall"], value["text_precision"]) == (0.5, 1)
    assert value["text_f1"] == pytest.approx(2 / 3)
    assert (value["title_right"], value["strings_recall"]) == (0, 0.5)
    assert (value["date_right"], value["date_wrong"]) == (0, 1)
    assert [one.verdict for one in found.cases] == ["date wrong"]


def test_a_page_that_is_refused_is_told(context: Context, tmp_path: Path) -> None:
    row = {"kind": "page", "id": "empty", "html": "<html></html>", "text": TEXT}
    found = values(context, tmp_path, row)
    assert (found["refused"], found["text_f1"]) == (1, 0)


def test_dates_are_right_by_their_whole_value(context: Context, tmp_path: Path) -> None:
    right = dates(("Thursday", "2025-02-27"), ("the past six months", "P6M"), ("now", "2025-03-03"))
    found = values(context, tmp_path, right)
    assert found["timex_right"] == pytest.approx(2 / 3)
    assert found["timex_right_of_found"] == 1
    assert values(context, tmp_path, dates(("Thursday", "2025-02-20")))["timex_right_of_found"] == 0


def test_copies_are_found_and_strangers_are_none(context: Context, tmp_path: Path) -> None:
    rows = [copies(REPORT, without(5), True), copies(REPORT, REPORT, True), copies(REPORT, OTHER, False)]
    found = values(context, tmp_path, *rows)
    assert (found["copies_found"], found["strangers_linked"]) == (1, 0)
    wrong = scores(context, tmp_path, copies(REPORT, without(5), False), copies(REPORT, OTHER, True))
    assert {one.verdict for one in wrong.cases} == {"linked", "not linked"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kind": "pages", "id": "x"}, "kind"),
        ({"kind": "page", "id": "x", "html": "<p>"}, "a page has html, and text"),
        (page(published="soon"), "published"),
        (dates(("Friday", "2025-02-28")), "an expression is not in the text"),
        (dates(), "dates have a text"),
        ({"kind": "copies", "id": "x", "text": "a", "other": "b"}, "copies have a text"),
    ],
    ids=["kind", "nothing known", "no date", "not there", "no expression", "no label"],
)
def test_a_row_that_is_none_is_counted_with_its_line(
    context: Context, tmp_path: Path, row: object, told: str
) -> None:
    found = scores(context, tmp_path, page(text=TEXT), row)
    assert any("line 2" in note and told in note for note in found.notes)
    assert sum(found.by_name["text_f1"].unscored.values()) == 1


# ---- public sets -------------------------------------------------------------------------------------------


def packed(file: Path, **members: bytes) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for name, raw in members.items():
            member = tarfile.TarInfo(name.replace("__", "/").replace("_dot_", "."))
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return file


def test_pages_with_strings_are_read_as_published(context: Context, tmp_path: Path) -> None:
    entry = {"file": "ferry.html", "title": "Ferry back", "with": ["no cars"], "without": ["Subscribe"]}
    known = json.dumps({"https://velm.example/": entry}).encode()
    html = str(page()["html"]).encode()
    file = packed(tmp_path / "pages_trafilatura.tar.gz", evaldata_dot_json=known, cache__ferry_dot_html=html)
    suite = Intake()
    found = suite.run(suite.read(Place(file, parse)), context).by_name
    assert (found["strings_recall"].value, found["strings_precision"].value) == (1, 1)
    assert "text_f1" not in found


def test_time_expressions_are_read_as_published(context: Context, tmp_path: Path) -> None:
    timex = [
        {"start": 20, "text": "Thursday", "type": "DATE", "value": "2025-02-27"},
        {"start": 40, "text": "now", "type": "DATE", "value": "PRESENT_REF"},
    ]
    row = {"text": TIMES, "dct": "2025-03-03", "timex": timex}
    (tmp_path / "timex.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    suite = Intake()
    found = suite.run(suite.read(Place(tmp_path / "timex.jsonl.gz", parse)), context).by_name["timex_right"]
    assert (found.value, found.scored, sum(found.unscored.values())) == (1, 1, 1)


def test_pairs_are_read_with_the_texts_beside_them(context: Context, tmp_path: Path) -> None:
    texts = {"a": REPORT, "b": without(5), "c": OTHER, "d": TEXT}
    (tmp_path / "timeline17").mkdir()
    with gzip.open(tmp_path / "timeline17" / "velm.jsonl.gz", "wt", encoding="utf-8") as out:
        for day, (name, text) in enumerate(texts.items(), 1):
            row = {"id": name, "published": f"2031-03-{day:02}", "sentences": text.split(". ")}
            out.write(json.dumps(row) + "\n")
    pairs = [
        {"a": "a", "b": "b", "class_by_jaccard": "near"},
        {"a": "a", "b": "z", "class_by_jaccard": "near"},
    ]
    with gzip.open(tmp_path / "near_duplicates.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(one) + "\n" for one in pairs)
    suite = Intake()
    found = suite.run(suite.read(Place(tmp_path / "near_duplicates.jsonl.gz", parse)), context).by_name
    assert (found["copies_found.near"].value, found["copies_found.near"].scored) == (1, 1)
    assert (found["strangers_linked"].value, found["strangers_linked"].scored) == (0, 1)


@pytest.mark.parametrize(
    "name", ["pages_other.tar.gz", "pages_fundus.tar.gz", "timex.jsonl.gz", "near_duplicates.jsonl.gz"]
)
def test_a_public_set_that_is_broken_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    (tmp_path / "timeline17").mkdir()
    with pytest.raises(BadData, match=name.partition(".")[0]):
        Intake().read(Place(tmp_path / name, parse))


def test_the_data_that_ships_is_as_its_schema_says() -> None:
    suite = Intake()
    read = suite.read(Place(DATA, parse))
    assert read.bad == ()
    assert len(read.items) == 49
    for line in (DATA / "intake.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)
