"""What happened to the claims of a story from one version to the next, and what is in dispute."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from store.records.base import Record


class ChangeKind(StrEnum):
    """What happened to one claim."""

    KEPT = "kept"
    ADDED = "added"
    REWORDED = "reworded"
    RE_SUPPORTED = "re_supported"
    RETIRED = "retired"


class Retirement(StrEnum):
    """Why a claim is told no longer: a closed vocabulary."""

    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"
    EXPIRED = "expired"
    RESOLVED = "resolved"
    RETRACTED = "retracted"
    DUPLICATE = "duplicate"
    OFF_TOPIC = "off_topic"
    SPACE = "space"


class Change(Record):
    """What happened to one claim between a version and its parent."""

    kind: ChangeKind
    claim: str = Field(description="Id of the claim in this version; of one that is retired, in the parent.")
    before: str = Field(default="", description="Its id in the parent, where it was reworded or cited anew.")
    reason: Retirement | None = Field(default=None, description="Why it was retired.")
    by: str = Field(
        default="", description="Id of the claim of this version that took its place, if one did."
    )
    detail: str = Field(default="", description="What was found, in a few words.")

    @model_validator(mode="after")
    def _retired_with_a_reason(self) -> Self:
        if (self.kind is ChangeKind.RETIRED) != (self.reason is not None):
            raise ValueError("a claim is retired with a reason, and nothing else has one")
        return self


class Conflict(Record):
    """Claims of one version that give different values for one thing at one time; all of them are told."""

    about: str = Field(description="The quantity, as its sentences name it.")
    claims: tuple[str, ...] = Field(min_length=2, description="Ids of the claims, the newest source's first.")
    values: tuple[str, ...] = Field(min_length=2, description="What each says, in the same order.")
