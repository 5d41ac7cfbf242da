"""Sentences that look ahead, and when they no longer do."""

from datetime import date

import pytest

from agents.ahead import expired, last_day, looks_ahead

NOW = date(2025, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "The inquiry will report by March 20, 2025.",
        "The trial is due to begin on 31 March 2025.",
        "The board expects the channel to reopen in March 2025.",
        "Velm plans to build a dam by 2024.",
        "If the gate holds, the lock will open on March 3, 2025.",
    ],
)
def test_what_was_ahead_expires_after_its_last_day(text: str) -> None:
    assert looks_ahead(text)
    assert expired(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "The inquiry will report by April 1, 2025.",
        "The inquiry will report in April 2025.",
        "The inquiry will report by the end of 2025.",
        "The inquiry will report on March 20, 2025, and again on April 20, 2025.",
        "The inquiry will report soon.",
        "The inquiry reported on March 20, 2025.",
        "The dam will be rebuilt, Signe Falk said on March 20, 2025.",
        "The dam of 2019 will be rebuilt.",
    ],
)
def test_what_is_still_open_or_never_was_does_not(text: str) -> None:
    assert not expired(text, NOW)


def test_a_state_that_lasts_until_a_day_expires_with_it() -> None:
    assert expired("The four schools of Wend are closed until Monday, March 10, 2025.", NOW)
    assert not expired("The four schools of Wend are closed until Monday, April 14, 2025.", NOW)
    assert not expired("The four schools of Wend were closed until Monday, March 10, 2025.", NOW)
    assert not expired(
        "The bridge is closed until it is repaired, after a lorry hit it on March 3, 2025.", NOW
    )
    assert not expired("It is known that the dam was safe until March 3, 2025.", NOW)


def test_the_latest_day_that_is_named() -> None:
    assert last_day("From March 3, 2025 to 5 March 2025") == date(2025, 3, 5)
    assert last_day("In February 2024") == date(2024, 2, 29)
    assert last_day("In 2023") == date(2023, 12, 31)
    assert last_day("On Thursday") is None
