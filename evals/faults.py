"""Planted faults: what share of them the checker lets through, and what share of true sentences it stops.

    python -m evals.faults [--data DIR] [--n N] [--people] [--verbose]

True sentences of the bundled story, and of the reports under DIR/wikinews, are cited to their own source, as
they stand, in other words, and with one fault each. They go through the checker that production runs.
--people adds what people wrote and people found supported, of DIR/../dev/faithfulness/dev.jsonl.gz.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from agents.checker import Checker
from agents.checker.grounding import findings
from agents.checker.passages import ReadSource
from agents.newsroom import embedded_checker
from agents.settings import load
from agents.surface import normal
from evals.faithfulness import read_labelled
from evals.paraphrases import PARAPHRASES, Paraphrase
from evals.planted import FAULTS
from evals.planted.swaps import Fault
from evals.texts import source
from evals.told import Corpus, bundled, reports
from store.records import Claim, Label, Reason, Verdict

PEOPLES = 60
"""Claims of each set that people wrote."""
BEYOND_WORDS = {Reason.NOT_ENTAILED, Reason.NO_EVIDENCE}
"""Reasons of the support score; all others are those of grounding."""


@dataclass(frozen=True)
class Tried:
    """Claims of one kind, and the verdict on each."""

    kind: str
    claims: tuple[tuple[Claim, Verdict], ...]

    @property
    def supported(self) -> list[Claim]:
        """What the checker lets through."""
        return [claim for claim, verdict in self.claims if verdict.label is Label.SUPPORTED]

    @property
    def stopped(self) -> list[tuple[Claim, Verdict]]:
        """What it does not."""
        return [(claim, verdict) for claim, verdict in self.claims if verdict.label is not Label.SUPPORTED]

    @property
    def grounded(self) -> int:
        """Claims against which grounding alone has nothing."""
        return sum(1 for _, verdict in self.claims if {one.reason for one in verdict.reasons} <= BEYOND_WORDS)


def faulty(corpus: Corpus, checker: Checker, most: int) -> Iterator[Tried]:
    """Each kind of fault, on at most so many sentences drawn by chance, each time the same."""
    for kind, fault in FAULTS.items():
        yield _tried(kind, planted(kind, fault, corpus, most), corpus, checker)


def planted(kind: str, fault: Fault, corpus: Corpus, most: int) -> list[Claim]:
    """Claims with the fault; none that is itself a sentence of a source."""
    dice = Random(kind)
    made: list[Claim] = []
    for one in dice.sample(corpus.told, len(corpus.told)):
        found = fault(one, corpus, dice)
        if isinstance(found, str):
            found = _cited(found, one.source.id) if normal(found) not in corpus.lines else None
        if found and len(made) < most:
            made.append(found)
    return made


def _cited(text: str, id_: str) -> Claim:
    return Claim(text=" ".join(text.split()), citations=(id_[:8],))


def _tried(kind: str, claims: list[Claim], corpus: Corpus, checker: Checker) -> Tried:
    return Tried(kind, tuple((claim, checker.check(claim, corpus.sources)) for claim in claims))


def true(corpus: Corpus, checker: Checker, most: int) -> Iterator[Tried]:
    """The sentences as they stand, then in other words, by kind."""
    verbatim = [_cited(one.text, one.source.id) for one in corpus.told]
    yield _tried("verbatim", verbatim, corpus, checker)
    for kind, paraphrase in PARAPHRASES.items():
        yield _tried(kind, _reworded(paraphrase, corpus, most), corpus, checker)


def _reworded(paraphrase: Paraphrase, corpus: Corpus, most: int) -> list[Claim]:
    made = ((paraphrase(one), one) for one in corpus.told)
    claims = [_cited(text, one.source.id) for text, one in made if text and text != one.text]
    return Random(0).sample(claims, min(most, len(claims)))


def peoples(file: Path, checker: Checker) -> Iterator[Tried]:
    """Claims that people wrote, or that people found supported, each cited to its evidence alone."""
    rows = [row for row in read_labelled(file) if row.supported]
    for name in sorted({row.dataset for row in rows}):
        tried: list[tuple[Claim, Verdict]] = []
        some = [row for row in rows if row.dataset == name]
        for row in some[:: max(1, len(some) // PEOPLES)]:
            cited = source([row.evidence])
            text = " ".join(row.claim.split())
            if any(letter.isalnum() for letter in text):
                claim = _cited(text, cited.id)
                tried.append((claim, checker.check(claim, [cited])))
        yield Tried(name, tuple(tried))


def speed(corpus: Corpus) -> float:
    """Claims per second of processor time, grounding alone: all windows of sources that are already read."""
    read = {one.source.id: ReadSource(one.source) for one in corpus.told}
    pairs = [
        (one.text, window, read[one.source.id])
        for one in corpus.told[:400]
        for window in read[one.source.id].windows(one.text)
    ]
    begun = time.process_time()
    for text, window, cited in pairs:
        findings(text, window, cited)
    return len({text for text, *_ in pairs}) / (time.process_time() - begun)


def _lines(corpora: list[Corpus], checker: Checker, most: int, *, verbose: bool) -> Iterator[str]:
    for one in corpora:
        yield f"{one.name}: {len(one.sources)} sources, {len(one.told)} sentences"
        yield f"\n  {'planted fault':<26} {'n':>5}  let through  by grounding alone"
        for tried in faulty(one, checker, most):
            passed = len(tried.supported)
            yield _line(tried, passed, tried.grounded)
            if verbose:
                yield from (f"      {claim.text}" for claim in tried.supported)
        yield f"\n  {'true sentence':<26} {'n':>5}      stopped  by grounding alone"
        every: list[Tried] = []
        for tried in true(one, checker, most):
            every.append(tried)
            yield _line(tried, len(tried.stopped), len(tried.claims) - tried.grounded)
            yield from _why(tried) if verbose else ()
        together = Tried("all paraphrases", tuple(pair for tried in every[1:] for pair in tried.claims))
        yield _line(together, len(together.stopped), len(together.claims) - together.grounded)
        yield f"\n  grounding alone: {speed(one):.0f} claims per second\n"


def _line(tried: Tried, counted: int, grounded: int) -> str:
    size = len(tried.claims)
    share = [f"{count / size:.1%}" if size else "-" for count in (counted, grounded)]
    return f"  {tried.kind:<26} {size:>5}  {share[0]:>11}  {share[1]:>18}"


def _why(tried: Tried) -> Iterator[str]:
    for claim, verdict in tried.stopped:
        yield f"      {claim.text}"
        yield f"        {'; '.join(f'{one.reason}: {one.detail}' for one in verdict.reasons)}"


def _people(file: Path, checker: Checker) -> Iterator[str]:
    yield f"  {'what people wrote':<26} {'n':>5}      stopped  by grounding alone"
    reasons: Counter[str] = Counter()
    for tried in peoples(file, checker):
        yield _line(tried, len(tried.stopped), len(tried.claims) - tried.grounded)
        reasons.update(
            reason for _, verdict in tried.claims for reason in {r.reason for r in verdict.reasons}
        )
    yield f"  reasons: {', '.join(f'{reason} {count}' for reason, count in reasons.most_common())}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of wikinews/*.jsonl")
    parser.add_argument("--people", action="store_true", help="also claims that people wrote")
    parser.add_argument("--n", type=int, default=200, help="sentences of each kind at most")
    parser.add_argument(
        "--verbose", action="store_true", help="also the faults let through and the truths lost"
    )
    asked = parser.parse_args()
    checker = embedded_checker(load())
    corpora = [bundled(), *([reports(asked.data / "wikinews")] if asked.data else [])]
    for line in _lines(corpora, checker, asked.n, verbose=asked.verbose):
        sys.stdout.write(f"{line}\n")
    file = (asked.data or Path()).parent / "dev" / "faithfulness" / "dev.jsonl.gz"
    if asked.people:
        for line in _people(file, checker):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
