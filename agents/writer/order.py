"""The order a reader follows: the newest main event first, then subject by subject, background last."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from agents.facets import facet_of
from agents.headline import is_quoted
from agents.likeness import likeness_of_subjects
from agents.surface import MONTHS
from agents.writer.introductions import introduced
from agents.writer.tellings import Telling

LEAD = 3
"""Sentences in the first paragraph at most."""
FRESH = timedelta(days=2)
"""Before the newest sentence, from which on a story is led and gets its title."""
LONG_AGO = 14
"""Days after which what happened is no news of its own."""
LARGEST = 6
"""Sentences in a paragraph at most: about 150 words, what a column of news holds."""
DIGITS = 12
"""Of a mean: sums in another order differ beyond."""
FAR = -100.0
BESIDE, NEARBY = 0.2, 3
"""What two sentences are closer by that follow one another in their source, for one may mean what the other
says; divided by how far they are apart, up to so many."""
COHESION = 0.22
"""Mean closeness below which two groups of sentences are not one subject."""

_IN_YEAR = re.compile(
    rf"(?<!than )(?<!as )\bin (?:(?:early|mid|late)[ -])?(?:(?:{'|'.join(MONTHS)}) )?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)

_Values = NDArray[np.float64]


def arrange(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Paragraphs of tellings. The lead tells the newest news of weight; the others run back in time."""
    lead = _lead(tellings)
    first, *others = _subjects(lead, [telling for telling in tellings if telling not in lead])
    joined = sorted((telling for telling in first if telling not in lead), key=_reading_order)
    body = sorted(others, key=lambda group: (not _background(group), _middle(group)), reverse=True)
    return introduced([[*lead, *joined], *(sorted(group, key=_reading_order) for group in body)])


def _lead(tellings: Sequence[Telling]) -> list[Telling]:
    newest = max(telling.told.time for telling in tellings)
    fresh = [telling for telling in tellings if newest - telling.told.time <= FRESH]
    ranked = sorted(fresh, key=lambda telling: -telling.worth - 0.3 / (1 + telling.told.position))
    return sorted(ranked, key=_leads_ill)[:LEAD]


def _leads_ill(telling: Telling) -> bool:
    """Whether it begins in somebody's words, or tells of days long gone alone, which are no news."""
    now = telling.told.time.date()
    first = {month[:3]: now.replace(month=number, day=1) for number, month in enumerate(MONTHS, start=1)}
    days = [first[month] + timedelta(day - 1) for month, day in telling.told.surface.dates]
    gone = bool(days) and all(timedelta(LONG_AGO) < now - day for day in days)
    years = [] if days else [int(year) for year in _IN_YEAR.findall(telling.told.text)]
    gone = gone or (bool(years) and max(years) < now.year)
    return gone or is_quoted(telling.told.text)


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
    sums = member @ _near(tellings, len(lead)) @ member.T
    sizes = member.sum(axis=1)
    strength = np.triu([_strength(sums, sizes, row) for row in range(len(groups))], k=1)
    while strength.max(initial=0.0) > 0:
        one, other = divmod(int(strength.argmax()), len(groups))  # of equals the first
        groups[one] += groups[other]
        groups[other] = []
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        sizes[one] += sizes[other]
        sizes[other] = np.inf  # fits nowhere
        changed = _strength(sums, sizes, one)
        strength[one, one + 1 :], strength[:one, one] = changed[one + 1 :], changed[:one]
        strength[other], strength[:, other] = 0.0, 0.0
    return [[tellings[index] for index in group] for group in groups if group]


def _near(tellings: Sequence[Telling], led: int) -> _Values:
    """How close each two are; what is not of its days stays out of the lead."""
    close = _closeness(tellings)
    newest = max(telling.told.time for telling in tellings)
    old = np.array([newest - telling.told.time > FRESH for telling in tellings])
    old[:led] = False
    close[:led, old] = FAR
    close[old, :led] = FAR
    return close


def _strength(sums: _Values, sizes: _Values, row: int) -> _Values:
    """How much a group belongs together with each; 0 where they do not.

    ``sums`` are of the closeness of all members of two groups.
    """
    means: _Values = (sums[row] / (sizes * sizes[row])).round(DIGITS)
    fits = sizes + sizes[row] <= LARGEST
    alone = (np.minimum(sizes, sizes[row]) == 1) & (np.maximum(sizes, sizes[row]) > 1)
    together = (means >= COHESION) | alone
    return means * (fits & together)


def _closeness(tellings: Sequence[Telling]) -> _Values:
    alike = likeness_of_subjects([telling.told.surface for telling in tellings])
    times = np.array([telling.told.time.timestamp() for telling in tellings])
    apart = np.abs(np.subtract.outer(times, times)) / (np.ptp(times) or 1.0)
    same = _equal([telling.told.source.id for telling in tellings])
    places = np.array([telling.told.position for telling in tellings])
    between = np.abs(np.subtract.outer(places, places)).clip(1)
    beside = same * (between <= NEARBY) / between
    facets = [facet_of(telling.told.text) for telling in tellings]
    asked = _equal(facets) & (np.array(facets) != "")
    return alike + 0.10 * (1 - apart) + 0.05 * same + BESIDE * beside + 0.15 * asked


def _equal(values: Sequence[str]) -> NDArray[np.bool_]:
    """Of each two whether they are the same."""
    _, numbers = np.unique(values, return_inverse=True)
    return np.equal.outer(numbers, numbers)


def _background(group: Sequence[Telling]) -> bool:
    return Counter(facet_of(telling.told.text) for telling in group).most_common(1)[0][0] == "background"


def _middle(group: Sequence[Telling]) -> datetime:
    newest = sorted(telling.told.time for telling in group)
    return newest[len(newest) // 2]


def _reading_order(telling: Telling) -> tuple[datetime, str, int]:
    return (telling.told.time, telling.told.source.id, telling.told.position)
