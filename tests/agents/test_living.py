"""Stories that live: what is new joins, what was overtaken goes with a reason, the rest is not touched."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.events import Checked, Emitted, Planned, Proposed, Unchanged
from agents.importing import imported
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.errors import NothingToTell, UnknownStory
from store.records import ChangeKind, Claim, DateBasis, Label, Notice, Retirement, SourceStatus, StoryVersion
from tests.agents.wend import COLLAPSE, FIRST, STORY, TOPIC, add, report, retired, text, update, write
from tests.builders import a_claim, a_story

COURIER = {"outlet": "Ard Courier", "url": "https://ardcourier.example/wend"}

TOLL = report(
    "Nine people died in the collapse of the Wend dam, the Wend police said on Monday. "
    "A free ferry across the river Ard at Wend began on Monday and carried 900 passengers.",
    4,
)
CAUSE = report(
    "A cracked gate made the Wend dam collapse, the Ard River Board found in its report. "
    "The Ard River Board named Signe Falk to lead the inquiry into the Wend dam.",
    6,
    **COURIER,
)
ROAD = report(
    "The Ard River Board will reopen the road over the Wend dam by March 20, 2025, Signe Falk said.",
    1,
    **COURIER,
    title="Wend dam road to reopen",
)
STRANGER = report(
    "The cheese fair of Orme drew 4,000 visitors to the square, and a brass band from Varr played.",
    5,
    title="Cheese fair of Orme",
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Generator[Newsroom]:
    with open_newsroom(load(home=tmp_path / "home", shortest=2), "test") as opened:
        yield opened


@pytest.fixture
def first(newsroom: Newsroom) -> StoryVersion:
    add(newsroom, [COLLAPSE])
    version = write(newsroom)
    assert "Two people died" in text(version)
    return version


def test_a_later_toll_takes_the_place_of_the_earlier_one_and_says_so(
    newsroom: Newsroom, first: StoryVersion
) -> None:
    add(newsroom, [TOLL])
    second = update(newsroom, 5)
    assert (second.label, second.parent, second.as_of) == ("v0.2", first.number, FIRST + timedelta(days=5))
    assert "Nine people died" in text(second)
    assert "Two people died" not in text(second)
    (gone,) = [change for change in retired(second) if change.reason is Retirement.SUPERSEDED]
    assert gone.detail == "dead: 9, no longer 2"
    assert {claim.id: claim.text for claim in second.claims()}[gone.by].startswith("Nine people died")


def test_what_nothing_new_touches_keeps_its_words_and_verdicts_and_is_not_checked_again(
    newsroom: Newsroom, first: StoryVersion
) -> None:
    add(newsroom, [CAUSE])
    events = list(newsroom.editor.update(STORY, FIRST + timedelta(days=7)))
    last = events[-1]
    assert isinstance(last, Emitted)
    kept = {one.claim for one in last.version.changes if one.kind is ChangeKind.KEPT}
    assert len(kept) >= 2
    assert kept <= {claim.id for claim in first.claims()}
    checked = {event.claim.id for event in events if isinstance(event, Checked) and not event.title}
    assert not checked & kept
    verdicts = {verdict.claim_id: verdict for verdict in first.verdicts}
    assert all(verdicts[one.claim_id] == one for one in last.version.verdicts if one.claim_id in kept)


def test_every_claim_has_one_change_and_every_one_that_goes_a_reason(newsroom: Newsroom) -> None:
    add(newsroom, [COLLAPSE])
    before = write(newsroom)
    for source, days in ((TOLL, 5), (CAUSE, 7)):
        add(newsroom, [source])
        after = update(newsroom, days)
        known = {claim.id for claim in (*before.claims(), *after.claims())}
        assert sorted(
            one.before or one.claim for one in after.changes if one.kind is not ChangeKind.ADDED
        ) == (sorted(claim.id for claim in before.claims()))
        assert {one.claim for one in after.changes} <= known
        before = after


def test_an_update_asks_about_the_topic_the_title_and_what_the_story_tells_first(
    newsroom: Newsroom, first: StoryVersion
) -> None:
    add(newsroom, [TOLL])
    planned = next(newsroom.editor.update(STORY, FIRST + timedelta(days=4)))
    assert isinstance(planned, Planned)
    told = [claim.text for claim in first.claims()]
    assert [question.text for question in planned.questions] == [TOPIC, first.title.text, *told[:2]]


def test_nothing_new_makes_no_version(newsroom: Newsroom, first: StoryVersion) -> None:
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=1)))[-1]
    assert last == Unchanged(version=first)
    add(newsroom, [STRANGER])
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=6)))[-1]
    assert last == Unchanged(version=first)
    assert newsroom.archive.versions(STORY) == (first,)


def test_a_dry_run_keeps_nothing(newsroom: Newsroom, first: StoryVersion) -> None:
    add(newsroom, [TOLL])
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=5), commit=False))[-1]
    assert isinstance(last, Proposed)
    assert "Nine people died" in text(last.version)
    assert newsroom.archive.versions(STORY) == (first,)
    update(newsroom, 5)


def test_an_older_source_that_arrives_late_supersedes_nothing(newsroom: Newsroom) -> None:
    add(newsroom, [COLLAPSE, TOLL])
    version = write(newsroom, 5)
    assert "Nine people died" in text(version)
    add(newsroom, [report("Three people died in the collapse of the Wend dam, a nurse of Wend said.", 1)])
    list(newsroom.editor.update(STORY, FIRST + timedelta(days=5)))
    live = newsroom.archive.version(STORY)
    assert "Nine people died" in text(live)
    assert "Three people died" not in text(live)


def test_what_has_no_day_is_no_news(newsroom: Newsroom) -> None:
    """Though it is all that is new."""
    add(newsroom, [TOLL, CAUSE])
    before = write(newsroom, 6)
    undated = {"published_at": None, "published_basis": DateBasis.UNKNOWN, "title": "The dam above Wend"}
    plain = (
        "For two generations the Wend dam was the pride of the Ard River Board. "
        "King Olin of Norvane opened the Wend dam in September 1974, in heavy rain."
    )
    add(newsroom, [report(plain).model_copy(update=undated | {"fetched_at": FIRST + timedelta(days=7)})])
    after = update(newsroom, 8)
    assert after.label != before.label
    assert after.title == before.title
    assert after.paragraphs[0].claims[:2] == before.paragraphs[0].claims[:2]
    assert any("1974" in claim.text for claim in after.claims())


@pytest.mark.parametrize(
    ("report_", "told"),
    [
        (
            "The Ard River Board dismissed Signe Falk, whose inquiry into the gate of the dam failed.",
            True,
        ),
        ("The Ard River Board and Signe Falk opened a school for swimmers, and a brass band played.", False),
        ("Kaja Lind and the Orme Tunnel Board opened an inquiry into the cracked gate of a dam.", False),
    ],
    ids=["of the event", "of another matter", "of another event"],
)
def test_who_is_named_again_brings_a_report_that_does_not_name_the_place(
    newsroom: Newsroom, report_: str, *, told: bool
) -> None:
    add(newsroom, [COLLAPSE, CAUSE, report(ROAD.text, 1)])
    write(newsroom, 7)
    add(newsroom, [report(report_, 9, title="News of the day")])
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=10)))[-1]
    assert isinstance(last, Emitted if told else Unchanged)


def test_what_was_published_later_is_not_seen(newsroom: Newsroom, first: StoryVersion) -> None:
    add(newsroom, [TOLL])
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=2)))[-1]
    assert last == Unchanged(version=first)
    assert "Nine people died" in text(update(newsroom, 5))


def test_a_schedule_whose_day_has_passed_is_retired(newsroom: Newsroom) -> None:
    add(newsroom, [COLLAPSE, ROAD])
    assert "by March 20, 2025" in text(write(newsroom, 1))
    later = update(newsroom, 20)
    assert "by March 20, 2025" not in text(later)
    assert [change.reason for change in retired(later)] == [Retirement.EXPIRED]


def test_what_hung_on_a_retracted_source_goes_and_the_version_says_so(newsroom: Newsroom) -> None:
    add(newsroom, [COLLAPSE, CAUSE])
    before = write(newsroom, 7)
    assert "A cracked gate" in text(before)
    notice = Notice(source_id=CAUSE.id, status=SourceStatus.RETRACTED, reason="invented", at=FIRST)
    newsroom.archive.give([notice])
    after = update(newsroom, 8)
    assert "A cracked gate" not in text(after)
    assert after.corrections == ("“Wend dam collapse” (Ard Courier) was retracted.",)
    assert {change.reason for change in retired(after)} == {Retirement.RETRACTED}
    add(newsroom, [TOLL])
    assert "A cracked gate" not in text(update(newsroom, 9))
    assert isinstance(list(newsroom.editor.update(STORY, FIRST + timedelta(days=10)))[-1], Unchanged)
    newsroom.archive.give(
        [Notice(source_id=CAUSE.id, status=SourceStatus.ACTIVE, reason="it was true", at=datetime.now(UTC))]
    )
    assert "A cracked gate" in text(update(newsroom, 10))


def test_where_the_lead_was_taken_back_the_version_is_a_major_one(newsroom: Newsroom) -> None:
    add(newsroom, [COLLAPSE, CAUSE])
    before = write(newsroom, 7)
    lead = {citation for claim in before.paragraphs[0].claims for citation in claim.citations}
    assert CAUSE.id[:8] in lead
    newsroom.archive.give(
        [Notice(source_id=CAUSE.id, status=SourceStatus.RETRACTED, reason="invented", at=FIRST)]
    )
    assert update(newsroom, 8).label == "v1.0"


def test_where_too_little_is_left_the_last_version_stays_and_the_attempt_is_on_record(
    newsroom: Newsroom, first: StoryVersion
) -> None:
    newsroom.archive.give(
        [Notice(source_id=COLLAPSE.id, status=SourceStatus.RETRACTED, reason="invented", at=FIRST)]
    )
    with pytest.raises(NothingToTell):
        list(newsroom.editor.update(STORY, FIRST + timedelta(days=1)))
    assert newsroom.archive.version(STORY) == first
    assert len(newsroom.archive.failures(STORY)) == 1


def test_a_second_voice_is_named_beside_the_first(newsroom: Newsroom, first: StoryVersion) -> None:
    other = report(
        "Two people died in the collapse of the Wend dam, the Wend police said. "
        "A school in Wend took in 80 people from the lower town on Thursday night.",
        0.5,
        **COURIER,
        title="Two dead as Wend dam collapses",
    )
    add(newsroom, [other])
    second = update(newsroom, 1)
    (told,) = [claim for claim in second.claims() if "Two people died" in claim.text]
    assert told.citations == (COLLAPSE.id[:8], other.id[:8])
    (change,) = [one for one in second.changes if one.claim == told.id]
    assert change.kind is ChangeKind.RE_SUPPORTED
    assert change.before in {claim.id for claim in first.claims()}


def test_two_tolls_of_one_day_are_both_told_and_in_dispute(newsroom: Newsroom) -> None:
    add(newsroom, [COLLAPSE])
    write(newsroom)
    other = report(
        "Five people died in the collapse of the Wend dam, the fire chief of Wend, Ada Brand, said.",
        0.5,
        **COURIER,
        title="Five dead in Wend",
    )
    add(newsroom, [other])
    second = update(newsroom, 1)
    assert "Two people died" in text(second)
    assert "Five people died" in text(second)
    assert [(one.about, one.values) for one in second.conflicts] == [("dead", ("5", "2"))]


def test_a_story_that_is_not_there_cannot_be_updated(newsroom: Newsroom) -> None:
    with pytest.raises(UnknownStory):
        list(newsroom.editor.update("nothing"))


def test_the_same_archive_and_date_give_the_same_version(tmp_path: Path) -> None:
    found: list[StoryVersion] = []
    for name in ("one", "other"):
        with open_newsroom(load(home=tmp_path / name, shortest=2), "test") as newsroom:
            add(newsroom, [COLLAPSE])
            write(newsroom)
            add(newsroom, [TOLL, CAUSE])
            found.append(update(newsroom, 7))
    one, other = (version.model_dump(exclude={"written_at"}) for version in found)
    assert one == other


def test_a_story_that_is_written_anew_says_so_of_what_it_no_longer_tells(
    newsroom: Newsroom, first: StoryVersion
) -> None:
    add(newsroom, [TOLL])
    last = list(newsroom.editor.write(TOPIC, FIRST + timedelta(days=5)))[-1]
    assert isinstance(last, Emitted)
    assert last.version.parent == first.number
    gone = retired(last.version)
    assert gone
    assert {change.detail for change in gone} == {"the story was written anew"}


# ---- stories of others


PLAIN = a_claim("The Wend dam collapsed at dawn on Thursday and flooded the lower town of Wend.", COLLAPSE)
RIGHT = a_claim("About 300 houses in Wend stood under water on Thursday evening.", COLLAPSE)


def imported_from(newsroom: Newsroom, *claims: Claim) -> StoryVersion:
    told = a_story(claims, title=Claim(text="The Wend dam collapsed at dawn", citations=claims[0].citations))
    told = told.model_copy(update={"written_at": FIRST + timedelta(hours=1)})
    version = imported(told, STORY, TOPIC, newsroom.archive, newsroom.checker)
    newsroom.archive.commit(version)
    return version


def test_what_was_unchecked_is_checked_once_its_sources_are_there(newsroom: Newsroom) -> None:
    wrong = a_claim("Smugglers from Varr bought the lower town of Wend.", COLLAPSE)
    before = imported_from(newsroom, PLAIN, RIGHT, wrong)
    assert {verdict.label for verdict in before.verdicts} == {Label.UNCHECKED}
    add(newsroom, [COLLAPSE, CAUSE])
    after = update(newsroom, 7)
    labels = {verdict.claim_id: verdict.label for verdict in after.verdicts}
    assert labels[RIGHT.id] is labels[PLAIN.id] is Label.SUPPORTED
    (gone,) = [change for change in retired(after) if change.claim == wrong.id]
    assert gone.reason is Retirement.UNSUPPORTED
    assert gone.detail


def test_a_claim_that_is_repaired_on_the_way_keeps_its_past(newsroom: Newsroom) -> None:
    wrong = a_claim("Three people died in the collapse of the Wend dam, the Wend police said.", COLLAPSE)
    imported_from(newsroom, PLAIN, RIGHT, wrong)
    add(newsroom, [COLLAPSE, CAUSE])
    after = update(newsroom, 7)
    (change,) = [one for one in after.changes if wrong.id in {one.before, one.claim}]
    assert change.kind is ChangeKind.REWORDED
    told = {claim.id: claim.text for claim in after.claims()}
    assert told[change.claim].startswith("Two people died")


def test_what_is_not_at_hand_stays_unchecked(newsroom: Newsroom) -> None:
    strange = Claim(text="The lower town of Wend had 4,000 people.", citations=("deadbeef",))
    before = imported_from(
        newsroom, strange, strange.model_copy(update={"text": "Wend has two dams in all."})
    )
    add(newsroom, [COLLAPSE, CAUSE])
    after = update(newsroom, 7)
    kept = {one.claim for one in after.changes if one.kind is ChangeKind.KEPT}
    assert kept == {claim.id for claim in before.claims()}
