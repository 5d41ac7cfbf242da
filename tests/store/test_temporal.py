"""Relative dates: what each means beside the day of its source, and which are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.temporal import MONTHS, WEEKDAYS, read_dates, with_dates

FRIDAY = date(2025, 3, 7)

DAYS = [
    # written, published, means, told
    ("He left on Thursday.", FRIDAY, date(2025, 3, 6), "He left on Thursday, March 6, 2025."),
    ("He left on Friday.", FRIDAY, date(2025, 3, 7), "He left on Friday, March 7, 2025."),
    ("The crew met on Saturday at noon.", FRIDAY, date(2025, 3, 1), None),
    ("It will open on Monday.", FRIDAY, date(2025, 3, 10), "It will open on Monday, March 10, 2025."),
    ("They meet this coming Monday.", FRIDAY, date(2025, 3, 10), "They meet Monday, March 10, 2025."),
    ("Shops stay shut until Tuesday.", FRIDAY, date(2025, 3, 11), None),
    ("It was until Tuesday the only road.", date(2025, 3, 5), date(2025, 3, 4), None),
    ("She won last Friday.", FRIDAY, date(2025, 2, 28), "She won Friday, February 28, 2025."),
    ("She won last Monday.", FRIDAY, date(2025, 3, 3), None),
    (
        "They fought on Thursday night.",
        FRIDAY,
        date(2025, 3, 6),
        "They fought on Thursday night, March 6, 2025.",
    ),
    ("Yesterday the span fell.", FRIDAY, date(2025, 3, 6), "On March 6, 2025, the span fell."),
    ("It fell yesterday.", date(2025, 1, 1), date(2024, 12, 31), "It fell on December 31, 2024."),
    ("It opens tomorrow.", date(2024, 2, 28), date(2024, 2, 29), "It opens on February 29, 2024."),
    ("It opens tomorrow.", date(2025, 2, 28), date(2025, 3, 1), None),
    ("It burned last night.", FRIDAY, date(2025, 3, 6), None),
    ("He said today that it held.", FRIDAY, FRIDAY, "He said on March 7, 2025, that it held."),
    ("It sank two days ago.", FRIDAY, date(2025, 3, 5), "It sank on March 5, 2025."),
    ("It sank nine days ago.", FRIDAY, date(2025, 2, 26), None),
    ("It sank 40 days ago.", FRIDAY, date(2025, 1, 26), None),
    ("It sank on March 4.", FRIDAY, date(2025, 3, 4), "It sank on March 4, 2025."),
    ("It sank on 4 March.", FRIDAY, date(2025, 3, 4), "It sank on 4 March 2025."),
    ("It sank on March 4th.", FRIDAY, date(2025, 3, 4), "It sank on March 4th, 2025."),
    ("It sank on December 30.", date(2025, 1, 2), date(2024, 12, 30), None),
    ("It is due on January 3.", date(2024, 12, 30), date(2025, 1, 3), None),
    ("It sank on November 11.", date(2025, 2, 1), date(2024, 11, 11), None),
    ("It sank on February 29.", date(2024, 3, 1), date(2024, 2, 29), "It sank on February 29, 2024."),
]

SPANS = [
    ("Sales fell last week.", "week", date(2025, 2, 24), "Sales fell in the week of February 24, 2025."),
    ("Sales fell this week.", "week", date(2025, 3, 3), None),
    ("Sales resume next week.", "week", date(2025, 3, 10), None),
    ("Sales fell a week ago.", "week", date(2025, 2, 24), None),
    ("Sales fell last month.", "month", date(2025, 2, 1), "Sales fell in February 2025."),
    ("Sales fell in December.", "month", date(2024, 12, 1), "Sales fell in December 2024."),
    ("Sales will fall in May.", "month", date(2025, 5, 1), "Sales will fall in May 2025."),
    ("Sales fell two months ago.", "month", date(2025, 1, 1), None),
    ("Sales fell last year.", "year", date(2024, 1, 1), "Sales fell in 2024."),
    ("Sales fell since last year.", "year", date(2024, 1, 1), "Sales fell since 2024."),
    ("Sales fell three years ago.", "year", date(2022, 1, 1), "Sales fell in 2022."),
    ("Sales resume next year.", "year", date(2026, 1, 1), None),
]

REFUSED = [
    "They meet next Friday.",
    "They meet next March.",
    "They met last March.",
    "It is due on Friday.",  # published on a Friday: today, or in a week
    "They read Tuesday's letter.",
    "They read Tuesday’s letter.",
    "They read yesterday's letter.",
    "They meet every Thursday.",
    "They met on Good Friday.",
    "They told the Sunday Times.",
    "They met on Thursday last week.",
    "They met on Thursday of last week.",
    "It began more than two years ago.",
    "It began half a year ago.",
    "It began a few days ago.",
    "It began several weeks ago.",
    "It began an hour ago.",
    "It began two decades ago.",
    "It began 999 years ago.",
    "They met on March 4-5.",
    "They met on February 29.",
    "They met on February 30.",
    "Many people today drive.",
]

SILENT = [
    "It sank on March 4, 2025.",
    "It sank on Thursday, March 6, 2025.",
    "It sank on 4 March 2025.",
    "In March 2024 it sank.",
    "May Holt may march in the May parade.",
    "Sundays are quiet.",
    "It sank in the last week of the war.",
    "",
]


@pytest.mark.parametrize(("text", "published", "means", "told"), DAYS)
def test_a_day_is_resolved_against_the_day_of_publication(
    text: str, published: date, means: date, told: str | None
) -> None:
    (found,) = read_dates(text, published).resolved
    assert (found.value, found.granularity) == (means, "day")
    assert told is None or with_dates(text, published) == told


@pytest.mark.parametrize(("text", "granularity", "means", "told"), SPANS)
def test_a_week_month_or_year_is_resolved_to_its_first_day(
    text: str, granularity: str, means: date, told: str | None
) -> None:
    (found,) = read_dates(text, FRIDAY).resolved
    assert (found.value, found.granularity) == (means, granularity)
    assert told is None or with_dates(text, FRIDAY) == told


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_mean_two_days_is_refused_and_left_as_it_stands(text: str) -> None:
    reading = read_dates(text, FRIDAY)
    assert reading.refused
    assert all(found.granularity != "day" for found in reading.resolved)
    if not reading.resolved:
        assert with_dates(text, FRIDAY) == text


@pytest.mark.parametrize("text", SILENT)
def test_full_dates_and_words_that_are_no_dates_are_left_alone(text: str) -> None:
    reading = read_dates(text, FRIDAY)
    assert (reading.resolved, reading.refused) == ((), ())
    assert with_dates(text, FRIDAY) == text


@pytest.mark.parametrize(
    "text", [text for text, *_ in DAYS] + [text for text, *_ in SPANS if "ago" not in text]
)
def test_a_source_without_a_date_resolves_nothing(text: str) -> None:
    reading = read_dates(text, None)
    assert reading.resolved == ()
    assert reading.refused
    assert with_dates(text, None) == text


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "„{}“", "«{}»", "“{}", '"{}'])
def test_what_stands_in_quotation_marks_is_the_speakers(marks: str) -> None:
    text = "She said: " + marks.format("We meet on Thursday, or last year")
    assert with_dates(text, FRIDAY) == text
    assert read_dates(text, FRIDAY).refused == ()


def test_beside_a_quotation_dates_are_resolved() -> None:
    told = with_dates("“We meet on Monday,” she said on Thursday.", FRIDAY)
    assert told == "“We meet on Monday,” she said on Thursday, March 6, 2025."


def test_two_dates_of_one_sentence_each_have_their_own_day() -> None:
    told = with_dates("He said on Thursday that it will open on Monday.", FRIDAY)
    assert told == "He said on Thursday, March 6, 2025, that it will open on Monday, March 10, 2025."


def test_a_date_in_front_keeps_the_capital() -> None:
    assert with_dates("Last year sales fell.", FRIDAY) == "In 2024 sales fell."
    assert with_dates("Tomorrow, it opens.", FRIDAY) == "On March 8, 2025, it opens."


@pytest.mark.parametrize("weekday", WEEKDAYS)
@pytest.mark.parametrize("published", [date(2025, 3, day) for day in range(3, 10)])
def test_a_past_weekday_lies_in_the_seven_days_up_to_publication(weekday: str, published: date) -> None:
    (found,) = read_dates(f"The dam broke on {weekday.title()}.", published).resolved
    assert found.value.weekday() == WEEKDAYS.index(weekday)
    assert 0 <= (published - found.value).days < 7


# ---- laws

_PIECES = st.sampled_from(
    [
        *(day.title() for day in WEEKDAYS),
        *MONTHS,
        *"last next this on in by until since of the will said opened due every ago week month year".split(),
        *"yesterday tomorrow today tonight morning night two ten 4 29 30 400 2025 half than about".split(),
        *[",", ".", "’s", "'s", "“", "”", '"', "-", "week of", "on the", "3 days ago", "a year ago"],
    ]
)
TEXTS = st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=60)
DATES = (
    st.dates()
    | st.sampled_from([date.min, date(1, 1, 8), date.max, date(9999, 12, 24), date(2024, 2, 29)])
    | st.none()
)


@given(TEXTS, DATES)
def test_any_text_of_any_day_can_be_read(text: str, published: date | None) -> None:
    reading = read_dates(text, published)
    ends = [0, *(found.end for found in reading.resolved)]
    starts = [*(found.start for found in reading.resolved), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True)), "expressions overlap"


_EXPRESSIONS = (
    st.sampled_from("yesterday tomorrow today".split())
    | st.sampled_from(
        ["last night", "last week", "next week", "this month", "last year", "next year", "in May"]
    )
    | st.sampled_from(["since December", "on March 4", "on 29 February", "next Friday"])
    | st.sampled_from(["two days ago", "a year ago", "400 years ago"])
    | st.sampled_from(["on", "until", "since", "by", "last", "every"]).flatmap(
        lambda lead: st.sampled_from([f"{lead} {day.title()}" for day in WEEKDAYS])
    )
    | st.sampled_from([f"on {day.title()} {part}" for day in WEEKDAYS for part in ("morning", "night")])
)
_DEEDS = st.sampled_from(
    [
        "the dam broke",
        "the gate will open",
        "a vote is due",
        "he was to speak",
        "ferries have sailed",
        "“we met",
    ]
)
SENTENCES = st.builds(
    "{}{} {}{} {}.".format,
    st.sampled_from(["", "Police said ", "The plan, they say, is that "]),
    _DEEDS,
    _EXPRESSIONS,
    st.sampled_from(
        [", the mayor said", " and the road was shut", "; the harbour will close", ",” she told us"]
    ),
    _EXPRESSIONS,
)


@given(SENTENCES | st.text(max_size=60), DATES)
def test_what_is_written_out_stays_as_it_is(text: str, published: date | None) -> None:
    told = with_dates(text, published)
    assert read_dates(text, published).refused or with_dates(told, published) == told


FORESEEN = [
    # Published on Monday, 30 December 2024.
    ("The council meets on Thursday to vote.", "on Thursday, January 2, 2025,"),
    ("The bridge closes on Friday.", "on Friday, January 3, 2025"),
    ("Drivers will stop for one minute this Friday, wherever they are.", "this Friday, January 3, 2025,"),
    ("The ferry could sail as early as Tuesday.", "as early as Tuesday, December 31, 2024"),
    ("The dividend is payable January 7 to holders.", "payable January 7, 2025, to holders"),
    ("The offer was extended to January 20.", "extended to January 20, 2025"),
    ("It will begin next Thursday, January 2, as planned.", "next Thursday, January 2, 2025, as planned"),
    ("The inquiry will sit until Feb. 4.", "until Feb. 4, 2025"),
    ("It is to be heard in early March.", "in early March 2025"),
    ("The gate is to be shut in April next year.", "in April 2025"),
    ("Tann takes office on Thursday.", "on Thursday, January 2, 2025"),
    ("Tann, who won the vote in June, takes office on Thursday.", "on Thursday, January 2, 2025"),
    ("The court rules on Tuesday.", "on Tuesday, December 31, 2024"),
    ("He said the court rules on Tuesday.", "on Tuesday, December 31, 2024"),
    ("The office publishes its report on Friday.", "on Friday, January 3, 2025"),
    ("Parliament sits on Friday.", "on Friday, January 3, 2025"),
    ("The minister travels to Rome on Friday.", "on Friday, January 3, 2025"),
    ("The law takes effect on Wednesday.", "on Wednesday, January 1, 2025"),
    ("Voters decide on Sunday.", "on Sunday, January 5, 2025"),
    ("On Sunday, voters decide whether the law that passed stands.", "On Sunday, January 5, 2025"),
    ("Elections take place on Sunday.", "on Sunday, January 5, 2025"),
    ("Schools close on Friday.", "on Friday, January 3, 2025"),
    ("The trial will open in May.", "in May 2025"),
]
BYGONE = [
    # Published on Saturday, 15 March 2025.
    ("Exports fell by 9 per cent in February, the office said.", "in February 2025,"),
    ("He was head of the works until January.", "until January 2025"),
    ("In November, the council brought in a toll.", "In November 2024, the council"),
    ("It may have been scoured by the flood of February 22.", "of February 22, 2025"),
    ("The toll was lowered to one on Wednesday.", "to one on Wednesday, March 12, 2025"),
    ("A spokesman would not comment on Friday.", "on Friday, March 14, 2025"),
    ("She declined to comment Friday.", "Friday, March 14, 2025"),
    ("He was sent to prison on Monday.", "on Monday, March 10, 2025"),
    ("They met last November.", "met in November 2024"),
    ("They met in June last year.", "in June 2024"),
    ("It fell on Friday, Oct. 11.", "on Friday, Oct. 11, 2024"),
    ("At noon today the dam broke.", "At noon on March 15, 2025, the dam"),
    ("She won this past Monday.", "She won Monday, March 10, 2025"),
    ("They counted the votes on Monday.", "on Monday, March 10, 2025"),
    ("The army killed two police officers on Monday.", "on Monday, March 10, 2025"),
    ("Planes made air strikes on Monday.", "on Monday, March 10, 2025"),
    ("Figures show that two died on Monday.", "on Monday, March 10, 2025"),
    ("Officials said three sailors aboard the grain ferry between Orme and Wend died on Monday.", "10, 2025"),
    ("The firm unveiled a boat on Monday.", "on Monday, March 10, 2025"),
    ("The council agreed on Monday to a toll.", "on Monday, March 10, 2025,"),
    ("A storm hit Wend on Monday.", "on Monday, March 10, 2025"),
]


@pytest.mark.parametrize(
    ("text", "dated", "published"),
    [
        *((text, dated, date(2024, 12, 30)) for text, dated in FORESEEN),
        *((text, dated, date(2025, 3, 15)) for text, dated in BYGONE),
    ],
)
def test_the_verb_decides_between_what_was_and_what_will_be(text: str, dated: str, published: date) -> None:
    assert dated in with_dates(text, published)


@pytest.mark.parametrize(
    "text",
    [
        "In 1953 it was flooded in January and again in March.",
        "In 2019 the mayor resigned on Tuesday.",
        "The alarm was raised on Saturday 12 June.",
        "She was born on February 28.",
        "The ferry was to have begun on Wednesday.",  # it may be Wednesday's week, or the one to come
        "They agreed to sell the pier on Friday.",  # agreed on Friday, or to sell on Friday
        "The offer closed on January 20.",  # a year ago, hardly; in three weeks, it is not closed
        "It has a berth in July.",
        "Sales rose from 90 a year ago.",
        "Minister resigns on Friday",  # a headline of what was, or of what is to come
        "The minister holds talks on Friday.",
        "A man walks past a shop on Friday.",  # below a picture: it was
        "The minister is in Rome on Friday.",
        "The club, which was founded by sailors, sells its ground on Friday.",
        "They counted votes on Friday.",
        "They filed the tax returns on Friday.",
        "The match was called off due to floods on Friday.",
        "The trial was due to be held on Friday.",
        "He had ordered the valves of the plant to be closed in May.",
        "He asked for the pumps to be replaced in March.",
        "He had ordered the pumps to start on Friday.",
        "The pumps will be removed in June.",  # a slip or another year, half a year ahead
    ],
)
def test_what_neither_verb_nor_calendar_settles_is_left_alone(text: str) -> None:
    assert with_dates(text, date(2024, 12, 30)) == text


def test_on_a_sunday_no_week_is_the_last() -> None:
    assert read_dates("Sales fell last week.", date(2025, 3, 9)).refused == ("last week",)


@pytest.mark.parametrize(
    "text",
    [
        "The Sunday Times Group said that it would sell its press.",
        "It was Judge Friday Okoro who cleared the mayor.",
        "The band Blue Monday Club played on the quay.",
        "Tuesday Weld Ltd built the bridge.",
    ],
)
def test_a_day_of_the_week_in_a_name_is_no_date(text: str) -> None:
    assert read_dates(text, date(2025, 3, 20)).resolved == ()
