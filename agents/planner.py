"""The planner: a topic → the questions a reader has."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from agents.facets import FACETS
from agents.surface import content_stems, names, stem
from agents.voices import voices
from store.records import Evidence, Question

SUBJECTS = 6
"""Names around the topic that get a question of their own."""

FRESH = timedelta(days=3)
"""Half-life of a snippet's score where the latest is asked for."""


class Planner(Protocol):
    """The seam. ``first`` is what the topic's own words found."""

    name: str

    def plan(self, topic: str, as_of: datetime | None, first: Sequence[Evidence]) -> tuple[Question, ...]: ...


class EmbeddedPlanner:
    """Plans from the archive: the readers' facets, and names that several sources set beside the topic."""

    name = "embedded-1"

    def plan(self, topic: str, as_of: datetime | None, first: Sequence[Evidence]) -> tuple[Question, ...]:
        subjects = _subjects(topic, first)
        around = " ".join(subjects[:3])
        asked = {"latest": "", **FACETS}
        facets = [
            Question(
                text=" ".join(f"{topic} {around} {cues}".split()),
                facet=facet,
                as_of=as_of,
                half_life=FRESH if facet == "latest" else None,
            )
            for facet, cues in asked.items()
        ]
        return (*facets, *(Question(text=f"{name} {topic}", facet=name, as_of=as_of) for name in subjects))


def _subjects(topic: str, first: Sequence[Evidence]) -> list[str]:
    known = set(content_stems(topic))
    tellers: dict[str, set[str]] = {}
    voice = voices(one.source for one in first)
    for one in first:
        for name in set(names(one.snippet.text)):
            if not {stem(word) for word in name.split()} <= known:
                tellers.setdefault(name, set()).add(voice[one.source.id])
    counts = Counter({name: len(told) for name, told in sorted(tellers.items()) if len(told) > 1})
    return [name for name, _ in counts.most_common(SUBJECTS)]
