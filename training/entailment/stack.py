"""What the model's logit and the likeness of words weigh together: a logistic regression.

``python -m training.entailment.stack train.jsonl.gz SHIPPED --threshold T`` writes the numbers into
``model.json`` and prints how well they tell sets apart that they were not fitted to, each left out in turn.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.checker.entailment import About, Entailment
from agents.checker.entailment.likeness import Likeness, likeness
from agents.checker.entailment.windows import unmarked, window
from evals.faithfulness import area
from store.embeddings.static import StaticEmbedder
from training.entailment.pairs import Row, read

EACH = 200
"""Rows of each set and label."""

STRANGERS = 60
"""True claims of each set that are put to the likest other text of the set, in which they do not stand."""

POOL = 400
"""Rows of each set and label in which the other text is looked for."""

BLUR = 1.2
"""Standard deviation of the noise on the logits. The model has learned from these very texts and ranks them
better than those of others: blurred so far, it is trusted as far as on the development sets."""

COPIES = 5
"""Times that each row is taken, each time with other noise."""

STRANGE = 0.3
"""Weight of a set of strangers, where a set as given has 1."""

DAMPING = 50.0
"""Weight of the squared coefficients, beside one for each row."""

TOGETHER = 256
"""Rows scored in one call."""

Floats = NDArray[np.float64]


class Read(NamedTuple):
    """A row with the model's logit and its likeness, as one array of values."""

    values: list[float]
    label: int
    dataset: str


class Fit(NamedTuple):
    """Coefficients for values as they are, and what is added."""

    weights: Floats
    bias: float

    def logits(self, values: Floats) -> Floats:
        """One for each row."""
        return values @ self.weights + self.bias


def drawn(rows: Sequence[Row], most: int, chance: Random) -> list[Row]:
    """Of each set and label as many."""
    groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.dataset, row.label].append(row)
    return [row for key in sorted(groups) for row in chance.sample(groups[key], min(most, len(groups[key])))]


def strangers(rows: Sequence[Row]) -> Iterator[Row]:
    """True claims, each with a text of another origin that is about the likest thing."""
    chance = random.Random(3)
    by_set: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_set[row.dataset].append(row)
    for name, some in by_set.items():
        origins = {row.evidence: row.origin for row in reversed(some)}
        texts = list(dict.fromkeys(row.evidence for row in some))
        vectors = StaticEmbedder().embed([text[:1500] for text in texts])
        true = [row for row in some if row.label]
        for row in chance.sample(true, min(STRANGERS, len(true))):
            alike = vectors @ StaticEmbedder().embed([unmarked(row.claim)])[0]
            near: list[int] = np.argsort(-alike).tolist()
            others = (texts[place] for place in near)
            other = next((text for text in others if _other(text, row, origins)), None)
            if other:
                yield Row(row.claim, other, 0, f"{name}, strangers", row.origin)


def _other(text: str, row: Row, origins: dict[str, str]) -> bool:
    copied = text[:60] in row.evidence or row.evidence[:60] in text or row.claim in text
    return origins[text] != row.origin and not copied


def values(rows: Sequence[Row], model: Entailment) -> Iterator[Read]:
    """Rows with an empty window are left out."""
    for first in range(0, len(rows), TOGETHER):
        some = rows[first : first + TOGETHER]
        claims = [unmarked(row.claim) for row in some]
        seen = [window(claim, row.evidence) for claim, row in zip(claims, some, strict=True)]
        logits = model.logits(list(zip(claims, seen, strict=True)))
        for row, claim, text, logit in zip(some, claims, seen, logits, strict=True):
            if text:
                yield Read([logit, *likeness(claim, row.evidence)], row.label, row.dataset)


def weights(labels: NDArray[np.int64], sets: NDArray[np.str_]) -> Floats:
    """Each set alike, within it each label alike, and both labels alike in all."""
    found = np.zeros(len(labels))
    for name in np.unique(sets):
        of_set = sets == name
        both = len(np.unique(labels[of_set])) == 2
        share = STRANGE / 2 if name.endswith(", strangers") else 1.0 if both else 0.5
        for label in (0, 1):
            if (part := of_set & (labels == label)).any():
                found[part] = share / part.sum()
    for label in (0, 1):
        found[labels == label] *= len(labels) / 2 / found[labels == label].sum()
    return found


def fitted(rows: Sequence[Read]) -> Fit:
    """Logistic regression by Newton's method, on values of mean 0 and deviation 1."""
    labels = np.tile([row.label for row in rows], COPIES)
    sets = np.tile([row.dataset for row in rows], COPIES)
    given = np.tile(np.array([row.values for row in rows]), (COPIES, 1))
    given[:, 0] += np.random.default_rng(0).normal(0, BLUR, len(given))
    mean, spread = given.mean(axis=0), given.std(axis=0)
    found = _newton((given - mean) / spread, labels, weights(labels, sets))
    scaled = found[1:] / spread
    return Fit(scaled, float(found[0] - scaled @ mean))


def _newton(given: Floats, labels: NDArray[np.int64], counted: Floats) -> Floats:
    columns = np.column_stack([np.ones(len(given)), given])
    damping = np.diag([0.0, *[DAMPING] * given.shape[1]])
    found = np.zeros(columns.shape[1])
    for _ in range(25):
        told = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (counted * (told - labels)) + damping @ found
        curve = (columns * (counted * told * (1 - told))[:, None]).T @ columns + damping
        found -= np.linalg.solve(curve, slope)
    return found


def left_out(rows: Sequence[Read]) -> Iterator[tuple[str, float, float]]:
    """Each set with both labels: area of the bare logit, and of a fit that has not seen the set."""
    for name in sorted({row.dataset for row in rows}):
        of_set = [row for row in rows if row.dataset == name]
        labels = np.array([bool(row.label) for row in of_set])
        if labels.all() or not labels.any():
            continue
        fit = fitted([row for row in rows if row.dataset.removesuffix(", strangers") != name])
        tried = np.array([row.values for row in of_set])
        yield name, area(tried[:, 0], labels), area(fit.logits(tried), labels)


def describe(about: About, shipped: Path) -> None:
    """Write ``model.json``."""
    text = json.dumps(asdict(about), indent=2)
    (shipped / "model.json").write_text(f"{text}\n", "utf-8")


def main() -> None:
    """Fit, print, and write the numbers beside the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("shipped", type=Path, help="folder of the model; its model.json is written anew")
    parser.add_argument("--name", required=True, help="a new one for new numbers")
    parser.add_argument("--threshold", type=float, required=True)
    asked = parser.parse_args()
    model, rows = Entailment(asked.shipped), list(read(asked.labelled))
    chosen = [*drawn(rows, EACH, Random(5)), *strangers(drawn(rows, POOL, Random(9)))]
    found = list(values(chosen, model))
    for name, bare, stacked in left_out(found):
        sys.stdout.write(f"{name:<26} area {bare:.3f} bare, {stacked:.3f} with a fit to the other sets\n")
    fit = fitted(found)
    columns = ["bias", "logit", *Likeness._fields]
    stack = dict(zip(columns, [round(one, 4) for one in (fit.bias, *fit.weights.tolist())], strict=True))
    about = replace(model.about, name=asked.name, threshold=asked.threshold, stack=stack)
    describe(about, asked.shipped)
    sys.stdout.write(f"{len(found):,} rows: {stack}\n")


if __name__ == "__main__":
    main()
