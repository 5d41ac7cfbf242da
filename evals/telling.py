"""What a text tells of a gold text, and how often it says the same: by words in common, and by entailment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import Self

from agents.checker.support import Support
from agents.surface import read_surface
from evals.rouge import recall
from store.snippets import sentences

SHARED = 0.5
"""Of a claim's words, those that another one must have to be asked whether it entails the claim: on one topic
the model takes much for told that is only near."""


@dataclass(frozen=True)
class Telling:
    """Shares in 0..1, and how many words it took."""

    rouge_1: float
    rouge_2: float
    covered: float
    """Of the gold sentences, those that the text entails."""
    redundant: float
    """Of the claims, those that another one entails."""
    words: float

    @classmethod
    def mean(cls, many: Sequence[Self]) -> Self:
        return cls(*(fmean(getattr(one, field.name) for one in many) for field in fields(cls)))


def telling(claims: Sequence[str], golds: Sequence[str], judge: Support) -> Telling:
    """Of several gold texts for one day the mean."""
    text = " ".join(claims)
    return Telling(
        rouge_1=fmean(recall(text, gold, 1) for gold in golds),
        rouge_2=fmean(recall(text, gold, 2) for gold in golds),
        covered=fmean(_covered(text, gold, judge) for gold in golds),
        redundant=redundant(claims, judge),
        words=len(text.split()),
    )


def redundant(claims: Sequence[str], judge: Support) -> float:
    """Share of the claims that another claim entails by itself."""
    return _share(any(_entails(judge.score(claim, _near(claim, claims)), judge)) for claim in claims)


def _near(claim: str, claims: Sequence[str]) -> list[str]:
    stems = read_surface(claim).stems
    others = (other for other in claims if other != claim)
    return [other for other in others if len(stems & read_surface(other).stems) >= SHARED * len(stems)]


def _covered(text: str, gold: str, judge: Support) -> float:
    wanted = [" ".join(gold[start:end].split()) for start, end in sentences(gold)]
    return _share(any(_entails(judge.score(sentence, [text]), judge)) for sentence in wanted)


def _entails(scores: Iterable[float], judge: Support) -> Iterable[bool]:
    return (score >= judge.threshold for score in scores)


def _share(given: Iterable[bool]) -> float:
    counted = list(given)
    return sum(counted) / len(counted) if counted else 0.0
