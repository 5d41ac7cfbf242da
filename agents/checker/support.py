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
    """Share of the claim's stems that stand in the passage.

    Figures are grounded one by one: counted here too, they would only make up for words that are missing.
    """

    name = "lexical-2"

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        """An empty claim is supported by nothing."""
        stems = read_surface(claim).stems
        return [len(stems & read_surface(passage).stems) / max(1, len(stems)) for passage in passages]
