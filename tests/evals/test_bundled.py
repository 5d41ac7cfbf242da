"""The bundled story against its truth: every update tells what holds, and nothing that holds no longer."""

from datetime import date
from pathlib import Path

import pytest

from evals.bundled import WEEKS, measure

LENGTH = 1700
"""Words, as ``make story`` has it."""
STEPS = (date(2025, 3, 23), date(2025, 4, 6), date(2025, 4, 20), date(2025, 5, 4))
"""The days of ``make story``."""


@pytest.mark.parametrize("days", [STEPS, WEEKS], ids=["make story", "every week"])
def test_after_every_update_all_key_facts_are_told_and_none_that_no_longer_holds(
    tmp_path: Path, days: tuple[date, ...]
) -> None:
    found = [agreement for _, agreement in measure(tmp_path, days, living=True, length=LENGTH)]
    assert [one.untold for one in found] == [()] * len(days)
    assert [one.forbidden for one in found] == [()] * len(days)
    assert [one.missing for one in found] == [()] * len(days)
    assert all(one.told for one in found)
