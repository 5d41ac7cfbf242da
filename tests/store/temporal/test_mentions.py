"""What snippets keep of time: every expression that can be resolved, with its place in the source."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.records import DateBasis, DateMention
from store.snippets import split
from store.temporal.calendar import WEEKDAYS
from tests.builders import PUBLISHED, a_source

MONDAY = PUBLISHED.date()


def kept(text: str, **fields: object) -> list[DateMention]:
    return [mention for snippet in split(a_source(text, **fields)) for mention in snippet.dates]


MEANT = [
    # Published on Monday, 3 March 2025.
    ("He left on Thursday.", "day", date(2025, 2, 27), None),
    ("They read Friday's letter.", "day", date(2025, 2, 28), None),
    ("They met on February 4 and 5.", "day", date(2025, 2, 4), None),
    ("The vote was put off to April 2.", "day", date(2025, 4, 2), None),
    ("The vote was adjourned until Thursday.", "day", date(2025, 3, 6), None),
    ("They called a strike for March 28.", "day", date(2025, 3, 28), None),
    ("The quay reopened to ships on Thursday.", "day", date(2025, 2, 27), None),
    ("Sales fell in the third quarter.", "quarter", date(2024, 7, 1), None),
    ("Third-quarter sales fell.", "quarter", date(2024, 7, 1), None),
    ("Sales will fall in the second quarter.", "quarter", date(2025, 4, 1), None),
    ("Sales fell in the second quarter.", "quarter", date(2024, 4, 1), None),
    ("Sales fell in last year’s second quarter.", "quarter", date(2024, 4, 1), None),
    ("Sales fell last quarter.", "quarter", date(2024, 10, 1), None),
    ("Sales fell last fall.", "season", date(2024, 9, 1), None),
    ("The pier will open this summer.", "season", date(2025, 6, 1), None),
    ("It froze last winter.", "season", date(2024, 12, 1), None),
    ("It was shut over the weekend.", "day", date(2025, 3, 1), date(2025, 3, 2)),
    ("It was shut last weekend.", "day", date(2025, 3, 1), date(2025, 3, 2)),
    ("It will be shut this weekend.", "day", date(2025, 3, 8), date(2025, 3, 9)),
    ("Sales fell in the past six months.", "month", date(2024, 9, 3), MONDAY),
    ("Sales fell over the last 10 days.", "day", date(2025, 2, 21), MONDAY),
    ("Sales may fall in the next two years.", "year", MONDAY, date(2027, 3, 3)),
    ("Sales fell in the past decade.", "decade", date(2015, 3, 3), MONDAY),
]

LEFT = [
    "Sales fell in the first quarter.",  # it has just begun: this year's, or last year's
    "Sales fell in the fiscal third quarter.",
    "Sales fell from the year-earlier third quarter.",
    "Sales fell in the third quarter of 2019.",
    "Sales rose last spring.  The spring was wet.",
    "It will be shut next weekend.",
    "Sales fell in the past few months.",
    "Sales fell in the past 900 years.",
    "The vote was put off from Thursday.",
    "“We sail on Friday,” she said.",
]


@pytest.mark.parametrize(("text", "granularity", "value", "until"), MEANT)
def test_expressions_are_kept_where_they_stand(
    text: str, granularity: str, value: date, until: date | None
) -> None:
    (found,) = kept(text)
    assert (found.granularity, found.value, found.until) == (granularity, value, until)
    assert text[found.start : found.end].strip(" .") == text[found.start : found.end]


@pytest.mark.parametrize("text", [*LEFT[:4], *LEFT[5:]])
def test_what_is_ambiguous_or_quoted_is_not_kept(text: str) -> None:
    assert kept(text) == []


def test_a_spring_that_began_this_year_is_not_the_last() -> None:
    november = {"published_at": PUBLISHED.replace(month=11)}
    assert kept("Sales rose last spring.", **november) == []
    assert [found.value for found in kept("Sales rose this past spring.", **november)] == [date(2025, 3, 1)]


@pytest.mark.parametrize(
    "fields",
    [{"published_at": None, "published_basis": DateBasis.UNKNOWN}, {"language": "de"}],
    ids=["undated", "german"],
)
def test_a_source_without_a_date_or_in_another_language_has_none(fields: dict[str, object]) -> None:
    assert kept("He left on Thursday.", **fields) == []


def test_each_snippet_has_its_own() -> None:
    long = "The harbour office has kept a log of every ship since it was founded. " * 6
    source = a_source(f"{long}It fell on Thursday.\n\n{long}It rose on Friday.")
    for snippet in split(source):
        for mention in snippet.dates:
            assert snippet.start <= mention.start < mention.end <= snippet.end
    found = [mention for snippet in split(source) for mention in snippet.dates]
    assert [source.text[mention.start : mention.end] for mention in found] == ["Thursday", "Friday"]


# ---- laws

_WORDS = st.sampled_from(
    [
        *(day.title() for day in WEEKDAYS),
        *"last next this past coming the on in since until said will fell open quarter third week".split(),
        *"month year years weekend summer ago two 4 March February 29 yesterday today 2024".split(),
        *". , ’s “ ”".split(),
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=25).map(" ".join)
_DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(_TEXTS | st.text(min_size=1, max_size=80), _DAYS)
def test_any_text_can_be_kept_and_offsets_hold(text: str, day: date) -> None:
    source = a_source(text, published_at=day.isoformat(), language="en")
    found = [mention for snippet in split(source) for mention in snippet.dates]
    ends = [0, *(mention.end for mention in found)]
    assert all(end <= mention.start < mention.end for end, mention in zip(ends, found, strict=False))
    assert all(mention.until is None or mention.value <= mention.until for mention in found)


@given(st.sampled_from(WEEKDAYS), st.sampled_from(["fell", "was closed", "broke"]), _DAYS)
def test_what_is_told_of_a_past_weekday_lies_in_the_week_before(weekday: str, deed: str, day: date) -> None:
    (found,) = kept(f"The dam {deed} on {weekday.title()}.", published_at=day.isoformat())
    assert timedelta(0) <= day - found.value < timedelta(days=7)


@given(st.sampled_from(WEEKDAYS), _DAYS)
def test_what_is_to_come_lies_in_the_week_after_or_is_refused(weekday: str, day: date) -> None:
    found = kept(f"The dam will open on {weekday.title()}.", published_at=day.isoformat())
    assert bool(found) == (day.weekday() != WEEKDAYS.index(weekday))
    assert all(timedelta(0) < mention.value - day < timedelta(days=7) for mention in found)
