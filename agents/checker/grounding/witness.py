"""What a claim is held against, read once: the passage, and the sentence of the source that says the same."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from agents.checker.passages import Passage, ReadSource
from agents.surface import Surface, content_stems, read_surface, words

_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True)
class Witness:
    """A claim beside a passage of its source.

    The bearer is the sentence that has nearly all of the claim's words, be it much longer than the claim;
    empty where no sentence has. The twin of the passage is one that says no more than the claim does.
    """

    text: str
    passage: Passage
    source: ReadSource

    @cached_property
    def claim(self) -> Surface:
        """What the claim says on its surface."""
        return read_surface(self.text)

    @cached_property
    def bearer(self) -> str:
        """The twin, if there is one."""
        return self.passage.twin or next(iter(self.source.bearers(self.text)), "")

    @cached_property
    def ours(self) -> Counter[str]:
        """Words of the claim that the bearer lacks."""
        return lowered(self.text) - lowered(self.bearer)

    @cached_property
    def theirs(self) -> Counter[str]:
        """Words of the bearer that the claim lacks."""
        return lowered(self.bearer) - lowered(self.text)

    def keeps(self, word: str, told: str) -> bool:
        """Whether the claim has what the word is said of there: one of the two words of meaning after it."""
        _, _, rest = f" {' '.join(words(told)).lower()} ".partition(f" {word} ")
        after = content_stems(rest)[:2]
        return not after or not self.claim.stems.isdisjoint(after)


@lru_cache(maxsize=4_000)
def lowered(text: str) -> Counter[str]:
    """Its words, counted, in lower case."""
    return Counter(word.lower() for word in words(text))


def exchanged(ours: Iterable[_T], theirs: Iterable[_T]) -> frozenset[_T]:
    """What is ours alone, where they have something else in its place."""
    counted, others = Counter(ours), Counter(theirs)
    return frozenset(counted - others) if others - counted else frozenset[_T]()
