"""A run as a page, as JUnit XML and as Markdown: all of it is there, and text of others is text."""

import base64
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import etree as untyped  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

from agents.settings import load
from evals.costs import Named
from evals.gates import Gate, compared, passed
from evals.runs import DataUsed, Ran, Run
from evals.scores import Case, Measure, Picture, Scores, bars, plain
from service.render.measured import render_run
from service.render.outcome import render_junit, render_summary
from service.render.pictures import image
from tests.service.render.test_html import ATTACKS, Page, skeleton

etree: Any = cast("Any", untyped)
SUITE = "faithfulness"


def share(name: str, *values: float, unscored: dict[str, int] | None = None) -> Measure:
    parts = {str(place): (value, 1.0) for place, value in enumerate(values)}
    return Measure.of(name, parts, len(values), unscored or {})


def a_run(*measures: Measure, **more: object) -> Run:
    known = {"suite": SUITE, "judge": "grounding", "measures": measures}
    scores = Scores.model_validate(known | more)
    ran = Ran(scores=scores, data=DataUsed(name="stories.jsonl", digest="d" * 64), seconds=1.5)
    return Run.of(load(), "grounding", datetime(2025, 3, 4, tzinfo=UTC), [ran])


RECALL = share("recall", 1, 0.5, 0, unscored={"unchecked": 2})
CASE = Case(where="flood", text="Three died.", evidence="Two died.", verdict="unsupported", why="number: 3")


def drawn(address: str) -> Any:
    head, _, data = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return etree.fromstring(base64.b64decode(data))


def test_the_page_has_figures_pictures_and_cases() -> None:
    picture = bars("By story", {"support": {"flood": share("flood", 0.5)}})
    html = render_run(a_run(RECALL, cases=(CASE,), pictures=(picture,), notes=("It marks its own work.",)))
    shown = Page(html).shown()
    for told in (
        "recall ↑",
        "0.500",
        "2 unchecked",
        "It marks its own work.",
        "Three died.",
        "Two died.",
        "number: 3",
    ):
        assert told in shown
    assert html.count("<img ") == 1
    assert "d" * 64 in shown


def test_what_could_not_be_scored_is_no_number() -> None:
    assert "rank ↑</th><td>–</td><td></td><td>0</td>" in render_run(a_run(plain("rank", float("nan"), 0)))


def test_the_page_says_how_far_it_is_from_an_earlier_run() -> None:
    before, after = a_run(share("recall", 0, 0.2, 0.4)), a_run(share("recall", 0.5, 0.7, 0.9))
    html = render_run(after, list(compared(before, after)))
    assert "<td>0.500 *</td><td>0.500 to 0.500</td>" in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_more_than_text(attack: str) -> None:
    def page(text: str) -> str:
        case = Case(where=text, text=text, evidence=text, verdict=text, why=text)
        measure = share("recall", 1, unscored={text: 1})
        return render_run(a_run(measure, cases=(case,), notes=(text,)))

    assert skeleton(Page(page(attack))) == skeleton(Page(page("plain")))


def test_the_page_asks_nobody_for_anything() -> None:
    picture = Picture(title="Told", points=((0.1, 0.2), (0.9, 0.8)))
    html = render_run(a_run(RECALL, pictures=(picture,)))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert not re.search(r'(?:src|href)="(?!data:image/svg|#)', html)
    assert "<script" not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_pictures_hold_no_script_and_look_the_same_each_time(attack: str) -> None:
    picture = Picture(title=attack, labels=(attack, "other"), bars={attack: (0.5, None), "more": (1.0, 0.0)})
    tree = drawn(image(picture))
    assert not tree.findall(".//{*}script")
    addresses = re.findall(
        r"https?://[^\"'\s<>]+", etree.tostring(tree, encoding="unicode").replace(attack, "")
    )
    assert {one for one in addresses if "w3.org" not in one} == set()
    assert image(picture) == image(picture)


def test_bars_stand_in_the_order_of_their_labels() -> None:
    picture = Picture(title="By story", labels=("first", "second"), bars={"support": (1.0, 0.25)})
    texts = [(one.text or "").strip() for one in drawn(image(picture)).iter("{*}text")]
    heights = {text: place for place, text in enumerate(texts) if text in {"first", "second"}}
    ys = {
        (one.text or "").strip(): float(one.get("y"))
        for one in drawn(image(picture)).iter("{*}text")
        if (one.text or "").strip() in heights
    }
    assert ys["first"] < ys["second"]


