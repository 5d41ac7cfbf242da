"""Bulletins: their lines are told under their heading, as of their day, until a later one of the series."""

from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.anchor import dated
from agents.bulletins import headed, heading, is_bulletin, lines, same_line, same_series, unheaded
from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from agents.declared import replaces
from agents.events import Emitted, Event, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.quantities import measures
from agents.settings import load
from evals.living import advisory
from store.intake.clean import clean_text
from store.records import ChangeKind, Label, Retirement, Source, StoryVersion
from store.snippets import split
from tests.builders import a_claim, a_source
from tests.bulletins import BRENNA, ODIL

PROSE = a_source(
    "The ferry Aldis met two boats off Quorn on Monday and turned back.\n\n"
    "Its owner said that nobody was hurt.",
    title="Ferry turns back",
)


def bulletin(row: Mapping[str, object]) -> Source:
    record = advisory(row)
    text = clean_text(record["text"])
    published = datetime.fromisoformat(record["published"])
    return a_source(text, title=record["title"], outlet=record["outlet"], published_at=published)


FIRST, SECOND, THIRD = map(bulletin, BRENNA)
ELSEWHERE = bulletin(ODIL[0])
PRICES = a_source(
    "Orme Grain 412.50 crowns\n\nVarr Steel 88.20 crowns\n\nWend Water 17.05 crowns\n\n"
    "Trading was calm, the exchange said.",
    title="Norvane Exchange closing prices, 4 March 2025",
)


def test_lines_in_capitals_and_rows_of_figures_are_bulletins_and_prose_is_not() -> None:
    assert is_bulletin(SECOND)
    assert is_bulletin(PRICES)
    assert not is_bulletin(PROSE)
    assert not is_bulletin(SECOND.model_copy(update={"title": ""}))


def test_a_list_of_headlines_is_no_bulletin() -> None:
    assert not is_bulletin(
        a_source(
            "Ferry turns back\n\nA dam for Wend\n\nFive ways to cook eel\n\nOrme wins", title="Front page"
        )
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("HURRICANE BRENNA FORECAST/ADVISORY NUMBER  10", "Hurricane Brenna Forecast/Advisory"),
        (
            "TROPICAL STORM BRENNA FORECAST/ADVISORY NUMBER 4 ...CORRECTED",
            "Tropical Storm Brenna Forecast/Advisory",
        ),
        ("Norvane Exchange closing prices, 4 March 2025", "Norvane Exchange closing prices"),
        ("River levels for 2025-03-04", "River levels"),
    ],
)
def test_the_heading_is_the_title_without_number_and_date(title: str, name: str) -> None:
    assert heading(a_source(title=title)) == name


def test_what_is_measured_now_is_told_and_nothing_that_is_forecast_or_past() -> None:
    assert [line.text for line in lines(SECOND)] == [
        "HURRICANE CENTER LOCATED NEAR 13.4N 63.0W AT 02/0900Z",
        "POSITION ACCURATE WITHIN 20 NM",
        "PRESENT MOVEMENT TOWARD THE NORTHWEST OR 302 DEGREES AT 12 KT",
        "ESTIMATED MINIMUM CENTRAL PRESSURE 981 MB",
        "MAX SUSTAINED WINDS 70 KT WITH GUSTS TO 85 KT.",
    ]
    assert all(SECOND.text[line.span.start : line.span.end] == line.text for line in lines(SECOND))
    assert "Orme Grain 412.50 crowns" in {line.text for line in lines(PRICES)}


