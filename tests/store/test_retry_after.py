"""The header Retry-After."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import retry_after


def test_seconds_are_seconds() -> None:
    assert retry_after.seconds("7") == 7
    assert retry_after.seconds(" 120 ") == 120


def test_a_date_is_waited_for_and_one_that_is_over_is_not() -> None:
    now = datetime.now(UTC)
    assert retry_after.seconds(format_datetime(now + timedelta(minutes=5))) == pytest.approx(300, abs=5)
    assert retry_after.seconds(format_datetime(now - timedelta(minutes=5))) == 0


@given(st.text())
def test_nothing_else_means_anything_bad(header: str) -> None:
    assert retry_after.seconds(header) >= 0
