"""The measures of faithfulness: what they count, on scores that a reader can follow."""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import entailment, faithfulness
from evals.faithfulness import Scored, area, balanced_accuracy, by_set, calibration_error, interval

LABELS = np.array([True, True, True, False])


def scored(scores: list[float], labels: list[bool], origins: list[str]) -> Scored:
    return Scored(np.array(scores), np.array(labels), tuple(origins))


def test_each_side_counts_alike_however_small() -> None:
    assert balanced_accuracy(np.array([0.9, 0.8, 0.1, 0.2]), LABELS, 0.5) == pytest.approx((2 / 3 + 1) / 2)
    assert balanced_accuracy(np.ones(4), LABELS, 0.5) == 0.5


def test_the_area_counts_pairs_in_order_and_ties_half() -> None:
    assert area(np.array([0.9, 0.8, 0.7, 0.1]), LABELS) == 1.0
    assert area(np.array([0.9, 0.1, 0.5, 0.5]), LABELS) == 0.5
    assert np.isnan(area(np.array([0.9]), np.array([True])))


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=20))
def test_the_area_is_what_counting_pairs_gives(drawn: list[tuple[int, bool]]) -> None:
    true = [score for score, label in drawn if label]
    false = [score for score, label in drawn if not label]
    found = area(np.array([float(score) for score, _ in drawn]), np.array([label for _, label in drawn]))
    if true and false:
        won = sum((one > other) + (one == other) / 2 for one in true for other in false)
        assert found == pytest.approx(won / (len(true) * len(false)))


def test_claims_of_one_text_are_drawn_together() -> None:
    apart = scored([0.9, 0.1] * 20, [True, False] * 20, [f"t{n}" for n in range(40)])
    assert interval(apart, 0.5) == (1.0, 1.0)
    mixed = [True, False] * 10 + [False, True] * 10
    together = scored([0.9, 0.1] * 20, mixed, [f"t{n // 20}" for n in range(40)])
    low, high = interval(together, 0.5)
    assert (low, high) == (0.0, 1.0)


def test_a_score_that_is_the_share_supported_has_no_error() -> None:
    assert calibration_error(np.array([0.75] * 4), LABELS) == 0.0
    assert calibration_error(np.array([1.0] * 4), LABELS) == 0.25


ROWS = [
    {
        "dataset": f"set {number % 2}",
        "source_doc_id": f"text {number // 2}",
        "claim": f"The ferry left at {number % 3}." if number % 3 else "Gulls sang over the quay.",
        "evidence": f"The ferry left at {number % 3 or 5}. The crew slept.",
        "label": int(bool(number % 3)),
    }
    for number in range(24)
]


def test_the_command_prints_each_set_and_the_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dev.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, ROWS)).encode()))
    monkeypatch.setattr(sys, "argv", ["evals.entailment", "--data", str(tmp_path), "--limit", "9"])
    entailment.main()
    lines = capsys.readouterr().out.splitlines()
    assert "18 claims scored, 0 of them unread" in lines[0]
    assert [line.split()[:3] for line in lines if line.startswith("set ")][1:] == [
        ["set", "0", "9"],
        ["set", "1", "9"],
    ]
    assert any(line.startswith("mean over the sets") for line in lines)
    assert any(line.startswith("  cold: ") for line in lines)


def test_the_best_threshold_is_one_for_all_sets() -> None:
    rows = [
        faithfulness.Labelled(f"s{number % 2}", str(number), "", "", bool(number % 2 == number % 4))
        for number in range(40)
    ]
    sets = by_set(rows, [0.7 if row.supported else 0.4 for row in rows])
    best = faithfulness.best_threshold(sets)
    assert 0.4 < best <= 0.7
    assert faithfulness.macro(sets, best) == 1.0
    assert list(faithfulness.trade_off(sets, [best, 0.9])) == [(best, 0.0, 0.0), (0.9, 1.0, 0.0)]
