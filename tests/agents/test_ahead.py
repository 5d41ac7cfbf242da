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
        "The clerk said it will open on March 3, 2025.",
        "The council meets on March 3, 2025.",
        "A hearing is set for Monday, March 3, 2025.",
        "The funeral, which has been set for March 3, 2025, will be held in Wend.",
        "The council, which was elected in May 2024, meets in Wend on Monday, March 3, 2025, to vote.",
        "The elected council sits on March 3, 2025.",
        "The court rules on Tuesday, March 4, 2025.",
        "Tann takes office on March 3, 2025.",
        "Voters decide on Sunday, March 2, 2025.",
        "Schools close on March 3, 2025.",
        "The law comes into force on March 3, 2025.",
        "Ministers are to meet on March 3, 2025.",
        "Rook is to be sentenced on March 3, 2025.",
        "Rook said the wing would reopen to the public on March 3, 2025.",
        "The wing would be closed until March 3, 2025, Rook said.",
        "Flags would fly at half mast until March 3, 2025.",
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
        "The council meets on April 3, 2025.",
        "Rook said the wing would reopen on April 3, 2025.",
        "The hearing was put off to April 3, 2025.",
        "The council meets on March 3, 2025, and votes on April 3, 2025.",
        "The season ends in March.",
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


@pytest.mark.parametrize(
    "text",
    [
        "Rook put off the hearing to March 3, 2025.",
        "The hearing was put off by the clerk until Monday, March 3, 2025.",
        "The truce was extended to March 3, 2025.",
    ],
)
def test_what_was_put_off_expires_with_its_day_though_it_is_told_as_done(text: str) -> None:
    assert expired(text, NOW)
    assert not looks_ahead(text)


@pytest.mark.parametrize(
    "text",
    [
        "The refinery, which is to the east of Basra, was hit by a drone on March 2, 2025.",
        "Anna Berg, who is to be sentenced in May, was found guilty on March 2, 2025.",
        "Anna Berg, who will be sentenced in May, was found guilty on March 2, 2025.",
        "The court, which meets on Mondays, ruled on March 2, 2025.",
        "The court that sits in Rome ruled on March 2, 2025.",
        "The play, which opens on March 2, 2025, was written in Wend.",
        "He said he would never forget March 2, 2025.",
        "He said he would sue over the fire on March 2, 2025.",
        "He said the wing would have reopened on March 2, 2025.",
        "He said that he would keep the post he had held until March 2, 2025.",
        "Rook had said the wing would reopen on March 2, 2025, but the works took longer.",
        "The bridge fell a week before it would reopen on March 2, 2025.",
        "Rook would return on March 2, 2025.",
        "The siege would last until March 2, 2025.",
        "They could not meet on March 2, 2025.",
        "The vote on March 2, 2025, shows that he is strong.",
        "Rook is to blame for the fire in March 2025.",
        "The hearing, postponed to March 2, 2025, ended in uproar.",
        "The hearing had been put off to March 2, 2025.",
        "The hearing was put off to March 2, 2025, when Rook was convicted.",
        "The firm moved its seat to Wend on March 2, 2025.",
        "He would stay in Wend until March 2, 2025.",
    ],
)
def test_what_tells_of_the_past_never_expires(text: str) -> None:
    assert not expired(text, NOW)


def test_the_latest_day_that_is_named() -> None:
    assert last_day("From March 3, 2025 to 5 March 2025") == date(2025, 3, 5)
    assert last_day("In February 2024") == date(2024, 2, 29)
    assert last_day("In 2023") == date(2023, 12, 31)
    assert last_day("On Thursday") is None
