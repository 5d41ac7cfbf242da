"""Planted faults: what share of them the checker lets through, and what share of true sentences it stops.

    python -m evals.faults [--data DIR] [--n N] [--people] [--verbose]

True sentences of the bundled story, and of the reports under DIR/wikinews, are cited to their own source, as
they stand, in other words, and with one fault each. They go through the checker that production runs, through
the same without its entailment model, and through grounding alone.
--people adds what people wrote and people found supported, of DIR/../dev/faithfulness/dev.jsonl.gz.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

from agents.checker import Checker
from agents.checker.embedded import EmbeddedChecker
from agents.checker.grounding import findings
from agents.checker.passages import ReadSource
from agents.checker.support import LexicalSupport
from agents.newsroom import embedded_checker
from agents.settings import load
from agents.surface import normal
from evals.faithfulness import read_labelled
from evals.paraphrases import PARAPHRASES, Paraphrase
from evals.planted import FAULTS, saying
from evals.planted.swaps import Fault
from evals.texts import source
from evals.told import Corpus, bundled, reports
from store.records import Claim, Label, Reason, Source, Verdict

PEOPLES = 60
"""Claims of each set that people wrote."""
SILENCE = "true absence"
BEYOND_WORDS = {Reason.NOT_ENTAILED, Reason.NO_EVIDENCE}
"""Reasons of the support score; all others are those of grounding."""


class Checkers(NamedTuple):
    """That of production, and the same without its entailment model."""

    whole: Checker
    bare: Checker

    @classmethod
    def of_production(cls) -> "Checkers":
        settings = load()
        return cls(embedded_checker(settings), EmbeddedChecker(LexicalSupport(settings.support)))

    def judge(self, claim: Claim, sources: Sequence[Source]) -> "Judged":
        """What both find."""
        return Judged(claim, self.whole.check(claim, sources), self.bare.check(claim, sources))


class Judged(NamedTuple):
    """A claim, the verdict on it, and that without the model."""

    claim: Claim
    verdict: Verdict
    bare: Verdict


@dataclass(frozen=True)
class Tried:
    """Claims of one kind, and the verdicts on each."""

    kind: str
    judged: tuple[Judged, ...]

    @property
    def supported(self) -> list[Claim]:
        """What the checker lets through."""
        return [one.claim for one in self.judged if one.verdict.label is Label.SUPPORTED]

    @property
    def stopped(self) -> list[tuple[Claim, Verdict]]:
        """What it does not."""
        return [(one.claim, one.verdict) for one in self.judged if one.verdict.label is not Label.SUPPORTED]

    @property
    def passed(self) -> tuple[int, int, int]:
        """How many pass the whole checker, the one without the model, and grounding alone."""
        bare = sum(one.bare.label is Label.SUPPORTED for one in self.judged)
        grounded = sum({found.reason for found in one.bare.reasons} <= BEYOND_WORDS for one in self.judged)
        return len(self.supported), bare, grounded


def faulty(corpus: Corpus, checkers: Checkers, most: int) -> Iterator[Tried]:
    """Each kind of fault, on at most so many sentences drawn by chance, each time the same."""
    for kind, fault in FAULTS.items():
        yield _tried(kind, planted(kind, fault, corpus, most), corpus, checkers)


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


def _tried(kind: str, claims: list[Claim], corpus: Corpus, checkers: Checkers) -> Tried:
    return Tried(kind, tuple(checkers.judge(claim, corpus.sources) for claim in claims))


def true(corpus: Corpus, checkers: Checkers, most: int) -> Iterator[Tried]:
    """The sentences as they stand, then in other words, by kind, then what a source is silent on."""
    yield _tried("verbatim", verbatim(corpus, len(corpus.told)), corpus, checkers)
    for kind, paraphrase in PARAPHRASES.items():
        yield _tried(kind, reworded(paraphrase, corpus, most), corpus, checkers)
    yield _tried(SILENCE, planted(SILENCE, saying.silence, corpus, most), corpus, checkers)


def verbatim(corpus: Corpus, most: int) -> list[Claim]:
    """Sentences as they stand, at most so many, drawn by chance where there are more."""
    claims = [_cited(one.text, one.source.id) for one in corpus.told]
    return claims if len(claims) <= most else Random(0).sample(claims, most)


def reworded(paraphrase: Paraphrase, corpus: Corpus, most: int) -> list[Claim]:
    """Sentences in other words, at most so many."""
    made = ((paraphrase(one), one) for one in corpus.told)
    claims = [_cited(text, one.source.id) for text, one in made if text and text != one.text]
    return Random(0).sample(claims, min(most, len(claims)))


def peoples(file: Path, checkers: Checkers) -> Iterator[Tried]:
    """Claims that people wrote, or that people found supported, each cited to its evidence alone."""
    rows = [row for row in read_labelled(file) if row.supported]
    for name in sorted({row.dataset for row in rows}):
        judged: list[Judged] = []
        some = [row for row in rows if row.dataset == name]
        for row in some[:: max(1, len(some) // PEOPLES)]:
            cited = source([row.evidence])
            text = " ".join(row.claim.split())
            if any(letter.isalnum() for letter in text):
                judged.append(checkers.judge(_cited(text, cited.id), [cited]))
        yield Tried(name, tuple(judged))


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


def _lines(corpora: list[Corpus], checkers: Checkers, most: int, *, verbose: bool) -> Iterator[str]:
    for one in corpora:
        yield f"{one.name}: {len(one.sources)} sources, {len(one.told)} sentences"
        yield _head("planted fault", "let through")
        for tried in faulty(one, checkers, most):
            yield _line(tried)
            if verbose:
                yield from (f"      {claim.text}" for claim in tried.supported)
        yield _head("true sentence", "stopped")
        every: list[Tried] = []
        for tried in true(one, checkers, most):
            every.append(tried)
            yield _line(tried, stopped=True)
            yield from _why(tried) if verbose else ()
        others = (pair for tried in every[1:] if tried.kind != SILENCE for pair in tried.judged)
        yield _line(Tried("all paraphrases", tuple(others)), stopped=True)
        yield f"\n  grounding alone: {speed(one):.0f} claims per second\n"


def _head(kind: str, counted: str) -> str:
    return f"\n  {kind:<26} {'n':>5}  {counted:>11}  without model  grounding alone"


def _line(tried: Tried, *, stopped: bool = False) -> str:
    size = len(tried.judged)
    counted = (size - count if stopped else count for count in tried.passed)
    share = [f"{count / size:.1%}" if size else "-" for count in counted]
    return f"  {tried.kind:<26} {size:>5}  {share[0]:>11}  {share[1]:>13}  {share[2]:>15}"


def _why(tried: Tried) -> Iterator[str]:
    for claim, verdict in tried.stopped:
        yield f"      {claim.text}"
        yield f"        {'; '.join(f'{one.reason}: {one.detail}' for one in verdict.reasons)}"


def _people(file: Path, checkers: Checkers) -> Iterator[str]:
    yield _head("what people wrote", "stopped")
    reasons: Counter[str] = Counter()
    for tried in peoples(file, checkers):
        yield _line(tried, stopped=True)
        reasons.update(
            reason for _, verdict in tried.stopped for reason in {r.reason for r in verdict.reasons}
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
    checkers = Checkers.of_production()
    corpora = [bundled(), *([reports(asked.data / "wikinews")] if asked.data else [])]
    for line in _lines(corpora, checkers, asked.n, verbose=asked.verbose):
        sys.stdout.write(f"{line}\n")
    file = (asked.data or Path()).parent / "dev" / "faithfulness" / "dev.jsonl.gz"
    if asked.people:
        for line in _people(file, checkers):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
