"""How many ask at once: what holds for any order of answers and refusals, and for threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Lock
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.model.turns import FIRST, Turns


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(most=st.integers(1, 40), answers=st.lists(st.booleans(), max_size=200))
def test_it_stays_between_one_and_the_most(most: int, answers: list[bool]) -> None:
    clock = Clock()
    turns = Turns(most, clock)
    assert turns.allowed == min(FIRST, most)
    for well in answers:
        before = turns.allowed
        clock.now += 1
        turns.widen() if well else turns.narrow(clock.now)
        assert 1 <= turns.allowed <= most
        assert before <= turns.allowed <= before + 1 if well else turns.allowed <= before


@given(round_=st.integers(1, 30))
def test_one_round_of_refusals_is_one_refusal(round_: int) -> None:
    """All that were sent before the first of them came say the same."""
    clock = Clock()
    turns = Turns(100, clock)
    for _ in range(500):
        turns.widen()
    allowed, sent = turns.allowed, clock.now
    for _ in range(round_):
        clock.now += 1
        turns.narrow(sent)
    assert turns.allowed == allowed // 2
    clock.now += 1
    turns.narrow(clock.now)
    assert turns.allowed == allowed // 4


def test_it_grows_by_one_a_round() -> None:
    turns = Turns(100)
    for _ in range(FIRST + 1):
        turns.widen()
    assert turns.allowed == FIRST + 1


class Crowd:
    """Counts who is there."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._here = 0
        self.most = 0

    def visit(self, turns: Turns, then: Callable[[], object]) -> None:
        with turns.turn():
            with self._lock:
                self._here += 1
                self.most = max(self.most, self._here)
            sleep(0.001)
            with self._lock:
                self._here -= 1
            then()


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_than_that_have_a_turn_and_all_come_to_theirs(most: int) -> None:
    turns, crowd = Turns(most), Crowd()
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(crowd.visit, [turns] * 100, [turns.widen] * 100))
    assert crowd.most == most


def test_after_a_refusal_nobody_new_comes_until_enough_have_gone() -> None:
    turns, crowd, all_there = Turns(4), Crowd(), Barrier(4)

    def early() -> None:
        with turns.turn():
            all_there.wait(10)
            turns.narrow(float("inf"))

    with ThreadPoolExecutor(12) as pool:
        first = [pool.submit(early) for _ in range(4)]
        for one in first:
            one.result(10)
        assert turns.allowed == 1
        list(pool.map(crowd.visit, [turns] * 20, [lambda: None] * 20))
    assert crowd.most == 1


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn():
            raise ZeroDivisionError
    with ExitStack() as stack:
        stack.enter_context(turns.turn())
