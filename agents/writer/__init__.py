"""The writer: evidence → a draft. What it writes is believed by nobody until the checker has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from agents.revision import RevisedDraft, Revision
from store.records import Claim, Draft, Evidence, Paragraph, StoryVersion


class Writer(Protocol):
    """The seam. Raises NothingToTell where the evidence holds no sentence that can stand in a story.

    Where a story has a ``length`` of its own, in words, it goes by that; else by the writer's.
    """

    name: str

    def write(self, topic: str, evidence: Sequence[Evidence], length: int = 0) -> Draft: ...

    def revise(self, topic: str, revision: Revision, evidence: Sequence[Evidence]) -> RevisedDraft:
        """The next version's draft; ``evidence`` is what the version before had not seen, and may be none."""
        ...


@dataclass(frozen=True)
class Heads:
    """What stands over a story, best first, and what says in a few sentences what is new in it."""

    titles: tuple[Claim, ...] = ()
    news: tuple[Claim, ...] = ()


@runtime_checkable
class Entitling(Protocol):
    """A writer that finds heads for what passed the checker."""

    def heads(self, topic: str, told: Sequence[Paragraph], live: StoryVersion | None = None) -> Heads:
        """No titles where that of the live version still fits, no news where nothing is new to it."""
        ...
