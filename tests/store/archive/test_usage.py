"""The ledger: what was paid is there for good, by day, story, role and model."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive
from store.records import Payment, Spent, StoryVersion, Usage

MIDNIGHT = datetime(2031, 3, 5, tzinfo=UTC)
ONE = Usage(calls=1, tokens_in=400, tokens_out=30, cost=0.25, seconds=1.5)
KEPT = Usage(kept=1)
UNKNOWN = ONE.model_copy(update={"cost": None})

usages = st.builds(
    Usage,
    calls=st.integers(0, 9),
    tokens_in=st.integers(0, 10**6),
    tokens_out=st.integers(0, 10**6),
    kept=st.integers(0, 9),
    cost=st.none() | st.integers(0, 64).map(lambda eighths: eighths / 8),
    seconds=st.integers(0, 64).map(lambda eighths: eighths / 8),
)


def payment(usage: Usage = ONE, after: float = 0.0, **fields: str) -> Payment:
    """So many hours after midnight."""
    who = {"story": "ferry", "role": "writer", "model": "openai:small", **fields}
    return Payment(at=MIDNIGHT + timedelta(hours=after), usage=usage, **who)


def test_what_was_paid_is_told_by_day_story_role_and_model(archive: Archive) -> None:
    archive.pay([payment(), payment(KEPT, 1), payment(after=25)])
    archive.pay([payment(role="checker"), payment(story=""), payment(model="openai:large")])
    told = [(one.day, one.story, one.role, one.model, one.usage) for one in archive.spent()]
    day = MIDNIGHT.date()
    assert told == [
        (day, "", "writer", "openai:small", ONE),
        (day, "ferry", "checker", "openai:small", ONE),
        (day, "ferry", "writer", "openai:large", ONE),
        (day, "ferry", "writer", "openai:small", ONE + KEPT),
        (date(2031, 3, 6), "ferry", "writer", "openai:small", ONE),
    ]


def test_since_a_moment_and_of_a_story(archive: Archive) -> None:
    archive.pay([payment(after=-0.001), payment(), payment(story="bridge", after=1)])
    assert [one.story for one in archive.spent(since=MIDNIGHT)] == ["bridge", "ferry"]
    assert [one.day.day for one in archive.spent(story="ferry")] == [4, 5]
    assert archive.spent(story="harbour") == ()
    assert archive.paid(MIDNIGHT) == ONE + ONE
    assert archive.paid(MIDNIGHT + timedelta(days=1)) == Usage()


def test_a_cost_is_unknown_where_a_price_is_and_what_is_known_counts(archive: Archive) -> None:
    archive.pay([payment(), payment(UNKNOWN), payment(role="checker")])
    assert [one.usage.cost for one in archive.spent()] == [0.25, None]
    assert archive.paid(MIDNIGHT).cost == 0.5


def test_many_threads_pay_at_once(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(archive.pay, [[payment()]] * 40))
    assert archive.paid(MIDNIGHT).calls == 40


def test_nothing_is_nothing(archive: Archive) -> None:
    archive.pay([])
    assert archive.spent() == ()
    assert archive.paid(MIDNIGHT) == Usage()


@given(st.lists(usages, max_size=6))
def test_usage_adds_up(many: list[Usage]) -> None:
    """Eighths, which floats add exactly."""
    whole = reduce(add, many, Usage())
    assert whole == reduce(add, reversed(many), Usage())
    assert whole.tokens == sum(one.tokens for one in many)
    assert (whole.cost is None) == any(one.cost is None for one in many)


def test_a_version_from_before_usage_was_kept_has_none() -> None:
    claim = {"text": "The ferry sank.", "citations": ["a935385c"]}
    old = {"title": claim, "paragraphs": [{"claims": [claim]}], "written_at": MIDNIGHT}
    assert StoryVersion.model_validate(old).usage == {}


@pytest.mark.parametrize("field", ["calls", "tokens_in", "kept", "cost", "seconds"])
def test_nothing_is_given_back(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        Usage.model_validate({field: -1})


def test_rows_are_values() -> None:
    row = Spent(day=MIDNIGHT.date(), story="", role="writer", model="openai:small", usage=ONE)
    assert Spent.model_validate_json(row.model_dump_json()) == row
