"""The checker: a claim and the sources it may cite → a verdict.

It sees what a stranger would: the sentence, its citations, the sources. Nothing of how the sentence was made.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from store.records import Claim, Source, Verdict


class Checker(Protocol):
    """The seam. ``sources`` are those that a citation may mean; others do not exist for the checker."""

    name: str

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict: ...


@runtime_checkable
class Remembering(Protocol):
    """A checker that wants to know beforehand what it will be asked."""

    def recall(self, claims: Iterable[Claim], sources: Sequence[Source]) -> None: ...
