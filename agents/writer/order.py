"""The order a reader follows: the newest main event first, then subject by subject, background last."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from agents.facets import facet_of
from agents.likeness import likeness
from agents.writer.tellings import Telling

LEAD = 3
"""Sentences in the first paragraph at most."""
LARGEST = 6
"""Sentences in a paragraph at most: about 150 words, what a column of news holds."""
DIGITS = 12
"""Of a mean: sums in another order differ beyond."""
COHESION = 0.22
"""Mean closeness below which two groups of sentences are not one subject."""


def arrange(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Paragraphs of tellings. The lead tells the newest news of weight; the others run back in time."""
    lead = _lead(tellings)
    first, *others = _subjects(lead, [telling for telling in tellings if telling not in lead])
    joined = sorted((telling for telling in first if telling not in lead), key=_reading_order)
    body = sorted(others, key=lambda group: (not _background(group), _middle(group)), reverse=True)
    return [[*lead, *joined], *(sorted(group, key=_reading_order) for group in body)]


def _lead(tellings: Sequence[Telling]) -> list[Telling]:
    newest = max(telling.told.time for telling in tellings)
    fresh = [telling for telling in tellings if newest - telling.told.time <= timedelta(days=2)]
    return sorted(fresh, key=lambda telling: -telling.worth - 0.3 / (1 + telling.told.position))[:LEAD]


def subject(tellings: Sequence[Telling]) -> str:
    """The name that most of the sentences share, or their commonest term."""
    named = Counter(name for telling in tellings for name in dict.fromkeys(telling.told.surface.names))
    terms = Counter(term for telling in tellings for term in sorted(telling.told.surface.stems))
    ranked = named.most_common(1) or terms.most_common(1)
    return ranked[0][0] if ranked else ""


def _subjects(lead: Sequence[Telling], rest: Sequence[Telling]) -> list[list[Telling]]:
    """Average-link clustering by likeness, time and common source, the lead's group first.

    Lone sentences join the group that is nearest, the lead's too.
    """
    tellings = [*lead, *rest]
    groups = [list(range(len(lead))), *([index] for index in range(len(lead), len(tellings)))]
    member = np.zeros((len(groups), len(tellings)))
    for row, group in enumerate(groups):
        member[row, group] = 1.0
    sums = member @ _closeness(tellings) @ member.T
    while pair := _nearest(sums, [len(group) for group in groups]):
        one, other = pair
        groups[one] += groups.pop(other)
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        sums = np.delete(np.delete(sums, other, axis=0), other, axis=1)
    return [[tellings[index] for index in group] for group in groups]


def _nearest(sums: NDArray[np.float64], sizes: Sequence[int]) -> tuple[int, int] | None:
    """The two groups that belong together most, of equals the first; None where no two do.

    ``sums`` are of the closeness of all members of two groups.
    """
    size = np.array(sizes)
    means = np.round(sums / np.outer(size, size), DIGITS)
    fits = np.add.outer(size, size) <= LARGEST
    together = (means >= COHESION) | (np.minimum.outer(size, size) == 1)
    strength = np.where(np.triu(fits & together, k=1), means, 0.0)
    best = strength.max(initial=0.0)
    if best <= 0:
        return None
    one, other = np.argwhere(strength == best)[0].tolist()
    return one, other


def _closeness(tellings: Sequence[Telling]) -> NDArray[np.float64]:
    alike = likeness([telling.told.surface for telling in tellings])
    times = [telling.told.time.timestamp() for telling in tellings]
    reach = max(times) - min(times) or 1.0
    apart = np.abs(np.subtract.outer(np.array(times), np.array(times))) / reach
    same = np.array([[float(a.told.source.id == b.told.source.id) for b in tellings] for a in tellings])
    facets = [facet_of(telling.told.text) for telling in tellings]
    asked = np.array([[float(a == b != "") for b in facets] for a in facets])
    return alike + 0.10 * (1 - apart) + 0.05 * same + 0.15 * asked


def _background(group: Sequence[Telling]) -> bool:
    return Counter(facet_of(telling.told.text) for telling in group).most_common(1)[0][0] == "background"


def _middle(group: Sequence[Telling]) -> datetime:
    newest = sorted(telling.told.time for telling in group)
    return newest[len(newest) // 2]


def _reading_order(telling: Telling) -> tuple[datetime, str, int]:
    return (telling.told.time, telling.told.source.id, telling.told.position)
