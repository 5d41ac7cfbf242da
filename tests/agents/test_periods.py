"""The periods in which a story's sources were published."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.periods import LEAST, PERIODS, periods
from store.records import Source
from tests.agents.towns import told


def sources(*days: int | None) -> list[Source]:
    return [
        told("", f"The mill of Wend ground bag number {n}.", day, url=f"https://gazette.example/{n}")
        for n, day in enumerate(days)
    ]


def test_a_short_story_has_none() -> None:
    assert periods([]) == []
    assert periods(sources(2, 3, 4)) == []
    assert periods(sources(*[5] * 40)) == []
    assert periods(sources(*[None] * 40)) == []


def test_each_has_as_many_of_the_sources_so_that_busy_times_have_more_of_them() -> None:
    days = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 20, 24, 27, 29]
    begins = [period.since.day for period in periods(sources(*days)) if period.since]
    assert begins == [2, 3, 20]


def test_a_source_that_was_found_twice_counts_once() -> None:
    some = sources(*range(1, LEAST * 2))
    assert periods([*some, *some]) == []


@given(st.lists(st.one_of(st.none(), st.integers(1, 30)), max_size=60))
def test_they_lie_end_to_end_over_all_time(days: list[int | None]) -> None:
    found = periods(sources(*days))
    assert len(found) <= PERIODS
    if found:
        assert len(found) > 1
        assert found[0].since is None
        assert found[-1].until is None
    for one, other in pairwise(found):
        assert one.until
        assert other.since
        assert other.since - one.until == timedelta(microseconds=1)
        assert (one.since or datetime.min.replace(tzinfo=UTC)) < other.since
