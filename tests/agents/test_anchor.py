"""Statements of the present that have grown old get the day of their source, and lose it again."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.anchor import anchor, needs_anchor, unanchor
from tests.strategies import lines

DAY = date(2025, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor has a plan.",
        "The mayor leads his rival by nine votes.",
        "Ferries are full.",
        "The town plans a wall.",
        "The town will sue.",
        "Two are missing.",
        "The terminal has been without a road since the dam fell on March 2, 2025, and without a pier.",
        "Eleven of the injured are still in hospital.",
        "The proposed wall is too low.",
        "Divers are looking at a line that was replaced in January 2025.",
    ],
)
def test_the_present_needs_its_day(text: str) -> None:
    assert needs_anchor(text, DAY)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor had a plan.",
        "The mayor said that he has a plan.",
        "Ferries sailed, and are full.",
        "On March 3, 2025, the town is told, ferries sailed.",
        "“Ferries are full,” the mayor said.",
        "Nothing here.",
        "The ferry crashed, and is lost.",
        "The injured left.",
        "The mayor says that the dam was opened on March 2, 2025.",
        "The wall is closed until March 20, 2025, the clerk who opened it says.",
    ],
)
def test_the_past_a_dated_sentence_and_a_quotation_need_none(text: str) -> None:
    assert not needs_anchor(text, DAY)


@pytest.mark.parametrize(
    ("text", "source", "told"),
    [
        ("The town has a wall.", "The town has a wall.", "As of March 4, 2025, the town has a wall."),
        ("Ferries are full.", "Ferries are full.", "As of March 4, 2025, ferries are full."),
        (
            "Unlike Orme, Wend has a wall.",
            "Unlike Orme, Wend has a wall.",
            "As of March 4, 2025, unlike Orme, Wend has a wall.",
        ),
        (
            "Wend has a wall.",
            "Wend has a wall. They like Wend so.",
            "As of March 4, 2025, Wend has a wall.",
        ),
        ("Otto Hale has a boat.", "Otto Hale has a boat.", "As of March 4, 2025, Otto Hale has a boat."),
        ("NATO has a boat.", "NATO has a boat.", "As of March 4, 2025, NATO has a boat."),
    ],
)
def test_the_day_stands_in_front_and_only_names_keep_their_capital(text: str, source: str, told: str) -> None:
    assert anchor(text, DAY, source) == told


@pytest.mark.parametrize(
    "text",
    [
        "The town has a wall.",
        "As of now the town has a wall.",
        "As of March 40, 2025, the town has a wall.",
        "As of Smarch 4, 2025, the town has a wall.",
        "As of March 4, 2025, ",
        "It said: As of March 4, 2025, there is a wall.",
        "",
    ],
)
def test_without_a_day_in_front_a_sentence_stays_as_it_is(text: str) -> None:
    assert unanchor(text) == (None, text)


@given(lines(), st.dates(min_value=date(1000, 1, 1)), st.text(max_size=40))
def test_what_was_set_in_front_comes_off_again(text: str, day: date, source: str) -> None:
    found, bare = unanchor(anchor(text, day, source))
    assert found == day
    assert bare[1:] == text[1:]
    assert bare[0] in {text[0], text[0].lower()}


@given(lines(), st.dates(min_value=date(1000, 1, 1)))
def test_only_one_day_comes_off(text: str, day: date) -> None:
    assume(unanchor(text)[0] is None)
    twice = f"As of {day:%B} {day.day}, {day.year}, {anchor('Wend ' + text, day, 'in Wend')}"
    assert unanchor(unanchor(twice)[1])[0] == day
