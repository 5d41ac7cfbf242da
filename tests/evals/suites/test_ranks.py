"""Measures of a ranking: their intervals, and what has none."""

import numpy as np
import pytest

from evals.faithfulness import Scored
from evals.suites.ranks import precision, ranks


def scored(texts: int, claims: int = 4) -> Scored:
    """Scores that tell the supported apart as a rule, of so many texts with so many claims each."""
    chance = np.random.default_rng(7)
    labels = chance.random(texts * claims) < 0.5
    scores = np.clip(0.5 + 0.2 * (labels - 0.5) + 0.2 * chance.standard_normal(labels.size), 0, 1)
    return Scored(scores, labels, tuple(str(place // claims) for place in range(labels.size)))


def test_ranks_have_intervals_around_them_that_narrow_with_more_texts() -> None:
    few, many = (list(ranks({"one": scored(texts), "other": scored(texts)})) for texts in (10, 90))
    assert [one.name for one in few] == [
        "model_auc",
        "model_precision_at_95_recall",
        "model_calibration_error",
    ]
    assert (few[2].low, few[2].high) == (None, None)
    for one, other in zip(few[:2], many[:2], strict=True):
        for found in (one, other):
            assert found.low is not None
            assert found.high is not None
            assert found.value is not None
            assert found.low < found.value < found.high
        assert (other.high or 0) - (other.low or 0) < (one.high or 0) - (one.low or 0)
    assert few == list(ranks({"one": scored(10), "other": scored(10)}))


def test_of_one_text_there_is_no_interval_and_of_one_class_no_rank() -> None:
    assert [(one.low, one.high) for one in ranks({"one": scored(1)})] == [(None, None)] * 3
    found = scored(10)
    area, precise, error = ranks({"one": found._replace(labels=np.ones_like(found.labels))})
    assert (area.value, precise.value, area.scored) == (None, None, 0)
    assert error.value is not None


@pytest.mark.parametrize(("other", "expected"), [(0.1, 1.0), (0.9, 0.75)], ids=["apart", "all pass"])
def test_precision_is_that_of_three_supported_in_four(other: float, expected: float) -> None:
    labels = np.array([True] * 5 + [False] * 20)
    assert precision(np.where(labels, 0.8, other), labels) == pytest.approx(expected)
