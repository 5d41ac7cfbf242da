"""What passes between reviser, writer and editor when a story goes on from the version before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from store.records import Change, Claim, Draft, Source, StoryVersion

Place = tuple[str, int]
"""Of a sentence: the id of its source, and where it begins there."""


@dataclass(frozen=True)
class Standing:
    """A claim of the version before, and what it rests on now."""

    claim: Claim
    sources: tuple[Source, ...]
    """Those that it cites, in the order of its citations; none where they are not at hand."""
    start: int
    """Where its evidence begins in the first of them."""
    time: datetime
    """When the first of them was published, or else when the version was written."""


@dataclass(frozen=True)
class Revision:
    """What still stands of a version, in reading order, and what no longer does."""

    live: StoryVersion
    stands: tuple[Standing, ...]
    retired: tuple[Change, ...] = ()
    """``by`` names no claim yet: the writer has not told what took the place."""
    renewed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id of a claim that was reworded or cited anew → the id that it had."""
    overtaken: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id of a claim that was retired → the sentence, as its source has it, that took its place."""
    places: Mapping[str, Place] = field(default_factory=dict[str, Place])
    """Id of such a claim → where that sentence stands."""
    corrections: tuple[str, ...] = ()
    recalled: Mapping[Place, str] = field(default_factory=dict[Place, str])
    """Where a sentence stands that tells another figure than a claim which went, or that it came → it."""
    revived: tuple[Standing, ...] = ()
    """Such claims where the two are in dispute: both are told."""


@dataclass(frozen=True)
class RevisedDraft:
    """The draft of the next version, and what the writer did with the claims that stood."""

    draft: Draft
    retired: tuple[Change, ...] = ()
    renewed: Mapping[str, str] = field(default_factory=dict[str, str])
    instead: Mapping[str, Claim] = field(default_factory=dict[str, Claim])
    """Id of a claim → the one that is told in its place, and not retired, where it does not pass."""
    by: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id of a claim that the reviser retired → the one that tells what took its place."""
