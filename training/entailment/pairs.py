"""Pairs to train on, from a file of labelled claims: those given, and faults and easy ones of our making.

``python -m training.entailment.pairs train.jsonl.gz FOLDER`` writes ``train.jsonl`` and ``held_out.jsonl``.
"""

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from agents.checker.entailment.windows import read_sentences, terms, window
from agents.surface import names
from training.entailment import faults

HELD_OUT = 0.05
"""Share of the source documents that only the calibration sees."""

FEW = 1500
"""Pairs of one label that a set gives whole; of more it gives that many and a third of the rest."""

MADE = 15_000
"""Groups of made pairs: up to four each."""


class Pair(NamedTuple):
    """What the model reads, and whether the window bears the claim out."""

    claim: str
    window: str
    label: int
    kind: str
    dataset: str


class Row(NamedTuple):
    """A labelled claim as given."""

    claim: str
    evidence: str
    label: int
    dataset: str
    origin: str


def read(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            origin = str(row["source_doc_id"] or row["evidence"][:80])
            yield Row(row["claim"], row["evidence"], int(row["label"]), row["dataset"], origin)


def held_out(row: Row) -> bool:
    """By its document, whatever the set: the same on every machine."""
    digest = hashlib.sha256(row.origin.encode()).digest()
    return int.from_bytes(digest[:4], "big") < HELD_OUT * 2**32


def given(rows: Iterable[Row], chance: Random) -> Iterator[Pair]:
    """The rows of each set and label, large ones thinned."""
    groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.dataset, row.label].append(row)
    for group in groups.values():
        kept = min(len(group), FEW + max(0, len(group) - FEW) // 3)
        yield from (as_given(row) for row in chance.sample(group, kept))


def as_given(row: Row) -> Pair:
    return Pair(row.claim, window(row.claim, row.evidence), row.label, "given", row.dataset)


def made(rows: Sequence[Row], chance: Random) -> Iterator[Pair]:
    """Groups of pairs around one claim each, sets taken in turn so that none prevails."""
    by_set: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_set[row.dataset].append(row)
    strangers = sorted({name for row in chance.sample(rows, 2000) for name in names(row.claim)})
    kinds: list[faults.Fault] = [faults.number, faults.date, faults.name_of(strangers), faults.role]
    kinds += [faults.negation, faults.opposite, faults.hedge]
    sets = sorted(by_set)
    for turn in range(MADE):
        row = chance.choice(by_set[sets[turn % len(sets)]])
        fault = chance.choices(kinds, weights=(4, 1, 4, 3, 3, 3, 1))[0]
        yield from _group(row, fault, chance)


def _group(row: Row, fault: faults.Fault, chance: Random) -> Iterator[Pair]:
    spoken = chance.random() < 0.6 or not row.label
    claim = _verbatim(row.evidence, chance) if spoken else row.claim
    if not claim:
        return
    seen = window(claim, row.evidence)
    yield from _removed(claim, row, chance)
    swap = fault(claim, seen, chance)
    if not swap or (false := faults.swapped(claim, swap)) == claim:
        return
    kind = f"made_{fault.__name__}"
    yield Pair(claim, seen, 1, "made_true", row.dataset)
    yield Pair(false, seen, 0, kind, row.dataset)
    if spoken or fault.__name__ in {"number", "date"}:
        yield from _other_way(claim, false, (seen, swap, kind, row.dataset))


def _other_way(claim: str, false: str, made_of: tuple[str, faults.Swap, str, str]) -> Iterator[Pair]:
    """The same fault in the evidence: so the form of a claim never gives its label away."""
    seen, swap, kind, dataset = made_of
    changed = faults.swapped(seen, swap)
    if changed != seen:
        yield Pair(claim, changed, 0, kind, dataset)
        yield Pair(false, changed, 1, "made_true", dataset)


def _verbatim(evidence: str, chance: Random) -> str:
    """A sentence of the evidence, now and then without what follows a comma."""
    told = [text for text, _ in read_sentences(evidence) if 6 <= len(text.split()) <= 45]
    if not told:
        return ""
    sentence = chance.choice(told)
    head = sentence.rpartition(", ")[0]
    return f"{head}." if len(head.split()) >= 8 and chance.random() < 0.4 else sentence


def _removed(claim: str, row: Row, chance: Random) -> Iterator[Pair]:
    """The evidence without the sentence that tells most of the claim, where little of it is left."""
    told = read_sentences(row.evidence)
    if len(told) < 4 or chance.random() < 0.6:
        return
    wanted = terms(claim)
    rest = " ".join(text for text, found in told if len(found & wanted) <= 0.5 * len(wanted))
    if rest:
        yield Pair(claim, window(claim, rest), 0, "made_removed", row.dataset)


def write(pairs: Iterable[Pair], path: Path) -> int:
    lines = [json.dumps(pair._asdict(), ensure_ascii=False) for pair in pairs]
    path.write_text("\n".join(lines), encoding="utf-8")
    return len(lines)


def main() -> None:
    """Write both files; the same input gives the same pairs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    rows = list(read(options.labelled))
    chance = random.Random(7)
    kept = [row for row in rows if not held_out(row)]
    pairs = [*given(kept, chance), *made(kept, chance)]
    chance.shuffle(pairs)
    options.folder.mkdir(parents=True, exist_ok=True)
    aside = (as_given(row) for row in rows if held_out(row))
    learned = write(pairs, options.folder / "train.jsonl")
    calibrated = write(aside, options.folder / "held_out.jsonl")
    sys.stdout.write(f"{learned:,} pairs to train on, {calibrated:,} held out\n")


if __name__ == "__main__":
    main()
