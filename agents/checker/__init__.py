"""The checker: a claim and the sources it may cite → a verdict.

It sees what a stranger would: the sentence, its citations, the sources. Nothing of how the sentence was made.
"""

from collections.abc import Sequence
from typing import Protocol

from store.records import Claim, Source, Verdict


class Checker(Protocol):
    """The seam. ``sources`` are those that a citation may mean; others do not exist for the checker."""

    name: str

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict: ...
