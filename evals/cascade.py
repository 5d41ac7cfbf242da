"""The whole checker against people's labels, beside its entailment model alone and the overlap of words.

    python -m evals.cascade --data DIR [--limit N]

DIR holds ``dev.jsonl.gz``: claim, evidence, label, dataset, source_doc_id. Each claim cites its evidence, a
source without a date, and goes through the checker that production runs; marks as [1] are taken off, for they
are citations of another text. Overlap is the share of the claim's words that its window holds, at the
threshold best for these very claims; the model has its own.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from agents.checker import Checker
from agents.checker.entailment import Entailment
from agents.checker.entailment.windows import unmarked
from agents.newsroom import embedded_checker
from agents.settings import load
from evals.entailment import overlap, scored
from evals.faithfulness import (
    Labelled,
    Scored,
    balanced_accuracy,
    best_threshold,
    by_set,
    interval,
    macro,
    read_labelled,
)
from evals.texts import source
from store.records import Claim, Label, Source, Verdict

PASSES = 0.5
"""Between the 0 of a claim that is stopped and the 1 of one that is supported."""
SHOWN = 10
"""Reasons that are listed."""


def verdicts(rows: Sequence[Labelled], checker: Checker) -> list[Verdict | None]:
    """One for each claim; none for a claim without letters, which nobody emits."""
    return [_verdict(row, checker) for row in rows]


def _verdict(row: Labelled, checker: Checker) -> Verdict | None:
    asked = cited(row)
    return checker.check(asked[0], [asked[1]]) if asked else None


def cited(row: Labelled) -> tuple[Claim, Source] | None:
    """The claim, and its evidence as the source that it cites."""
    text = " ".join(unmarked(row.claim).split())
    if not any(letter.isalnum() for letter in text):
        return None
    evidence = source([row.evidence])
    return Claim(text=text, citations=(evidence.id,)), evidence


def passed(found: Sequence[Verdict | None]) -> list[float]:
    """1 for what is supported, else 0."""
    return [float(one is not None and one.label is Label.SUPPORTED) for one in found]


def table(rows: Sequence[Labelled], found: Sequence[Verdict | None], model: Entailment) -> Iterator[str]:
    """Of each set, the shares wrongly stopped and let through, and balanced accuracy beside the others'."""
    ours, alone = by_set(rows, passed(found)), by_set(rows, scored(rows, model))
    words = by_set(rows, [overlap(row) for row in rows])
    best = best_threshold(words)
    yield (
        f"{'set':<24} {'n':>6} {'stopped':>8} {'through':>8} {f'overlap {best:.2f}':>13}"
        f" {f'model {model.threshold:.2f}':>11} {'whole':>6}  95 % by text"
    )
    for name, one in ours.items():
        beside = _percent(words[name], best), _percent(alone[name], model.threshold), _percent(one, PASSES)
        low, high = (100 * end for end in interval(one, PASSES))
        yield f"{_shares(name, [one])} {_beside(*beside)}  {low:.1f}-{high:.1f}"
    means = macro(words, best), macro(alone, model.threshold), macro(ours, PASSES)
    yield f"{_shares('mean over the sets', list(ours.values()))} {_beside(*(100 * mean for mean in means))}"


def _percent(one: Scored, threshold: float) -> float:
    return 100 * balanced_accuracy(one.scores, one.labels, threshold)


def _beside(overlap: float, model: float, whole: float) -> str:
    return f"{overlap:>13.1f} {model:>11.1f} {whole:>6.1f}"


def _shares(name: str, sets: Sequence[Scored]) -> str:
    stopped = np.mean([1 - one.scores[one.labels].mean() for one in sets])
    through = np.mean([one.scores[~one.labels].mean() for one in sets])
    size = sum(len(one.labels) for one in sets)
    return f"{name:<24} {size:>6} {stopped:>8.1%} {through:>8.1%}"


def reasons(rows: Sequence[Labelled], found: Sequence[Verdict | None]) -> Iterator[str]:
    """What stops the supported claims, and what the others."""
    for name, label in (("supported", True), ("other", False)):
        of_label = [one for row, one in zip(rows, found, strict=True) if row.supported is label]
        why = Counter(reason for one in of_label if one for reason in {each.reason for each in one.reasons})
        listed = ", ".join(
            f"{reason} {count / len(of_label):.1%}" for reason, count in why.most_common(SHOWN)
        )
        yield f"{name} claims are stopped by: {listed}"


def main() -> None:
    """Print the table and the reasons."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of dev.jsonl.gz")
    parser.add_argument("--limit", type=int, help="claims of each set at most")
    asked = parser.parse_args()
    rows = read_labelled(asked.data / "dev.jsonl.gz", asked.limit)
    found = verdicts(rows, embedded_checker(load()))
    for line in (*table(rows, found, Entailment()), "", *reasons(rows, found)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
