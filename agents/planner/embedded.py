"""The planner that needs no language model: it asks what readers ask of any story."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.facets import FACETS
from agents.periods import periods
from agents.surface import content_stems, names, read_surface, stem
from agents.voices import voices
from store.records import Claim, Evidence, Question, StoryVersion

SUBJECTS = 6
"""Names around the topic that get a question of their own."""
FRESH = timedelta(days=3)
"""Half-life of a snippet's score where the latest is asked for."""
EVENT = 10
"""Sources of the topic's own answer, the best first, that say which event is meant."""
OF_PERIOD = 15
"""Snippets that are wanted of each period."""
SINCE = 5
"""Snippets that are wanted of what came after all that was found first."""
AGAINST = 6
"""Claims of the live version that sources are looked for against."""
OF_CLAIM = 10
"""Snippets that are wanted on each of them."""


class EmbeddedPlanner:
    """Plans from the archive.

    It asks by the readers' facets, by names that several sources set beside the topic, by the periods in
    which its sources were published, and of a story that is told already: what is new, and what speaks
    against it. Where the words are not the topic's own, what those found first says which event is meant.
    """

    name = "embedded-2"

    def plan(
        self,
        topic: str,
        as_of: datetime | None,
        first: Sequence[Evidence],
        live: StoryVersion | None = None,
    ) -> tuple[Question, ...]:
        subjects = _subjects(topic, first)
        beside = event(first)
        around = " ".join([topic, *subjects[:3]])
        asked = (
            Question(text=around, facet="latest", half_life=FRESH),
            *(
                Question(text=f"{around} {' '.join(cues.split())}", facet=name)
                for name, cues in FACETS.items()
            ),
            *(Question(text=f"{name} {topic}", facet=name) for name in subjects),
            *_since(topic, first),
            *_by_period(topic, first),
            *(_of_the_story(topic, live) if live else ()),
        )
        return tuple(
            one.model_copy(update={"as_of": as_of, "beside": () if one.text == topic else beside})
            for one in asked
        )


def event(first: Sequence[Evidence]) -> tuple[str, ...]:
    """Ids of the sources that say which event is meant."""
    return tuple(sorted(list(dict.fromkeys(one.source.id for one in first))[:EVENT]))


def _since(topic: str, first: Sequence[Evidence]) -> list[Question]:
    """What came after all that the topic's own answer brought: a few, which need not say much of it."""
    known = [one.source.published_at for one in first if one.source.published_at]
    asked = Question(text=topic, facet="latest", half_life=FRESH, depth=SINCE)
    return [asked.model_copy(update={"since": max(known)})] if known else []


def _by_period(topic: str, first: Sequence[Evidence]) -> list[Question]:
    return [
        Question(text=topic, facet="period", since=one.since, until=one.until, depth=OF_PERIOD)
        for one in periods([one.source for one in first])
    ]


def _of_the_story(topic: str, live: StoryVersion) -> list[Question]:
    """What came after it, and what sources that it does not cite say of what it asserts."""
    return [
        Question(text=topic, facet="news", since=live.dated, without=live.sources),
        *(
            Question(text=claim.text, facet="against", without=live.sources, depth=OF_CLAIM)
            for claim in _contestable(live)
        ),
    ]


def _contestable(live: StoryVersion) -> list[Claim]:
    """Claims with figures, those with most first; of equals in reading order."""
    figures = {claim.id: len(read_surface(claim.text).figures) for claim in live.claims()}
    claims = [claim for claim in live.claims() if figures[claim.id]]
    return sorted(claims, key=lambda claim: -figures[claim.id])[:AGAINST]


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
