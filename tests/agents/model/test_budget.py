"""Budgets hold: for any answers, for threads, for several processes, and for a day that ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Lock
from time import sleep
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.model.account import Account, MemoryLedger
from agents.model.budget import Budget, Limits, budgets
from agents.model.meter import Meter
from agents.settings import Settings, load, variable
from store.errors import BudgetSpent, HomeBusy
from store.records import Payment, Usage

NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)
OPEN = Limits()
CALL = Usage(calls=1, tokens_in=100, tokens_out=20, cost=0.25)


class Day:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def account(
    story: Limits = OPEN, day: Limits = OPEN, ledger: MemoryLedger | None = None, clock: Day | None = None
) -> Account:
    return Account(ledger, (Budget("story", story), Budget("day", day)), clock or Day())


def ask(account: Account, usage: Usage = CALL, ahead: Usage = CALL, role: str = "writer") -> None:
    with account.question(role, "small", ahead) as bill:
        bill.usage = usage


def spend_all(account: Account, usage: Usage = CALL) -> int:
    """How many questions there was money for."""
    for count in range(1000):
        try:
            ask(account, usage, usage)
        except BudgetSpent:
            return count
    return 1000


def test_what_fits_is_asked_and_no_more() -> None:
    assert spend_all(account()) == 1000
    assert spend_all(account(Limits(calls=3))) == 3
    assert spend_all(account(Limits(tokens=360))) == 3
    assert spend_all(account(Limits(tokens=359))) == 2
    assert spend_all(account(Limits(cost=0.75))) == 3
    assert spend_all(account(Limits(calls=5, tokens=359, cost=10))) == 2
    assert spend_all(account(day=Limits(calls=4))) == 4


def test_time_is_what_was_waited() -> None:
    slow = CALL.model_copy(update={"seconds": 2.0})
    assert spend_all(account(Limits(seconds=5.0)), slow) == 3


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(calls=1), ["1 call ", "STORYTREE_STORY_CALLS"]),
        (
            Limits(tokens=150),
            ["150 tokens", "120 tokens went already", "about 120", "STORYTREE_STORY_TOKENS"],
        ),
        (Limits(cost=0.3), ["$0.3000", "$0.2500 went already", "about $0.2500", "STORYTREE_STORY_COST"]),
        (Limits(seconds=1), ["1 second ", "STORYTREE_STORY_SECONDS"]),
    ],
    ids=["calls", "tokens", "cost", "seconds"],
)
def test_the_error_says_which_how_much_and_how_to_go_on(limits: Limits, words: list[str]) -> None:
    for of in ("story", "day"):
        run = account(limits) if of == "story" else account(day=limits)
        ask(run, CALL.model_copy(update={"seconds": 1.0}))
        with pytest.raises(BudgetSpent) as caught:
            ask(run)
        told = f"{caught.value} {caught.value.advice}"
        assert all(word.replace("STORY_", f"{of.upper()}_") in told for word in words), told
        assert ("00:00 UTC" in told) == (of == "day")


def test_what_costs_nothing_or_has_no_price_needs_no_money() -> None:
    run = account(Limits(cost=0.25))
    ask(run)
    for cost in (0.0, None):
        free = CALL.model_copy(update={"cost": cost})
        ask(run, free, free)
    with pytest.raises(BudgetSpent):
        ask(run)
    assert run.usage()["writer"].cost is None


class Till:
    """Asks, and holds the law whenever a question is let in."""

    def __init__(self, limit: int) -> None:
        self.run = account(Limits(tokens=limit))
        self._limit = limit
        self._lock = Lock()
        self._under_way: list[int] = []
        self.paid = self.underestimated = 0

    def ask(self, question: tuple[int, int]) -> bool:
        ahead, real = question
        try:
            with self.run.question("writer", "small", Usage(calls=1, tokens_in=ahead)) as bill:
                with self._lock:
                    self._under_way.append(ahead)
                    assert self.paid + sum(self._under_way) <= self._limit + self.underestimated
                sleep(0.0005)
                bill.usage = Usage(calls=1, tokens_out=real)
                with self._lock:
                    self._under_way.remove(ahead)
                    self.paid += real
                    self.underestimated += max(0, real - ahead)
        except BudgetSpent:
            return False
        return True


questions = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 900)), min_size=1, max_size=30)


@given(limit=st.integers(1, 2000), asked=questions, at_once=st.integers(1, 6))
def test_it_is_never_overdrawn_by_more_than_answers_were_underestimated(
    limit: int, asked: list[tuple[int, int]], at_once: int
) -> None:
    till = Till(limit)
    with ThreadPoolExecutor(at_once) as pool:
        went = list(pool.map(till.ask, asked))
    assert till.paid <= limit + till.underestimated
    assert till.paid == sum(real for (_, real), one in zip(asked, went, strict=True) if one)
    assert sum(one.tokens for one in till.run.usage().values()) == till.paid
    refused = [ahead for (ahead, _), one in zip(asked, went, strict=True) if not one]
    assert all(till.paid + ahead > limit for ahead in refused)


def test_who_would_fit_without_those_under_way_waits_for_them() -> None:
    """They are expected to take all, and take little."""
    run = account(Limits(tokens=1000))
    with ThreadPoolExecutor(1) as pool:
        with run.question("writer", "small", Usage(calls=1, tokens_in=900)) as bill:
            waiting = pool.submit(ask, run)
            with pytest.raises(TimeoutError):
                waiting.result(0.1)
            bill.usage = Usage(calls=1, tokens_in=100)
        waiting.result(10)
    assert run.usage()["writer"].calls == 2


def test_threads_share_it() -> None:
    ledger, lock, refused = MemoryLedger(), Lock(), [0]
    run = account(Limits(calls=25), Limits(calls=40), ledger)
    together = Barrier(8)

    def work(number: int) -> None:
        together.wait(10)
        for _ in range(10):
            try:
                ask(run, role=f"role {number % 2}")
            except BudgetSpent:
                with lock:
                    refused[0] += 1

    for story, expected in (("ferry", 25), ("bridge", 15)):
        run.begin(story)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        assert sum(one.calls for one in run.usage().values()) == expected
    assert refused[0] == 160 - 40
    assert sum(one.usage.calls for one in ledger.payments) == 40


def test_each_run_begins_anew_and_the_day_goes_on() -> None:
    run = account(Limits(calls=2), Limits(calls=5))
    counts: list[int] = []
    for story in ("ferry", "bridge", "harbour"):
        run.begin(story)
        assert run.usage() == {}
        counts.append(spend_all(run))
    assert counts == [2, 2, 1]


def test_a_day_ends_at_midnight_in_utc() -> None:
    clock = Day()
    run = account(day=Limits(calls=2), clock=clock)
    assert spend_all(run) == 2
    clock.now = NOON.replace(hour=23, minute=59)
    assert spend_all(run) == 0
    clock.now = NOON.replace(hour=0) + timedelta(days=1)
    assert spend_all(run) == 2


def test_what_another_process_paid_today_counts() -> None:
    ledger = MemoryLedger()
    one, other = (account(day=Limits(calls=3), ledger=ledger) for _ in range(2))
    ask(one)
    ask(one)
    assert spend_all(other) == 1
    assert spend_all(one) == 0
    ledger.payments.clear()
    ledger.pay([Payment(at=NOON - timedelta(hours=13), role="writer", model="small", usage=CALL)])
    assert spend_all(one) == 3


class HeldLedger(MemoryLedger):
    """Somebody else holds it, until it is let go."""

    held = True

    def pay(self, payments: Any) -> None:
        if self.held:
            raise HomeBusy("The archive is being written by another process.")
        super().pay(payments)


def test_what_could_not_be_written_counts_and_is_written_with_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ledger = HeldLedger()
    run = account(day=Limits(calls=3), ledger=ledger)
    ask(run)
    ask(run)
    assert "could not be written down yet" in caplog.text
    assert ledger.payments == []
    ledger.held = False
    assert spend_all(run) == 1
    assert len(ledger.payments) == 3


def test_a_question_that_failed_is_waited_for_and_not_paid() -> None:
    ledger = MemoryLedger()
    run = account(Limits(calls=1), ledger=ledger)
    meter = Meter(run, "writer", "small")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), meter.question("Town", 400):
            raise ZeroDivisionError
    assert run.usage().get("writer", Usage()).calls == 0
    ask(run)


def test_answers_are_expected_as_long_as_the_longest_so_far() -> None:
    run = account(Limits(tokens=4000))
    meter = Meter(run, "writer", "small", lambda usage: usage.tokens / 1000)
    heard: list[tuple[Usage, float | None]] = []
    for out in (1500, 10):
        with meter.question("Town", 401) as bill:
            heard.append((bill.ahead, bill.ahead.cost))
            bill.usage = Usage(calls=1, tokens_in=101, tokens_out=out)
    (first, _), (second, cost) = heard
    assert (first.tokens_in, second.tokens_in, second.tokens_out) == (101, 101, 1500)
    assert cost == pytest.approx(1.601)
    with pytest.raises(BudgetSpent, match=r"about 3,001 tokens"), meter.question("Town", 6001):
        pytest.fail("it was asked")
    with pytest.raises(BudgetSpent, match=r"1,712 tokens went already"), meter.question("Other", 8000):
        pytest.fail("it was asked")
    assert meter.usage.cost == pytest.approx(1.712)


@pytest.mark.parametrize("name", [f"{of}_{unit}" for of in ("story", "day") for unit in vars(OPEN)])
def test_each_setting_is_a_limit_of_its_own(name: str) -> None:
    of, _, unit = name.partition("_")
    found = {one.of: one.limits for one in budgets(load(**{name: 3}))}
    assert found[of] == Limits(**{unit: 3})  # pyright: ignore[reportArgumentType]
    assert sum(one == OPEN for one in found.values()) == 1
    assert variable(name) == f"STORYTREE_{name.upper()}"
    assert name in Settings.model_fields
