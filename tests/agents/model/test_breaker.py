"""A provider that is down is left alone; one that only refuses is not down."""

from contextlib import suppress

import pytest

from agents.model.breaker import FAILURES, PAUSE, Breaker
from agents.model.provider import Provider
from store.errors import BudgetSpent, ContextTooLong, ModelError, ModelFailed, ModelRefused
from tests.agents.model.test_turns import Clock

DOWN = ModelFailed("small refused with status 503.", status=503)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> Provider:
    return Provider(breaker=Breaker(clock=clock))


def ask(provider: Provider, error: BaseException | None = None) -> None:
    with suppress(*([type(error)] if error else [])), provider.asked("openai:small"):
        if error:
            raise error


def refused(provider: Provider) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught, provider.asked("openai:small"):
        pytest.fail("it was asked")
    return caught.value


def bring_down(provider: Provider) -> None:
    for _ in range(FAILURES):
        ask(provider, DOWN)


@pytest.mark.parametrize(
    "error",
    [DOWN, ModelFailed("did not answer within 5 seconds."), ModelFailed("cannot be reached.")],
    ids=["status", "timeout", "gone"],
)
def test_failures_in_a_row_end_it_and_it_says_until_when(provider: Provider, error: ModelFailed) -> None:
    for _ in range(FAILURES - 1):
        ask(provider, error)
    assert not provider.is_down
    ask(provider, error)
    assert provider.is_down
    told = refused(provider)
    assert "not asked again before" in str(told)
    assert "UTC" in str(told)
    assert told.retry
    assert told.retry_after == PAUSE


@pytest.mark.parametrize(
    "error",
    [
        None,
        ModelFailed("limit", status=429),
        ModelFailed("key", retry=False, status=401),
        ModelFailed("a web page", retry=False),
        ModelRefused("no"),
        ContextTooLong("much"),
    ],
    ids=["answer", "429", "401", "page", "refusal", "long"],
)
def test_whoever_says_anything_is_there(provider: Provider, error: ModelError | None) -> None:
    for _ in range(2):
        for _ in range(FAILURES - 1):
            ask(provider, DOWN)
        ask(provider, error)
    assert not provider.is_down


def test_after_the_pause_one_asks_and_the_others_wait_for_what_it_hears(
    provider: Provider, clock: Clock
) -> None:
    bring_down(provider)
    clock.now += PAUSE
    with provider.asked("openai:small"):
        refused(provider)
    assert not provider.is_down
    ask(provider)


def test_one_that_is_still_down_is_left_alone_again(provider: Provider, clock: Clock) -> None:
    bring_down(provider)
    clock.now += PAUSE
    ask(provider, DOWN)
    refused(provider)
    clock.now += PAUSE
    ask(provider)
    assert not provider.is_down


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError(), BudgetSpent("spent")])
def test_one_who_did_not_wait_leaves_the_try_to_the_next(
    provider: Provider, clock: Clock, error: BaseException
) -> None:
    bring_down(provider)
    clock.now += PAUSE
    ask(provider, error)
    ask(provider)
    assert not provider.is_down


def test_one_that_refuses_even_one_at_a_time_is_as_good_as_down(clock: Clock) -> None:
    provider = Provider(at_once=1, breaker=Breaker(clock=clock))
    for _ in range(FAILURES):
        assert not provider.is_down
        ask(provider, ModelFailed("limit", status=429))
    assert provider.is_down


def test_only_too_many_makes_it_fewer_at_once(provider: Provider) -> None:
    before = provider.at_once
    ask(provider, DOWN)
    ask(provider, ModelFailed("key", retry=False, status=401))
    assert provider.at_once == before
    ask(provider, ModelFailed("limit", status=429))
    assert provider.at_once == before // 2
