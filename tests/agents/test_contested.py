"""Of two texts in the same words that tell one thing otherwise: which is the report, in both orders."""

from datetime import datetime, timedelta

import pytest

from agents.contested import TOGETHER, is_report
from agents.voices import first_told
from store.records import Evidence, Question, Snippet, Source
from tests.agents.towns import at, told
from tests.reports import REPORT, changed

ALTERED = changed("27 were hurt", "270 were hurt")
OWN = (
    "The harbour police count 27 people who were hurt on Tuesday when the crane fell on the ferry.",
    "When the harbour crane of Velm fell on a ferry, 27 people were hurt, a hospital of the town said.",
)
FALSE = tuple(text.replace("27", "270") for text in OWN)


def source(text: str, house: str, published: datetime | None = None, **fields: object) -> Source:
    found = told("Crane", text, 4, url=f"https://{house}.example/1", outlet=house)
    return found.model_copy(update={"published_at": published or found.published_at, **fields})


def both_orders(report: Source, copy: Source, *tellings: str) -> list[bool]:
    """Whether the report is told and the copy is not, as the report is read first, and as the copy is."""
    found: list[bool] = []
    for first, later in ((report, copy), (copy, report)):
        second = later.model_copy(update={"reuses": first.id})
        others = [source(text, f"other{number}") for number, text in enumerate(tellings)]
        passages = [evidence(first, 0), evidence(second, 0), *(evidence(one, 0) for one in others)]
        heard = {one.source.id for one in first_told(passages, {first.id: first})}
        found.append(heard - {one.id for one in others} == {report.id})
    return found


def evidence(of: Source, start: int) -> Evidence:
    text = of.text[start:].partition("\n")[0]
    snippet = Snippet(source_id=of.id, ordinal=0, start=start, end=start + len(text), text=text)
    question = Question(text="crane", facet="topic", as_of=at(30))
    return Evidence(snippet=snippet, source=of, question=question, ranks={"lexical": 1}, score=1.0)


def test_of_two_that_were_read_together_the_first_published_is_the_report() -> None:
    report, copy = source(REPORT, "wire"), source(ALTERED, "post", at(4, 13))
    assert both_orders(report, copy) == [True, True]


@pytest.mark.parametrize("moment", [at(4, 12), at(4, 0), None], ids=["same hour", "same day", "unknown"])
def test_where_the_date_does_not_tell_the_first_that_was_read_stands(moment: datetime | None) -> None:
    dated = {"published_at": moment} if moment else {"published_at": None, "published_basis": "unknown"}
    copy = Source.model_validate(source(ALTERED, "post").model_dump() | dated)
    assert both_orders(source(REPORT, "wire"), copy) == [True, False]


def test_what_was_read_later_dates_itself_back_for_nothing() -> None:
    report = source(REPORT, "wire")
    late = {"fetched_at": report.fetched_at + TOGETHER + timedelta(minutes=1)}
    copy = source(ALTERED, "post", at(3)).model_copy(update=late)
    assert not is_report(copy, report, {})
    assert is_report(copy.model_copy(update={"fetched_at": report.fetched_at}), report, {})


def test_two_voices_of_their_own_say_which_is_the_report_whatever_their_dates() -> None:
    report, copy = source(REPORT, "wire"), source(ALTERED, "post", at(3))
    assert both_orders(report, copy, *OWN) == [True, True]
    assert both_orders(report, copy, *OWN, *FALSE[:1]) == [False, False]


def test_one_voice_takes_no_report_away() -> None:
    report, copy = source(REPORT, "wire"), source(ALTERED, "post")
    assert both_orders(report, copy, FALSE[0]) == [True, False]
    assert both_orders(report, copy, FALSE[0], OWN[0], FALSE[1], OWN[1]) == [True, False]


def test_many_pages_in_the_same_words_are_one_voice() -> None:
    report, copy = source(REPORT, "wire"), source(ALTERED, "post")
    later = copy.model_copy(update={"reuses": report.id})
    flood = [source(FALSE[0], f"page{number}") for number in range(9)]
    copies = [one.model_copy(update={"origin": flood[0].id}) for one in flood]
    passages = [evidence(one, 0) for one in (report, later, *copies)]
    assert report.id in {one.source.id for one in first_told(passages, {report.id: report})}


def test_who_credits_the_others_house_has_it_from_there() -> None:
    report = source(REPORT, "skerrywire", at(5))
    copy = source(ALTERED, "post", agencies=("Skerry Wire",))
    assert both_orders(report, copy) == [True, True]
    elsewhere = source(REPORT, "elsewhere", at(5))
    assert both_orders(elsewhere, copy) == [False, False]


def test_copies_of_what_was_read_first_fall_silent_with_it() -> None:
    report, copy = source(REPORT, "wire"), source(ALTERED, "post", at(5))
    again = source(f"{ALTERED}\n\nBy our staff.", "copies", at(5), origin=copy.id)
    later = report.model_copy(update={"reuses": copy.id})
    passages = [evidence(one, 0) for one in (copy, again, later)]
    assert [one.source.id for one in first_told(passages, {copy.id: copy})] == [report.id]
