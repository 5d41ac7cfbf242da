"""The periods in which a story's sources were published: a long story is asked for piece by piece."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from store.records import Source

PERIODS = 8
"""At most; busy times get more of them, since each has as many of the sources."""
LEAST = 4
"""Sources of a period: of fewer the topic's own question has brought what there is."""
_INSTANT = timedelta(microseconds=1)


class Period(NamedTuple):
    """Both ends belong to it; None is open."""

    since: datetime | None
    until: datetime | None


def periods(sources: Iterable[Source]) -> list[Period]:
    """That lie end to end over all time, each beginning with a day of the sources; none for a short story."""
    days = sorted(
        one.published_at.replace(hour=0, minute=0, second=0, microsecond=0)
        for one in {one.id: one for one in sources}.values()
        if one.published_at
    )
    many = min(PERIODS, len(days) // LEAST)
    begins = sorted({days[place * len(days) // many] for place in range(1, many)} - {days[0]}) if many else []
    if not begins:
        return []
    ends = [begin - _INSTANT for begin in begins]
    return [Period(*both) for both in zip([None, *begins], [*ends, None], strict=True)]
