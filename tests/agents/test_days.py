"""What day a question names, and which sources are of it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.days import NEAR, Days, days_of, nearness
from agents.marks import marks

FIFTH = date(2025, 3, 5).toordinal()


@pytest.mark.parametrize(
    "question",
    [
        "5 March 2025",
        "Posted: Mar 5, 2025 8:20 AM ET",
        "5 March 2025 Last updated at 13:59 GMT",
        "What happened on March 5th, 2025?",
        "WEDNESDAY, MARCH 5, 2025, 10:53 AM",
        "2025-03-05",
        "5. März 2025",
    ],
)
def test_a_question_for_a_day(question: str) -> None:
    days = days_of(question)
    assert (days.asked, days.alone) == ((FIFTH,), True)


def test_a_day_among_other_things() -> None:
    days = days_of("Why the bridge at Velm was closed on 5 March 2025")
    assert (days.asked, days.alone) == ((FIFTH,), False)
    assert days.rest.split() == "Why the bridge at Velm was closed on".split()


@pytest.mark.parametrize(
    "question", ["", "5 March", "March 2025", "03/04/2025", "in 2025", "30 February 2025"]
)
def test_what_names_no_whole_day(question: str) -> None:
    assert days_of(question) == Days((), alone=False, rest=question)


def test_a_day_lasts_until_the_next() -> None:
    days = days_of("from 5 March 2025 to March 7, 2025")
    assert (days.first, days.last) == (datetime(2025, 3, 5, tzinfo=UTC), datetime(2025, 3, 8, tzinfo=UTC))


def test_a_source_is_of_its_own_day_and_of_those_that_its_opening_writes_out() -> None:
    days = days_of("5 March 2025")
    dated, silent = marks("", "Velm, 5 March 2025. The dam broke."), marks("", "The dam broke.")
    of_the_day, next_day, unknown = nearness(days, [dated, silent, silent], [FIFTH + 900, FIFTH + 1, None])
    assert of_the_day == 1
    assert NEAR < next_day < 1
    assert unknown == 0


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_the_nearer_the_more(one: int, other: int) -> None:
    near, far = sorted([one, other])
    first, second = nearness(days_of("5 March 2025"), [marks("", "")] * 2, [FIFTH - near, FIFTH + far])
    assert first >= second
