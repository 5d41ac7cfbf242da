"""What a job is asked for, how it stands, and what it tells while it is worked on."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from agents.editor import story_name
from store.errors import StorytreeError
from store.records import Record, UTCDateTime

SOURCES = "sources"
"""What jobs are for that are for no story."""


class Write(Record):
    """Write a story, or its next version anew; before it, read what lies at these addresses."""

    kind: Literal["write"] = "write"
    topic: str
    as_of: UTCDateTime | None = None
    length: int = Field(default=0, description="Words of the story at most, from now on; 0: as it was.")
    places: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return story_name(self.topic)


class Update(Record):
    """Write the next version of a story from what is new; before it, poll the feeds where that is asked."""

    kind: Literal["update"] = "update"
    story: str
    as_of: UTCDateTime | None = None
    on: tuple[int, int] | None = Field(default=None, description="A version of the branch to go on with.")
    poll: bool = False

    @property
    def about(self) -> str:
        return self.story


class Branch(Record):
    """Go on from an earlier version of a story once more, beside what came after it."""

    kind: Literal["branch"] = "branch"
    story: str
    version: tuple[int, int]
    as_of: UTCDateTime | None = None
    name: str = Field(default="", description="What to call it; else after its first version.")

    @property
    def about(self) -> str:
        return self.story


class Add(Record):
    """Read what lies at these addresses into the archive."""

    kind: Literal["add"] = "add"
    places: tuple[str, ...] = Field(min_length=1)

    @property
    def about(self) -> str:
        return SOURCES


class Poll(Record):
    """Read what is new in the feeds that are followed, or in these of them."""

    kind: Literal["poll"] = "poll"
    feeds: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return SOURCES


Order = Annotated[Write | Update | Branch | Add | Poll, Field(discriminator="kind")]
ORDERS: TypeAdapter[Order] = TypeAdapter(Order)


class State(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in {State.DONE, State.FAILED, State.CANCELLED}


class Problem(Record):
    """Why something came to nothing, and what to do about it."""

    kind: str = Field(description="Name of the error, as `NothingToTell`.")
    detail: str
    advice: str = ""
    retry: bool = False

    @classmethod
    def of(cls, error: StorytreeError) -> "Problem":
        return cls(kind=type(error).__name__, detail=str(error), advice=error.advice, retry=error.retry)


class Outcome(Record):
    """What came of a job."""

    version: str = Field(default="", description="Label of the version that was written, or still stands.")
    new: bool = Field(default=False, description="Whether that version is new.")
    added: int = Field(default=0, description="Sources that were added.")
    known: int = Field(default=0, description="Sources that were there already.")
    skipped: tuple[Problem, ...] = Field(default=(), description="What could not be read.")
    problem: Problem | None = None


class Job(Record):
    """A piece of work: what was asked, by whom, and how it stands."""

    id: str
    order: Order
    about: str = Field(description="The story that it is for; `sources` where it is for none.")
    state: State
    actor: str = ""
    ordered_at: UTCDateTime
    ended_at: UTCDateTime | None = None
    outcome: Outcome | None = None


class Told(Record):
    """Something that happened while a job was worked on."""

    at: UTCDateTime
    event: str = Field(description="For example `retrieved`, `checked`, `emitted`.")
    text: str = Field(description="In words.")
    data: dict[str, str] = Field(default_factory=dict[str, str])