def test_two_storms_are_two_series_and_one_storm_is_one_however_strong() -> None:
    assert same_series(SECOND, FIRST)
    assert not same_series(SECOND, ELSEWHERE)
    assert not same_series(SECOND, FIRST.model_copy(update={"outlet": "Another office"}))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "MAX SUSTAINED WINDS 70 KT WITH GUSTS TO 85 KT.",
            "MAX SUSTAINED WINDS 60 KT WITH GUSTS TO 75 KT.",
            True,
        ),
        (
            "MAX SUSTAINED WINDS 70 KT WITH GUSTS TO 85 KT.",
            "ESTIMATED MINIMUM CENTRAL PRESSURE 981 MB",
            False,
        ),
        (
            "TROPICAL STORM CENTER LOCATED NEAR 12.1N 61.5W AT 01/0900Z",
            "HURRICANE CENTER LOCATED NEAR 13.4N 63.0W AT 02/0900Z",
            True,
        ),
        ("Orme Grain 412.50 crowns", "Varr Steel 88.20 crowns", False),
        ("Orme Grain 412.50 crowns", "Orme Grain 409.00 crowns", True),
    ],
)
def test_a_line_comes_in_the_place_of_one_in_the_same_words(one: str, other: str, same: bool) -> None:
    assert same_line(one, other) is same


def test_latitude_and_longitude_are_one_position() -> None:
    assert measures("CENTER LOCATED NEAR 13.4N  63.0W") == {"position": frozenset({"13.4N 63.0W"})}
    assert measures("at 13.4° N, 63.0° W")["position"] == frozenset({"13.4N 63.0W"})


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("MAX SUSTAINED WINDS 70 KT WITH GUSTS TO 85 KT.", Label.SUPPORTED),
        ("Max sustained winds 70 kt with gusts to 85 kt.", Label.SUPPORTED),
        ("HURRICANE CENTER LOCATED NEAR 13.4N 63.0W AT 02/0900Z.", Label.SUPPORTED),
        ("MAX SUSTAINED WINDS 75 KT WITH GUSTS TO 85 KT.", Label.UNSUPPORTED),
        ("MAX SUSTAINED WINDS 70 KT.", Label.UNSUPPORTED),
        ("MAX WIND 60 KT...GUSTS 75 KT.", Label.UNSUPPORTED),
        ("AT 02/0600Z CENTER WAS LOCATED NEAR 10.0N 60.0W.", Label.UNSUPPORTED),
    ],
)
def test_a_headed_line_must_stand_in_the_bulletin_among_what_holds(line: str, label: Label) -> None:
    checker = EmbeddedChecker(LexicalSupport(0.5))
    claim = a_claim(dated(headed(line, SECOND), datetime(2021, 10, 2, tzinfo=UTC).date()), SECOND)
    verdict = checker.check(claim, [SECOND])
    assert verdict.label is label
    assert [span.text for span in verdict.spans] == (
        [one.text for one in lines(SECOND) if one.text.lower().rstrip(".") == line.lower().rstrip(".")]
    )


def test_a_line_is_not_told_for_another_day_or_another_storm() -> None:
    checker = EmbeddedChecker(LexicalSupport(0.5))
    line = headed("MAX SUSTAINED WINDS 70 KT WITH GUSTS TO 85 KT.", SECOND)
    for text in (
        dated(line, datetime(2021, 10, 3, tzinfo=UTC).date()),
        line.replace("Brenna", "Odil"),
    ):
        assert checker.check(a_claim(text, SECOND), [SECOND]).label is not Label.SUPPORTED


def test_only_its_own_heading_is_taken_off() -> None:
    assert unheaded("Hurricane Brenna Forecast/Advisory: RAIN.", SECOND) == "RAIN."
    assert unheaded("Hurricane Odil Forecast/Advisory: RAIN.", SECOND).endswith("RAIN.")
    assert unheaded("Ferry turns back: it rained.", PROSE) == "Ferry turns back: it rained."


def note(text: str, day: int, country: str = "Norvane") -> Source:
    published = datetime(2025, 3, day, tzinfo=UTC)
    return a_source(text, title=f"Travel advice for {country}", outlet="Office", published_at=published)


AVOID = "The Office advises against all but essential travel to Norvane."


