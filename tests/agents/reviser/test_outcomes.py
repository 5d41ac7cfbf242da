"""Whether what was announced for a day came on it."""

from datetime import date

import pytest

from agents.reviser.outcomes import came

FREE = "The Wend tram will carry its first passengers free of charge on March 6, 2025."
LOAN = "If Parliament votes for it, digging of the new basin will begin on March 6, 2025, Ada Brand said."
CAME = [
    (FREE, "The Wend tram carried its first passengers free of charge on Thursday, March 6, 2025."),
    (LOAN, "Digging of the new basin began on Thursday, 6 March 2025, as it had been foreseen."),
]
OTHER = [
    (FREE, "Acme carried its first passengers free of charge on March 6, 2025, Acme said."),
    (FREE, "The Wend tram carried its first passengers free of charge on March 6, 2020."),
    (FREE, "The Wend tram carried its first passengers free of charge on March 7, 2025."),
    (FREE, "The Wend tram carries its first passengers free of charge on March 6, 2025, says Wend."),
    (FREE, "The Wend tram has not carried its first passengers on March 6, 2025."),
    (LOAN, "The new basin stood empty on March 6, 2025."),
    (
        "The trial of Anna Berg will begin on March 12, 2025.",
        "The trial of Otto Lind began on March 12, 2025.",
    ),
]


@pytest.mark.parametrize(("announced", "news"), CAME)
def test_what_was_announced_came_on_its_day(announced: str, news: str) -> None:
    assert came(news, announced, date(2025, 3, 8))


@pytest.mark.parametrize(("announced", "news"), CAME)
def test_nothing_comes_before_its_day(announced: str, news: str) -> None:
    assert not came(news, announced, date(2025, 3, 5))


@pytest.mark.parametrize(("announced", "news"), OTHER)
def test_what_others_do_or_on_another_day_is_no_outcome(announced: str, news: str) -> None:
    assert not came(news, announced, date(2025, 3, 14))
