"""The entailment model against people's labels, beside the overlap of words, set by set.

    python -m evals.entailment --data DIR [--limit N] [--threads N]

DIR holds ``dev.jsonl.gz``: claim, evidence, label, dataset, source_doc_id. The claims go through the class
that production runs, at the threshold that ships. Beside it stand the share of the claim's words that its
window holds and the model's answer alone, each at the threshold best for these very claims, and the lexical
check at its own.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np

from agents.checker.entailment import FOLDER, Entailment, Pair
from agents.checker.entailment.windows import readable, terms, unmarked, window
from agents.checker.support import LexicalSupport
from evals.faithfulness import (
    Labelled,
    Scored,
    area,
    balanced_accuracy,
    best_threshold,
    by_set,
    calibration_error,
    interval,
    macro,
    read_labelled,
    trade_off,
)

TOGETHER = 256
"""Claims scored in one call."""

THRESHOLDS = [place / 20 for place in range(2, 19)]
LEXICAL = 0.7
"""Share of its words from which a claim is supported by them alone."""
STORY, CITED = 40, 3
"""Claims of a story, and texts that each is checked against, for the speed."""


class Remembering(Entailment):
    """Reads each pair once, however often it is asked."""

    def __init__(self, folder: Path, threads: int) -> None:
        super().__init__(folder, threads=threads)
        self._known: dict[Pair, float] = {}

    def logits(self, pairs: Sequence[Pair]) -> list[float]:
        """As ``Entailment`` tells them."""
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        self._known.update(zip(fresh, super().logits(fresh), strict=True))
        return [self._known[pair] for pair in pairs]

    def bare(self) -> "Remembering":
        """The same without the likeness of words."""
        alone = copy(self)
        alone.about = replace(self.about, stack=None)
        return alone


def main() -> None:
    """Print the table, the trade-off and the speed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of dev.jsonl.gz")
    parser.add_argument("--limit", type=int, help="claims of each set at most")
    parser.add_argument("--model", type=Path, default=FOLDER, help="folder of another model")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    rows = read_labelled(asked.data / "dev.jsonl.gz", asked.limit)
    model, fresh = (Entailment(asked.model, threads=asked.threads) for _ in range(2))
    measured = _measured(rows, Remembering(asked.model, asked.threads))
    for line in chain(measured, _speed(rows, model, fresh)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _measured(rows: Sequence[Labelled], model: Remembering) -> Iterator[str]:
    begun = time.perf_counter()
    ours = by_set(rows, scored(rows, model))
    took = time.perf_counter() - begun
    bare = by_set(rows, scored(rows, model.bare()))
    lexical = LexicalSupport(LEXICAL)
    shared = by_set(rows, [overlap(row) for row in rows])
    gate = by_set(rows, [lexical.score(row.claim, [window(row.claim, row.evidence)])[0] for row in rows])
    unread = sum(not (readable(row.claim) and row.evidence.strip()) for row in rows)
    yield f"{model.name}: {len(rows):,} claims scored, {unread} of them unread and given 0"
    yield f"{len(rows) / took:.0f} claims per second, one text each"
    others = {"overlap": (shared, best_threshold(shared)), "lexical": (gate, lexical.threshold)}
    yield from table(ours, model.threshold, others | {"bare": (bare, best_threshold(bare))})
    yield "\nthreshold  true lost  false let through  balanced   (means over the sets)"
    for threshold, lost, passed in trade_off(ours, THRESHOLDS):
        yield f"{threshold:>9.2f} {lost:>10.1%} {passed:>18.1%} {(2 - lost - passed) / 2:>9.1%}"


def scored(rows: Sequence[Labelled], model: Entailment) -> list[float]:
    """As production does it: the whole evidence is given, the model's own windows are read."""
    pairs = [(row.claim, row.evidence) for row in rows]
    calls = (pairs[first : first + TOGETHER] for first in range(0, len(pairs), TOGETHER))
    return [score for call in calls for score in model.score_all(call)]


def overlap(row: Labelled) -> float:
    """Share of the claim's terms that its window holds."""
    wanted = terms(unmarked(row.claim))
    return len(wanted & terms(window(unmarked(row.claim), row.evidence))) / max(1, len(wanted))


def table(
    ours: Mapping[str, Scored], threshold: float, others: Mapping[str, tuple[Mapping[str, Scored], float]]
) -> Iterator[str]:
    """Balanced accuracy of each set, in per cent, and the mean over the sets."""
    at = " ".join(f"{f'{name} {cut:.2f}':>13}" for name, (_, cut) in others.items())
    yield f"{'set':<24} {'n':>6} {at} {f'ours {threshold:.2f}':>10}  95 % by text    AUC    ECE"
    for name, one in ours.items():
        beside = " ".join(f"{_percent(sets[name], cut):>13.1f}" for sets, cut in others.values())
        low, high = (100 * end for end in interval(one, threshold))
        figures = f"{_percent(one, threshold):>10.1f} {f'{low:.1f}-{high:.1f}':>13}"
        rank, error = 100 * area(one.scores, one.labels), calibration_error(one.scores, one.labels)
        yield f"{name:<24} {len(one.labels):>6} {beside} {figures} {rank:>6.1f} {error:>6.3f}"
    beside = " ".join(f"{100 * macro(sets, cut):>13.1f}" for sets, cut in others.values())
    rank = np.mean([area(one.scores, one.labels) for one in ours.values()])
    error = np.mean([calibration_error(one.scores, one.labels) for one in ours.values()])
    means = f"{100 * macro(ours, threshold):>10.1f} {'':>13} {100 * rank:>6.1f} {error:>6.3f}"
    yield f"{'mean over the sets':<24} {'':>6} {beside} {means}"


def _percent(one: Scored, threshold: float) -> float:
    return 100 * balanced_accuracy(one.scores, one.labels, threshold)


def _speed(rows: Sequence[Labelled], model: Entailment, fresh: Entailment) -> Iterator[str]:
    """A story's claims against three texts each, by a model just loaded and by one that is warm."""
    step = max(1, len(rows) // (STORY * CITED))
    some = rows[::step][: STORY * CITED]
    pairs = [(some[place // CITED * CITED].claim, row.evidence) for place, row in enumerate(some)]
    yield f"\n{STORY} claims with {CITED} texts each"
    for name, one in {"cold": fresh, "warm": model}.items():
        begun = time.perf_counter()
        one.score_all(pairs)
        yield f"  {name}: {STORY / (time.perf_counter() - begun):.0f} claims per second"


if __name__ == "__main__":
    main()
