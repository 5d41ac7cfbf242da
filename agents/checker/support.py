"""How far a passage supports a claim, as a number between 0 and 1."""

from collections.abc import Sequence
from typing import Protocol

from agents.surface import read_surface


class Support(Protocol):
    """The seam where an entailment model stands: one score per passage, supported from ``threshold``."""

    name: str
    threshold: float

    def score(self, claim: str, passages: Sequence[str]) -> list[float]: ...


class LexicalSupport:
    """Share of the claim's terms (stems and figures) that stand in the passage; figures count double."""

    name = "lexical-1"

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        """An empty claim is supported by nothing."""
        terms = read_surface(claim).terms
        weights = {term: 2.0 if term.startswith("#") else 1.0 for term in terms}
        whole = sum(weights.values())
        if not whole:
            return [0.0] * len(passages)
        return [sum(weights[term] for term in terms & read_surface(p).terms) / whole for p in passages]