@pytest.mark.parametrize(
    ("later", "country", "expected"),
    [
        ("The Office no longer advises against all but essential travel to Norvane.", "Norvane", True),
        ("No specific Office advisories are currently active.", "Norvane", True),
        ("The Office advises against all travel to Norvane.", "Norvane", True),
        ("The Office now advises against all travel to the town of Quorn.", "Norvane", False),
        (f"The Office advises against all travel to parts of Norvane. {AVOID}", "Norvane", False),
        ("The Office advises against all travel to Varrland.", "Varrland", False),
        ("Information about a strike of the Norvane ferries.", "Norvane", False),
    ],
)
def test_a_later_notice_replaces_what_the_earlier_declared(later: str, country: str, expected: bool) -> None:
    assert replaces(later.partition(". ")[0], note(later, 9, country), AVOID, note(AVOID, 2)) is expected


def test_an_alert_that_is_lifted_is_that_alert() -> None:
    on = "A flood warning is in effect for the river Ard at Wend."
    off = "The flood warning for the river Ard at Wend was lifted."
    gale = "The gale warning for the coast of Quorn was lifted."
    assert replaces(off, note(off, 9), on, note(on, 2))
    assert not replaces(gale, note(gale, 9), on, note(on, 2))


@pytest.fixture
def newsroom(tmp_path: Path) -> Generator[Newsroom]:
    with open_newsroom(load(home=tmp_path / "home", shortest=1), "test") as opened:
        yield opened


def add(newsroom: Newsroom, *sources: Source) -> None:
    newsroom.archive.add_many((source, split(source)) for source in sources)
    newsroom.index.catch_up(newsroom.archive)


def last(events: Iterator[Event]) -> StoryVersion:
    *_, event = events
    assert isinstance(event, Emitted | Unchanged)
    return event.version


def texts(version: StoryVersion) -> str:
    return " ".join(claim.text for claim in version.claims())


def test_a_later_bulletin_takes_the_place_of_the_earlier_line_by_line(newsroom: Newsroom) -> None:
    add(newsroom, FIRST)
    before = last(newsroom.editor.write("Hurricane Brenna", FIRST.published_at))
    assert before.title.text == "Tropical Storm Brenna Forecast/Advisory"
    headed_so = "As of October 1, 2021, Tropical Storm Brenna Forecast/Advisory"
    assert f"{headed_so}: MAX SUSTAINED WINDS 50 KT WITH GUSTS TO 65 KT." in texts(before)
    add(newsroom, SECOND)
    after = last(newsroom.editor.update("hurricane-brenna", SECOND.published_at))
    assert "70 KT" in texts(after)
    assert "50 KT" not in texts(after)
    gone = [change for change in after.changes if change.kind is ChangeKind.RETIRED]
    told = {claim.id for claim in after.claims()}
    assert {change.reason for change in gone} == {Retirement.SUPERSEDED}
    assert {change.claim for change in gone} == {claim.id for claim in before.claims()}
    assert all(change.by in told for change in gone)


def test_of_several_bulletins_the_newest_speaks_also_at_the_first_writing(newsroom: Newsroom) -> None:
    add(newsroom, THIRD, FIRST, SECOND)
    version = last(newsroom.editor.write("Hurricane Brenna", THIRD.published_at))
    assert "95 KT" in texts(version)
    assert not [wind for wind in ("50 KT", "70 KT") if wind in texts(version)]


def test_an_older_bulletin_that_arrives_late_changes_nothing(newsroom: Newsroom) -> None:
    add(newsroom, SECOND)
    before = last(newsroom.editor.write("Hurricane Brenna", SECOND.published_at))
    add(newsroom, FIRST)
    assert texts(last(newsroom.editor.update("hurricane-brenna", SECOND.published_at))) == texts(before)


def test_two_storms_in_one_story_leave_each_other_alone(newsroom: Newsroom) -> None:
    add(newsroom, FIRST)
    last(newsroom.editor.write("storm advisories of October 2021", FIRST.published_at))
    add(newsroom, ELSEWHERE)
    after = last(newsroom.editor.update("storm-advisories-of-october-2021", ELSEWHERE.published_at))
    assert "Brenna Forecast/Advisory: MAX SUSTAINED WINDS 50 KT" in texts(after)
    assert "Odil Forecast/Advisory: MAX SUSTAINED WINDS 40 KT" in texts(after)
