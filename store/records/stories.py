"""What is told: drafts, and the versions of stories."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from store.records.base import Line, Record, UTCDateTime
from store.records.changes import Change, Conflict
from store.records.claims import Claim, Verdict
from store.records.usage import Usage

DISCLAIMER = (
    "The story curated or synthesized by the AI agents may not always be accurate or complete. "
    "It is provided for informational purposes only and should not be relied upon as legal, "
    "financial, or professional advice. Please use your own discretion."
)


class Paragraph(Record):
    """Claims on one subject, in reading order."""

    subject: str = ""
    claims: tuple[Claim, ...] = Field(min_length=1)


class Draft(Record):
    """What a writer hands in, before anything was checked."""

    title: Claim
    paragraphs: tuple[Paragraph, ...]
    titles: tuple[Claim, ...] = ()
    """For where the first does not pass, best first."""

    def claims(self) -> Iterable[Claim]:
        """Every sentence of the body, in reading order."""
        return (claim for paragraph in self.paragraphs for claim in paragraph.claims)


class LeftOut(Record):
    """A sentence that the gate held back, and the verdict that did it."""

    claim: Claim
    verdict: Verdict
    repairs: int = Field(description="Attempts made to repair it, at most two.")


SHORTEST, LONGEST = 50, 20_000
"""Words that a story may be asked to have at most."""


class StoryVersion(Draft):
    """An immutable version of a story. Together the versions of a story are a tree."""

    story: str = Field(default="", description="Name of the story, as the command line takes it.")
    topic: str = ""
    major: int = Field(default=0, ge=0)
    minor: int = Field(default=1, ge=0)
    parent: tuple[int, int] | None = None
    written_at: UTCDateTime
    as_of: UTCDateTime | None = Field(default=None, description="Only sources published by then were used.")
    verdicts: tuple[Verdict, ...] = Field(
        default=(), description="One per claim, title first, in reading order."
    )
    sources: tuple[str, ...] = Field(
        default=(), description="Ids of the cited sources, in order of first citation."
    )
    left_out: tuple[LeftOut, ...] = ()
    changes: tuple[Change, ...] = Field(default=(), description="Since its parent; none in a first version.")
    news: tuple[Claim, ...] = Field(
        default=(), description="What is new since its parent, in checked sentences of a model; else none."
    )
    conflicts: tuple[Conflict, ...] = ()
    corrections: tuple[str, ...] = Field(
        default=(), description="What sources took back that an earlier version had told from them."
    )
    branch: str = Field(
        default="", description="Its branch: a name, or the version that began it; empty on the trunk."
    )
    length: int = Field(
        default=0, ge=0, description="Words that it may have at most, where that was asked for it; else 0."
    )
    read_up_to: int = Field(default=0, ge=0, description="Sources that had arrived when it was written.")
    prompts: dict[str, str] = Field(default_factory=dict[str, str], description="Prompt name to digest.")
    models: dict[str, str] = Field(default_factory=dict[str, str], description="Role to model name.")
    usage: dict[str, Usage] = Field(
        default_factory=dict[str, Usage], description="Role to what its language model did for this version."
    )
    settings_digest: str = ""
    disclaimer: Line = DISCLAIMER

    @property
    def number(self) -> tuple[int, int]:
        """Integers, so that v0.9 comes before v0.22."""
        return (self.major, self.minor)

    @property
    def label(self) -> str:
        """For example ``v0.22``."""
        return f"v{self.major}.{self.minor}"

    @property
    def dated(self) -> datetime:
        """The moment the story speaks of: ``as_of`` where one was asked for, else ``written_at``."""
        return self.as_of or self.written_at
