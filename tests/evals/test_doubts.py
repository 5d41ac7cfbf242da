"""What scripted models can add to the checker, and spoil."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from agents.checker.doubts import HIGH, LOW
from evals import doubts
from evals.doubts import bounds, ends, judged
from evals.faithfulness import Labelled
from evals.texts import source
from store.records import Claim, Finding, Label, Reason, Span, Verdict

FLOOD = "The Wend dam broke on Thursday after nine days of rain. Two people died in the lower town."
CITED = source([FLOOD])
KILLED = "Two people were killed in the lower town when the dam broke."
SOLD = "The council of Wend sold the dam to a brewery after nine days of talks."
NUMBER = "Three people died in the lower town."


def claim(text: str) -> Claim:
    return Claim(text=text, citations=(CITED.id,))


def verdict(text: str, score: float, *reasons: Reason) -> Verdict:
    span = Span(source_id=CITED.id, start=0, end=len(FLOOD), text=FLOOD)
    return Verdict(
        claim_id=claim(text).id,
        label=Label.UNSUPPORTED if reasons else Label.SUPPORTED,
        score=score,
        reasons=tuple(Finding(reason=one, detail="by hand") for one in reasons),
        spans=(span,),
    )


ROWS = [
    Labelled("town", "1", KILLED, FLOOD, True),
    Labelled("town", "1", SOLD, FLOOD, False),
    Labelled("town", "1", NUMBER, FLOOD, False),
    Labelled("town", "1", "Two people died in the lower town.", FLOOD, True),
]
FOUND = [
    verdict(KILLED, 0.45, Reason.NOT_ENTAILED),
    verdict(SOLD, 0.35, Reason.NOT_ENTAILED),
    verdict(NUMBER, 0.55, Reason.NUMBER),
    verdict("Two people died in the lower town.", 1.0),
]


def test_a_yes_lifts_a_doubt_and_nothing_else() -> None:
    labels = [
        judged(claim(row.claim), CITED, one, yes=True).label for row, one in zip(ROWS, FOUND, strict=True)
    ]
    assert labels == [Label.SUPPORTED, Label.SUPPORTED, Label.UNSUPPORTED, Label.SUPPORTED]
    assert judged(claim(KILLED), CITED, FOUND[0], yes=False).label is Label.UNSUPPORTED


def test_the_bounds_are_those_of_the_scripts() -> None:
    asked, _, *lines = bounds(ROWS, FOUND)
    assert asked == "4 claims, 50.0% of them asked about"
    assert [line.split()[-3:] for line in lines] == [
        ["50.0%", "0.0%", "75.0"],
        ["0.0%", "0.0%", "100.0"],
        ["0.0%", "50.0%", "75.0"],
        ["50.0%", "0.0%", "75.0"],
    ]


def test_the_ends_in_use_are_marked() -> None:
    _, *lines = ends(ROWS, FOUND)
    shown = {line.split()[0]: line.split()[1:] for line in lines}
    assert len(shown) == 9
    assert shown[f"{LOW}-{HIGH}*"][:4] == ["50.0%", "0.0%", "0.0%", "100.0"]
    assert shown["0.4-0.5"][:4] == ["25.0%", "0.0%", "0.0%", "100.0"]


def test_the_command_prints_both_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with gzip.open(tmp_path / "dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        for row in ROWS:
            told = {"dataset": row.dataset, "source_doc_id": row.origin, "label": int(row.supported)}
            lines.write(json.dumps(told | {"claim": row.claim, "evidence": row.evidence}) + "\n")
    monkeypatch.setattr(sys, "argv", ["evals.doubts", "--data", str(tmp_path)])
    doubts.main()
    printed = capsys.readouterr().out
    assert "4 claims, " in printed
    assert printed.count("yes to all") == 2
