"""What a language model can add to the checker, and what it can spoil: by models that are scripted.

    python -m evals.doubts --data DIR [--limit N] [--reports DIR] [--n N]

DIR holds ``dev.jsonl.gz`` as for ``evals.cascade``. One scripted model knows people's labels, one says yes to
all, one no to all; each yes quotes the window of the source that is most like the claim. What they do to the
checker bounds what any model can. The second table moves the ends of doubt. With --reports, also the planted
faults and the paraphrases of ``evals.faults``, under the model that says yes to all.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agents.checker import Checker
from agents.checker.asking import Answer, Answers
from agents.checker.doubts import HIGH, LOW, doubtful
from agents.checker.embedded import resolve
from agents.checker.passages import ReadSource
from agents.checker.prompted import PromptedChecker
from agents.model import Shape, Usage
from agents.newsroom import embedded_checker
from agents.settings import load
from evals.cascade import PASSES, cited, passed, verdicts
from evals.faithfulness import Labelled, by_set, macro, read_labelled
from evals.faults import planted, reworded
from evals.paraphrases import PARAPHRASES
from evals.planted import FAULTS
from evals.told import Corpus, bundled, reports
from prompts import Prompt
from store.records import Claim, Label, Source, Verdict

LOWS, HIGHS = (0.2, 0.3, 0.4), (0.5, 0.6, 0.7)
"""Ends of doubt that are compared."""
SAY = ("people's word", "yes to all", "no to all")


class Scripted:
    """A model that gives every number one answer."""

    name = "scripted"

    def __init__(self, label: Label, quote: str) -> None:
        self._answer = label, quote
        self.usage = Usage()

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """One answer for each number that the prompt gives."""
        label, quote = self._answer
        count = prompt.material.count("\nIts passage, ")
        every = [Answer(n=number, label=label, quote=quote) for number in range(1, count + 1)]
        return shape.model_validate(Answers(answers=every).model_dump())


class Found:
    """A checker that has found its verdict before."""

    name = "found"

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:  # noqa: ARG002
        """Of whatever it is asked."""
        return self._verdict


def judged(claim: Claim, source: Source, verdict: Verdict, *, yes: bool) -> Verdict:
    """What becomes of the verdict where the model says yes or no, if it is asked."""
    if not doubtful(verdict):
        return verdict
    window = next(iter(ReadSource(source).windows(claim.text)), None)
    model = Scripted(Label.SUPPORTED if yes else Label.UNSUPPORTED, window.text if window else "")
    checker = PromptedChecker(Found(verdict), model)
    checker.foresee([claim], [source])
    return checker.check(claim, [source])


class Judged(NamedTuple):
    """Means over the sets: stopped of the supported, let through of the others, balanced accuracy."""

    stopped: float
    through: float
    balanced: float

    @classmethod
    def of(cls, rows: Sequence[Labelled], scores: Sequence[float]) -> "Judged":
        sets = by_set(rows, scores)
        stopped = [1 - one.scores[one.labels].mean() for one in sets.values()]
        through = [one.scores[~one.labels].mean() for one in sets.values()]
        return cls(float(np.mean(stopped)), float(np.mean(through)), macro(sets, PASSES))

    def __str__(self) -> str:
        return f"{self.stopped:>8.1%} {self.through:>8.1%} {100 * self.balanced:>9.1f}"


def bounds(rows: Sequence[Labelled], found: Sequence[Verdict | None]) -> Iterator[str]:
    """The checker alone, then under each scripted model."""
    asked = np.mean([one is not None and doubtful(one) for one in found])
    yield f"{len(rows)} claims, {asked:.1%} of them asked about"
    yield f"{'the model says':<22} {'stopped':>8} {'through':>8} {'balanced':>9}"
    yield f"{'(nothing)':<22} {Judged.of(rows, passed(found))}"
    for say in SAY:
        said = [_said(row, one, say) for row, one in zip(rows, found, strict=True)]
        yield f"{say:<22} {Judged.of(rows, passed(said))}"


def _said(row: Labelled, verdict: Verdict | None, say: str) -> Verdict | None:
    asked = cited(row)
    if verdict is None or asked is None:
        return verdict
    return judged(*asked, verdict, yes=row.supported if say == SAY[0] else say == SAY[1])


def ends(rows: Sequence[Labelled], found: Sequence[Verdict | None]) -> Iterator[str]:
    """Balanced accuracy at other ends of doubt, if every quotation stood."""
    head = f"{'doubt':<10} {'asked':>6}"
    yield head + "".join(f"  {say:>25}" for say in SAY)
    for low in LOWS:
        for high in HIGHS:
            asked = [one is not None and doubtful(one, low, high) for one in found]
            told = (_decided(rows, passed(found), asked, say) for say in SAY)
            shown = "".join(f"{Judged.of(rows, scores)}" for scores in told)
            mark = "*" if (low, high) == (LOW, HIGH) else ""
            yield f"{f'{low}-{high}{mark}':<10} {np.mean(asked):>6.1%}{shown}"


def _decided(
    rows: Sequence[Labelled], scores: Sequence[float], asked: Sequence[bool], say: str
) -> list[float]:
    """1 for what passes, if what is asked about is decided so."""
    return [
        (float(row.supported) if say == SAY[0] else float(say == SAY[1])) if doubt else score
        for row, score, doubt in zip(rows, scores, asked, strict=True)
    ]


def faults(corpus: Corpus, checker: Checker, most: int) -> Iterator[str]:
    """What passes of planted faults, and is stopped of true sentences in other words."""
    false = [claim for kind, fault in FAULTS.items() for claim in planted(kind, fault, corpus, most)]
    true = [claim for paraphrase in PARAPHRASES.values() for claim in reworded(paraphrase, corpus, most)]
    for name, claims in (("planted faults", false), ("paraphrases", true)):
        found = [checker.check(claim, corpus.sources) for claim in claims]
        asked = np.mean([doubtful(one) for one in found])
        after = [_yes(claim, one, corpus.sources) for claim, one in zip(claims, found, strict=True)]
        through = [np.mean([one.label is Label.SUPPORTED for one in some]) for some in (found, after)]
        yield (
            f"{corpus.name}: {len(claims)} {name}, {asked:.1%} asked about; "
            f"{through[0]:.1%} pass alone, {through[1]:.1%} under a yes to all"
        )


def _yes(claim: Claim, verdict: Verdict, sources: Sequence[Source]) -> Verdict:
    meant = [resolve(one, sources) for one in claim.citations]
    return judged(claim, meant[0], verdict, yes=True) if meant and isinstance(meant[0], Source) else verdict


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of dev.jsonl.gz")
    parser.add_argument("--limit", type=int, help="claims of each set at most")
    parser.add_argument("--reports", type=Path, help="folder of wikinews/*.jsonl")
    parser.add_argument("--n", type=int, default=60, help="planted sentences of each kind at most")
    asked = parser.parse_args()
    checker = embedded_checker(load())
    rows = read_labelled(asked.data / "dev.jsonl.gz", asked.limit)
    found = verdicts(rows, checker)
    lines = [*bounds(rows, found), "", *ends(rows, found), ""]
    for corpus in [bundled(), reports(asked.reports / "wikinews")] if asked.reports else []:
        lines += faults(corpus, checker, asked.n)
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
