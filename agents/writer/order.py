"""The order a reader follows: the newest main event first, then subject by subject, background last."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from agents.facets import facet_of
from agents.writer.facts import Fact
from agents.writer.likeness import likeness

LEAD = 3
"""Sentences in the first paragraph at most."""
LARGEST = 6
"""Sentences in a paragraph at most: about 150 words, what a column of news holds."""
COHESION = 0.22
"""Mean closeness below which two groups of sentences are not one subject."""


def arrange(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Paragraphs of facts. The lead tells the newest news of weight; the others run back in time."""
    lead = _lead(facts)
    first, *others = _subjects(lead, [fact for fact in facts if fact not in lead])
    joined = sorted((fact for fact in first if fact not in lead), key=_reading_order)
    body = sorted(others, key=lambda group: (not _background(group), _middle(group)), reverse=True)
    return [[*lead, *joined], *(sorted(group, key=_reading_order) for group in body)]


def _lead(facts: Sequence[Fact]) -> list[Fact]:
    newest = max(fact.told.time for fact in facts)
    fresh = [fact for fact in facts if newest - fact.told.time <= timedelta(days=2)]
    return sorted(fresh, key=lambda fact: -fact.worth - 0.3 / (1 + fact.told.position))[:LEAD]


def subject(facts: Sequence[Fact]) -> str:
    """The name that most of the sentences share, or their commonest term."""
    named = Counter(name for fact in facts for name in dict.fromkeys(fact.told.surface.names))
    terms = Counter(term for fact in facts for term in sorted(fact.told.surface.stems))
    ranked = named.most_common(1) or terms.most_common(1)
    return ranked[0][0] if ranked else ""


def _subjects(lead: Sequence[Fact], rest: Sequence[Fact]) -> list[list[Fact]]:
    """Average-link clustering by likeness, time and common source, the lead's group first.

    Lone sentences join the group that is nearest, the lead's too.
    """
    facts = [*lead, *rest]
    close = _closeness(facts)
    groups = [list(range(len(lead))), *([index] for index in range(len(lead), len(facts)))]
    while pair := _nearest(close, groups):
        one, other = pair
        groups[one] += groups.pop(other)
    return [[facts[index] for index in group] for group in groups]


def _nearest(close: NDArray[np.float64], groups: list[list[int]]) -> tuple[int, int] | None:
    """The two groups that belong together most, or None where no two do."""
    pairs = [
        (float(close[np.ix_(a, b)].mean()), -one, -other)
        for one, a in enumerate(groups)
        for other, b in enumerate(groups)
        if one < other and len(a) + len(b) <= LARGEST
    ]
    together = [
        pair
        for pair in pairs
        if pair[0] >= COHESION or min(len(groups[-pair[1]]), len(groups[-pair[2]])) == 1
    ]
    strength, one, other = max(together, default=(0.0, 0, 0))
    return (-one, -other) if strength else None


def _closeness(facts: Sequence[Fact]) -> NDArray[np.float64]:
    alike = likeness([fact.told.surface for fact in facts])
    times = [fact.told.time.timestamp() for fact in facts]
    reach = max(times) - min(times) or 1.0
    apart = np.abs(np.subtract.outer(np.array(times), np.array(times))) / reach
    same = np.array([[float(a.told.source.id == b.told.source.id) for b in facts] for a in facts])
    facets = [facet_of(fact.told.text) for fact in facts]
    asked = np.array([[float(a == b != "") for b in facets] for a in facets])
    return alike + 0.10 * (1 - apart) + 0.05 * same + 0.15 * asked


def _background(group: Sequence[Fact]) -> bool:
    return Counter(facet_of(fact.told.text) for fact in group).most_common(1)[0][0] == "background"


def _middle(group: Sequence[Fact]) -> datetime:
    newest = sorted(fact.told.time for fact in group)
    return newest[len(newest) // 2]


def _reading_order(fact: Fact) -> tuple[datetime, str, int]:
    return (fact.told.time, fact.told.source.id, fact.told.position)
