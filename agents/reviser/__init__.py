"""The reviser: the version before and the news → what still stands, and what was overtaken, and by what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from agents.revision import Revision
from store.records import Evidence, Source, StoryVersion


class Reviser(Protocol):
    """The seam.

    ``cited`` are the sources of the live version as they stand today, by id; ``editions`` those that took
    the place of one of them; ``news`` is evidence that the live version had not seen.
    """

    name: str

    def revise(
        self,
        live: StoryVersion,
        cited: Mapping[str, Source],
        editions: Mapping[str, Source],
        news: Sequence[Evidence],
        now: datetime,
    ) -> Revision: ...
