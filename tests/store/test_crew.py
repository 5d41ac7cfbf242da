"""Threads that work side by side: everything is done once, in order within a group, and memory is bounded."""

import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from store.crew import Crew


@given(st.lists(st.lists(st.integers(), max_size=5), max_size=8), st.integers(1, 5))
def test_everything_is_done_once_and_groups_keep_their_order(groups: list[list[int]], threads: int) -> None:
    named = [[(at, number) for number in group] for at, group in enumerate(groups)]
    done = list(Crew(_same, threads).results(named))
    assert sorted(done) == sorted(given for group in named for given in group)
    for at, group in enumerate(named):
        assert [given for given in done if given[0] == at] == group


def _same(given: tuple[int, int]) -> tuple[int, int]:
    return given


def test_no_more_is_made_than_is_taken() -> None:
    made: list[int] = []
    results = Crew(made.append, 2).results([[n] for n in range(100)])
    next(results)
    time.sleep(0.05)
    assert len(made) <= 6  # one taken, two that wait, two in hand and one begun since
    results.close()


def test_threads_end_where_nobody_takes_what_they_make() -> None:
    before = threading.active_count()
    results = Crew(str, 4).results([[n] for n in range(100)])
    next(results)
    results.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