def texts(picture: Picture) -> list[str]:
    return [(one.text or "").strip() for one in drawn(image(picture)).iter("{*}text")]


def test_versions_stand_from_left_to_right_and_few_of_many_are_named() -> None:
    values: dict[str, tuple[float | None, ...]] = {
        "support": (0.5, None, 1.0),
        "recall": (0.25, 0.5, 0.75),
    }
    picture = Picture(title="Versions", labels=("v0.1", "v0.2", "v0.10"), bars=values, follow=True)
    named = [one for one in texts(picture) if one.startswith("v0")]
    assert named == ["v0.1", "v0.2", "v0.10"]
    assert {"support", "recall"} <= set(texts(picture))
    many = tuple(f"v0.{number}" for number in range(100))
    shown = texts(Picture(title="Many", labels=many, bars={"support": (0.5,) * 100}, follow=True))
    assert 5 < len([one for one in shown if one.startswith("v0")]) < 20


@pytest.mark.parametrize("name", ["this run", *ATTACKS[:3]])
def test_clouds_have_their_names_and_axes(name: str) -> None:
    clouds = {name: ((0.0, 0.5),), "other": ((2000.0, 0.75), (0.0, 1.0))}
    picture = Picture(title="Cost", clouds=clouds, across="tokens", up="support")
    assert {"other", "tokens", "support"} <= set(texts(picture))
    assert len(drawn(image(picture)).findall(".//{*}circle")) == 3
    assert image(picture) == image(picture)


def test_a_run_is_drawn_beside_earlier_ones() -> None:
    recall = share("claim_support", 1, 0.5)
    cost = share("tokens_per_story", 1, 1)
    before, after = a_run(recall, cost), a_run(recall, cost)
    after = after.model_copy(update={"begun": datetime(2025, 3, 5, tzinfo=UTC)})
    html = render_run(after, earlier=[Named("before", before)])
    assert html.count("<img ") == 1
    assert "Cost against quality, by run" in html


GATES = ("faithfulness.recall>=0.5", "faithfulness.recall>=0.9")


def test_junit_has_a_case_for_each_gate_and_fails_those_that_do_not_hold() -> None:
    run = a_run(RECALL)
    root = etree.fromstring(render_junit(run, [passed(Gate.parse(one), run) for one in GATES]))
    (suite,) = root.findall("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    failed = [case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None]
    assert failed == ["faithfulness.recall>=0.9"]
    assert {one.get("name"): one.get("value") for one in suite.iter("property")} == {"recall": "0.500"}


def test_the_summary_has_gates_figures_and_differences() -> None:
    before, run = a_run(share("recall", 0, 0.2, 0.4)), a_run(share("recall", 0.5, 0.7, 0.9))
    text = render_summary(run, list(compared(before, run)), [passed(Gate.parse(GATES[1]), run)])
    assert "| `faithfulness.recall>=0.9` | 0.700 | **no** |" in text
    assert r"+0.500 (0.500 to 0.500) \*" in text
    assert "| `a\\|b` |" in render_summary(a_run(share("a|b", 1)), [], [])


def test_the_command_writes_all_of_them(tmp_path: Path) -> None:
    from tests.commands import call
    from tests.service.test_evaluating import GOOD, write

    data = write(tmp_path / "stories.jsonl", good=[GOOD])
    (tmp_path / "summary.md").write_text("before\n")
    files = ("--junit", tmp_path / "junit.xml", "--summary", tmp_path / "summary.md")
    gate = ("--gate", "faithfulness.claim_support>=1")
    done = call("eval", "faithfulness", "--data", data, "--out", tmp_path / "out", *files, *gate)
    assert done.code == 0
    assert "What was measured" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert 'failures="0"' in (tmp_path / "junit.xml").read_text("utf-8")
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("before\n| gate |")


def test_pictures_leave_other_imports_alone() -> None:
    image(Picture(title="Told", points=((0.5, 0.5),)))
    assert [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")] == []


def test_names_that_xml_cannot_hold_are_shown_otherwise() -> None:
    run = a_run(share("recall.\x00\x1b", 1))
    assert etree.fromstring(render_junit(run, [])).find(".//property").get("name") == "recall.\ufffd\ufffd"
