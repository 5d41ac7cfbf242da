"""The planner: a topic → the questions a reader has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from agents.planner.embedded import EmbeddedPlanner
from store.records import Evidence, Question, StoryVersion

__all__ = ["EmbeddedPlanner", "Planner"]


class Planner(Protocol):
    """The seam. ``first`` is what the topic's own words found; ``live`` is what the story says so far."""

    name: str

    def plan(
        self,
        topic: str,
        as_of: datetime | None,
        first: Sequence[Evidence],
        live: StoryVersion | None = None,
    ) -> tuple[Question, ...]: ...
