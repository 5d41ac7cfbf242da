"""A language model that grades beside the checker: over a real client, held to people first."""

import json
import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from agents.settings import Settings, load
from evals.context import Context
from evals.scores import Scores
from evals.suites import DATA, Place, Suite
from evals.suites.checker import CheckerSuite
from evals.suites.faithfulness import Faithfulness
from evals.suites.graded import FAILED, SHIPPED, SWAPPED
from service.evaluated import parse
from store.errors import BadSettings
from tests.agents.model.server import KEY, Server, running, saying

FLOOD = "The Wend dam broke on Thursday. Two people died in the lower town."
DIED, SOLD = "Two people died in the lower town.", "The council sold its gravel pits."
_PART = re.compile(r"(Claim|Text) (\d+):\n<<<untrusted (\d+)\n(.*?)\nuntrusted \3>>>", re.DOTALL)

Grading = Callable[[str, str, bool], str]
"""Label of a claim and its text; whether the claim came first."""


@pytest.fixture
def server() -> Generator[Server]:
    with running() as one:
        yield one


def grading(label: Grading) -> Callable[[dict[str, Any]], Any]:
    """A server that labels each pair so, with the first words of the text for a quote."""

    def way(asked: dict[str, Any]) -> Any:
        parts = _PART.findall("\n".join(str(one["content"]) for one in asked["messages"]))
        texts = {(kind, int(number)): text for kind, number, _, text in parts}
        first = parts[0][0] == "Claim"
        answers = [
            {
                "n": n,
                "label": label(claim, texts["Text", n], first),
                "quote": " ".join(texts["Text", n].split()[:3]),
            }
            for (kind, n), claim in texts.items()
            if kind == "Claim"
        ]
        return saying(json.dumps({"answers": answers}))(asked)

    return way


def line(text: str) -> str:
    return " ".join(text.split())


def labels_of_people() -> dict[tuple[str, str], bool]:
    rows = map(json.loads, SHIPPED.read_text("utf-8").splitlines())
    return {
        (" ".join(row["claim"].split()), " ".join(row["evidence"].split())): row["label"] == 1 for row in rows
    }


def knowing(claim: str, text: str, first: bool) -> str:  # noqa: ARG001
    """People's word on the set that ships; elsewhere whether the claim stands there."""
    known = labels_of_people().get((line(claim), line(text)))
    return "supported" if (claim in text if known is None else known) else "unsupported"


def yes(claim: str, text: str, first: bool) -> str:  # noqa: ARG001
    return "supported"


def perhaps(claim: str, text: str, first: bool) -> str:  # noqa: ARG001
    return "perhaps"


def settings(server: Server, home: Path, **more: object) -> Settings:
    return load(home=home, model_url=server.url, openai_api_key=KEY, grader_model="openai:large", **more)


def scores(suite: Suite[Any], settings: Settings, folder: Path, *rows: object) -> Scores:
    file = folder / suite.files[0]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    context = Context.of_production(settings, lambda _done, _whole: None)
    return suite.run(suite.read(Place(file, parse)), context)


CLAIMS = [
    {"claim": DIED, "evidence": FLOOD, "label": 1},
    {"claim": SOLD, "evidence": FLOOD, "label": 0},
]


def test_its_agreement_with_people_is_told_first(server: Server, tmp_path: Path) -> None:
    server.habit = grading(knowing)
    found = scores(CheckerSuite(), settings(server, tmp_path), tmp_path, *CLAIMS)
    first = found.measures[0]
    assert (first.name, first.value, first.scored) == ("grader_shipped_agreement", 1, 40)
    assert found.by_name["grader_shipped_order_held"].value == 1
    assert found.by_name["grader_balanced_accuracy"].value == 1
    assert found.by_name["grader_checker_agreement"].value == 1
    assert "openai:large" in found.judge


def test_a_grader_that_always_says_yes_is_no_better_than_chance(server: Server, tmp_path: Path) -> None:
    server.habit = grading(yes)
    found = scores(CheckerSuite(), settings(server, tmp_path), tmp_path, *CLAIMS).by_name
    assert found["grader_shipped_agreement"].value == 0.5
    assert found["grader_balanced_accuracy"].value == 0.5
    assert found["grader_checker_agreement"].value == 0.5


def test_what_hangs_on_the_order_is_unscored(server: Server, tmp_path: Path) -> None:
    server.habit = grading(lambda _claim, _text, first: "supported" if first else "unsupported")
    found = scores(CheckerSuite(), settings(server, tmp_path), tmp_path, *CLAIMS).by_name
    assert found["grader_shipped_order_held"].value == 0
    assert found["grader_shipped_agreement"].value is None
    assert found["grader_shipped_agreement"].unscored == {SWAPPED: 40}
    assert found["balanced_accuracy"].value is not None


def test_what_it_cannot_answer_is_no_grade(server: Server, tmp_path: Path) -> None:
    server.habit = grading(perhaps)
    found = scores(CheckerSuite(), settings(server, tmp_path), tmp_path, *CLAIMS).by_name
    assert found["grader_checker_agreement"].unscored == {FAILED: 2}


def story(*sentences: tuple[str, list[str], bool | None]) -> dict[str, object]:
    told = [{"text": text, "citations": cited, "supported": people} for text, cited, people in sentences]
    return {"id": "flood", "paragraphs": [told], "sources": [{"id": "aaaaaaaa11", "text": FLOOD}]}


def test_stories_are_graded_beside_the_checker(server: Server, tmp_path: Path) -> None:
    server.habit = grading(knowing)
    told = story(
        (DIED, ["aaaaaaaa"], True), (SOLD, ["aaaaaaaa"], False), (SOLD + " Yes.", ["ffffffff"], None)
    )
    found = scores(Faithfulness(), settings(server, tmp_path), tmp_path, told)
    of = found.by_name
    assert found.measures[0].name == "grader_shipped_agreement"
    assert of["graded_citation_recall"].value == pytest.approx(1 / 3)
    assert of["grader_checker_agreement"].value == 1
    assert of["grader_people_agreement"].value == 1


def test_no_model_is_asked_of_what_cites_nothing(server: Server, tmp_path: Path) -> None:
    server.habit = grading(knowing)
    told = story((DIED, [], None), (SOLD, ["ffffffff"], None))
    found = scores(Faithfulness(), settings(server, tmp_path), tmp_path, told).by_name
    asked = "\n".join(str(one["messages"]) for one in server.asked)
    assert SOLD not in asked
    assert found["graded_citation_recall"].value == 0


@pytest.mark.parametrize("suite", [CheckerSuite(), Faithfulness()], ids=["checker", "faithfulness"])
def test_the_checkers_model_grades_nothing(server: Server, tmp_path: Path, suite: Suite[Any]) -> None:
    same = settings(server, tmp_path, checker_model="openai:large")
    rows = (DATA / suite.files[0]).read_text("utf-8").splitlines()[:1]
    with pytest.raises(BadSettings, match="cannot grade"):
        scores(suite, same, tmp_path, *map(json.loads, rows))
    assert not server.asked


def test_without_a_grader_nothing_is_added(tmp_path: Path) -> None:
    found = scores(CheckerSuite(), load(home=tmp_path), tmp_path, *CLAIMS).by_name
    assert not [name for name in found if name.startswith("grade")]
