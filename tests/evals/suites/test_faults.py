"""The suite of planted faults: kinds, and what is let through or wrongly stopped."""

import json
from pathlib import Path

import jsonschema
import pytest

from agents.settings import load
from evals.context import Context
from evals.planted import FAULTS
from evals.suites import DATA, Place
from evals.suites.faults import FaultSuite
from service.evaluated import parse

TEXT = (
    "At least 1,487 people left Wend on Tuesday, March 4, 2025, Otto Hale said. "
    "The dam may have cost $40 million, 12% of the budget, and the wall was damaged by the barge. "
    "“We will not rebuild the old wall,” Otto Hale told the council. Ada Orme accused Piet Varr of neglect."
)
OTHER = "Gulls sang over Port Ellery on Friday, and nobody heard the foghorn of the old mill."


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def test_faults_are_stopped_and_sentences_as_they_stand_are_not(context: Context, tmp_path: Path) -> None:
    rows = [
        {"id": "flood", "text": TEXT, "published": "2025-03-05T00:00:00Z"},
        {"id": "gulls", "text": OTHER},
    ]
    (tmp_path / "sources.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    suite = FaultSuite()
    found = suite.run(suite.read(Place(tmp_path, parse, 3)), context).by_name
    assert found["let_through.number_value"].value == 0
    assert found["let_through.invented_id"].value == 0
    assert found["let_through.uncited"].value == 0
    assert found["wrongly_stopped.verbatim"].value == 0
    assert found["wrongly_stopped.verbatim"].scored == 3
    kinds = {name for name in found if name.startswith("let_through.")}
    assert 10 < len(kinds) <= len(FAULTS)
    assert found["let_through"].scored == sum(found[name].scored for name in kinds)
    assert found["let_through"].better == "lower"


def test_the_data_that_ships_is_as_its_schema_says() -> None:
    suite = FaultSuite()
    rows, _ = suite.read(Place(DATA, parse))
    assert rows.bad == ()
    for line in (DATA / "faults.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)
