"""The whole checker against people's labels."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from agents.checker.entailment import Entailment
from agents.newsroom import embedded_checker
from agents.settings import load
from evals import cascade
from evals.cascade import passed, reasons, table, verdicts
from evals.faithfulness import Labelled
from store.records import Label, Reason

FLOOD = (
    "The Wend dam broke on Thursday after nine days of rain. Two people died in the lower town. "
    "About 300 houses stood under water."
)
ROWS = [
    Labelled("town", "1", "Two people died in the lower town [2].", FLOOD, True),
    Labelled("town", "1", "About 400 houses stood under water.", FLOOD, False),
    Labelled("hall", "2", "The council sold its gravel pits to a brewery.", FLOOD, False),
    Labelled("hall", "2", "[3]", FLOOD, True),
]


def test_each_claim_is_checked_against_its_own_evidence_without_marks() -> None:
    found = verdicts(ROWS, embedded_checker(load()))
    assert [one and one.label for one in found] == [
        Label.SUPPORTED,
        Label.CONTRADICTED,
        Label.UNSUPPORTED,
        None,
    ]
    assert passed(found) == [1.0, 0.0, 0.0, 0.0]


def test_the_table_has_shares_of_each_set_and_their_means() -> None:
    found = verdicts(ROWS, embedded_checker(load()))
    lines = list(table(ROWS, found, Entailment()))
    town, hall, mean = (line.split() for line in lines[1:])
    assert hall[:4] == ["hall", "2", "100.0%", "0.0%"]
    assert town[:4] == ["town", "2", "0.0%", "0.0%"]
    assert mean[4:7] == ["4", "50.0%", "0.0%"]
    assert mean[-1] == "75.0"


def test_reasons_are_shares_of_the_claims_with_that_label() -> None:
    supported, other = reasons(ROWS, verdicts(ROWS, embedded_checker(load())))
    assert supported == "supported claims are stopped by: "
    assert f"{Reason.NUMBER} 50.0%" in other


def test_the_command_prints_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with gzip.open(tmp_path / "dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        for row in ROWS:
            lines.write(
                json.dumps(
                    {
                        "dataset": row.dataset,
                        "source_doc_id": row.origin,
                        "claim": row.claim,
                        "evidence": row.evidence,
                        "label": int(row.supported),
                    }
                )
                + "\n"
            )
    monkeypatch.setattr(sys, "argv", ["evals.cascade", "--data", str(tmp_path), "--limit", "2"])
    cascade.main()
    printed = capsys.readouterr().out
    assert "mean over the sets" in printed
    assert printed.count("claims are stopped by") == 2
