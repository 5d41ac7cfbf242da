"""The fit of the second step: what it learns, on rows that a reader can follow."""

from random import Random

import numpy as np
import pytest

from training.entailment.pairs import Row
from training.entailment.stack import Read, drawn, fitted, strangers, weights

CHANCE = Random(1)


def row(number: int, label: int, dataset: str = "ports") -> Row:
    towns = "Ellery Quorn Wend Aldis Norrsund Holt".split()
    text = f"The ferry of Port {towns[number % 6]} left at {number} with its crew. Gulls circled over it."
    return Row(f"The ferry of Port {towns[number % 6]} left at {number}.", text, label, dataset, str(number))


ROWS = [row(number, number % 2, dataset) for number in range(12) for dataset in ("ports", "towns")]


def test_what_tells_the_labels_apart_weighs_and_what_does_not_weighs_little() -> None:
    labels = [CHANCE.random() < 0.5 for _ in range(600)]
    rows = [
        Read([CHANCE.gauss(2.0 * label, 1), CHANCE.gauss(0, 1), 3.0 * label + CHANCE.random()], label, "one")
        for label in labels
    ]
    fit = fitted(rows)
    assert fit.weights[0] > 0.2
    assert abs(fit.weights[1]) < 0.2
    assert fit.weights[2] > 0.2
    told = fit.logits(np.array([one.values for one in rows])) > 0
    assert (told == labels).mean() > 0.95


def test_a_small_set_counts_as_much_as_a_large_one_and_true_as_much_as_false() -> None:
    labels = np.array([0] * 30 + [1] * 10 + [0, 1])
    sets = np.array(["large"] * 40 + ["small"] * 2)
    found = weights(labels, sets)
    assert found[sets == "large"].sum() == pytest.approx(found[sets == "small"].sum())
    assert found[labels == 0].sum() == pytest.approx(found[labels == 1].sum())


def test_a_stranger_is_a_text_of_another_origin() -> None:
    found = list(strangers(ROWS))
    assert len(found) == 12
    assert {one.label for one in found} == {0}
    assert all(f" left at {one.origin} " not in one.evidence for one in found)


def test_as_many_of_each_set_and_label_each_time_the_same() -> None:
    found = drawn(ROWS, 2, Random(5))
    assert [(one.dataset, one.label) for one in found] == [
        (name, label) for name in ("ports", "towns") for label in (0, 0, 1, 1)
    ]
    assert found == drawn(ROWS, 2, Random(5))
