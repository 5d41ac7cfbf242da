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


@runtime_checkable
class Foreseeing(Protocol):
    """A checker that asks about many claims at once, before it checks them one by one."""

    def foresee(self, claims: Iterable[Claim], sources: Sequence[Source]) -> None:
        """Raises ModelError. Whatever is not foreseen is checked all the same, and asks nobody."""
        ...


@runtime_checkable
class Asking(Protocol):
    """A checker that asks somebody, who may give no answer."""

    rules: str
    """Digest of what is asked, and of whom."""

    def settles(self, verdict: Verdict) -> bool:
        """Whether the verdict is the last word: False where nobody was asked, or the answer was unfit."""
        ...
