"""What a story left out for space alone is known to it still when the news give another figure."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from agents.newsroom import open_newsroom
from agents.settings import load
from store.records import Notice, Retirement, Source, SourceStatus, StoryVersion
from tests.agents.wend import COLLAPSE, FIRST, add, report, retired, text, update, write

BARNS = "About 300 barns in Wend stood under water"
COURIER = {"outlet": "Ard Courier", "url": "https://ardcourier.example/wend"}
POST = {"outlet": "Orme Post", "url": "https://ormepost.example/wend"}
SAID = "said in the square of the lower town in the evening, as boats of the coast guard went by."
FLOODED = report(f"{BARNS}, the mayor of Wend, Otto Hale, {SAID}", -1)
DISPUTED = report(
    f"Up to 450 barns in Wend stood under water, the fire chief Ada Brand {SAID}", -0.5, **COURIER
)
LATER = report("Only 180 barns in Wend stood under water, the council of Wend found.", 5, **COURIER)
NEWS = report(
    "A cracked gate made the Wend dam collapse, the Ard River Board found in its report. "
    "The Ard River Board named Signe Falk to lead the inquiry into the Wend dam collapse. "
    "Mayor Otto Hale of Wend asked the parliament of Norvane to pay for a new Wend dam. "
    "Two people died in the collapse of the Wend dam, and both of them worked for the Ard River Board.",
    3,
    **POST,
)
AGREED = report(
    "A cracked gate made the Wend dam collapse, the Ard River Board found in the report that it gave to "
    "the parliament of Norvane, and Signe Falk was named to lead the inquiry into the Wend dam collapse.",
    3.1,
    outlet="Velm Mail",
    url="https://velmmail.example/wend",
)
VOTED = (
    "The parliament of Norvane voted for a new Wend dam, two months after the collapse of the Wend dam in "
    "which two people died, and Signe Falk of the Ard River Board told the parliament of Norvane why the "
    "Wend dam collapsed on them. "
)
ROOM, NONE = 800, 50
"""Words."""


def told(home: Path, sources: Sequence[Source], days: float, length: int) -> StoryVersion:
    """The next version, of these too, within so many words."""
    with open_newsroom(load(home=home, shortest=1, length=length), "test") as newsroom:
        add(newsroom, sources)
        return update(newsroom, days) if newsroom.archive.stories() else write(newsroom, days)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Of a story that told of 300 barns, and then of the cause alone."""
    first = told(tmp_path, [COLLAPSE, FLOODED], 0, ROOM)
    second = told(tmp_path, [NEWS, AGREED], 4, NONE)
    (barns,) = [claim.id for claim in first.claims() if claim.text.startswith(BARNS)]
    assert [one.reason for one in retired(second) if one.claim == barns] == [Retirement.SPACE]
    return tmp_path


def test_a_figure_that_is_disputed_later_is_told_with_its_other(home: Path) -> None:
    third = told(home, [DISPUTED], 4, 75)
    claims = {claim.id: claim.text for claim in third.claims()}
    assert any(one.startswith(BARNS) for one in claims.values())
    assert any("450 barns" in one for one in claims.values())
    (conflict,) = third.conflicts
    assert sorted(conflict.values) == ["about 300", "up to 450"]
    assert {*conflict.claims} <= claims.keys()
    assert {one.claim_id for one in third.verdicts if one.label == "supported"} >= claims.keys()
    assert [one.claim for one in third.changes if one.kind == "added"] == [
        id_ for id_, one in claims.items() if "barns" in one
    ]


def test_a_later_figure_takes_the_place_of_the_one_that_made_room(home: Path) -> None:
    third = told(home, [LATER], 6, NONE)
    assert "180 barns" in text(third)
    assert BARNS not in text(third)


def test_another_count_of_the_same_things_is_told_though_the_words_differ(tmp_path: Path) -> None:
    boats = report(
        "The harbour master of Wend said that 40 boats were lost when the dam broke.", 0, **COURIER
    )
    found = report("Divers of the Orme police brought 46 boats to the Wend quay.", 5, **POST)
    assert "40 boats" in text(told(tmp_path, [COLLAPSE, boats], 0, ROOM))
    assert "40 boats" not in text(told(tmp_path, [NEWS, AGREED], 4, NONE))
    assert "46 boats" in text(told(tmp_path, [found], 6, NONE))


@pytest.mark.parametrize(
    ("before", "found"),
    [
        (
            "The first boats were seen adrift in the evening at 1653 GMT, the harbour master said.",
            "Divers of the Orme police left the Wend quay at 1230 GMT.",
        ),
        (
            "The harbour master of Wend said that the dam killed 17 staff of the port.",
            "Divers of the Orme police keep 25 staff at the Wend quay.",
        ),
    ],
    ids=["hours", "people"],
)
def test_other_hours_and_other_people_are_no_count_of_the_same(
    tmp_path: Path, before: str, found: str
) -> None:
    assert before in text(told(tmp_path, [COLLAPSE, report(before, 0, **COURIER)], 0, ROOM))
    assert before not in text(told(tmp_path, [NEWS, AGREED], 4, NONE))
    third = text(told(tmp_path, [report(VOTED + found, 5, **POST)], 6, NONE))
    assert "voted" in third
    assert found not in third


@pytest.mark.parametrize("status", [SourceStatus.RETRACTED, None])
def test_what_was_taken_back_is_not_told_again(home: Path, status: SourceStatus | None) -> None:
    if status:
        with open_newsroom(load(home=home), "test") as newsroom:
            notice = Notice(source_id=FLOODED.id, status=status, reason="wrong", at=FIRST)
            newsroom.archive.give([notice])
    assert (BARNS in text(told(home, [DISPUTED], 4, ROOM))) is (status is None)


def test_what_another_claim_has_overtaken_since_is_not_told_again(home: Path) -> None:
    assert "180 barns" in text(told(home, [LATER], 6, ROOM))
    last = text(told(home, [DISPUTED.model_copy(update={"url": "https://velm.example/1"})], 7, ROOM))
    assert "180 barns" in last
    assert BARNS not in last


def test_who_reads_one_count_reads_the_other_too(tmp_path: Path) -> None:
    """A count that stands is not overtaken by one in other words, which is told beside it."""
    boats = report(
        "The harbour master of Wend said that 40 boats were lost when the dam broke.", 0, **COURIER
    )
    found = report(VOTED + "Divers of the Orme police brought 46 boats to the Wend quay.", 5, **POST)
    assert "40 boats" in text(told(tmp_path, [COLLAPSE, boats], 0, ROOM))
    second = text(told(tmp_path, [found], 6, 75))
    assert "46 boats" in second


def test_what_the_story_announced_is_told_when_it_comes(tmp_path: Path) -> None:
    """Though the claim that announced it made room before, and nobody else tells of it."""
    announced = report(
        "If the parliament of Norvane votes, the clearing of the lower town will begin on March 10, 2025.",
        0,
        **COURIER,
    )
    began = report(VOTED + "The clearing of the lower town began on Monday, 10 March 2025.", 5, **POST)
    assert "will begin" in text(told(tmp_path, [COLLAPSE, announced], 0, ROOM))
    assert "will begin" not in text(told(tmp_path, [NEWS, AGREED], 4, NONE))
    third = text(told(tmp_path, [began], 6, NONE))
    assert "clearing of the lower town began" in third


def test_what_was_never_announced_is_not_told_before_what_matters_more(tmp_path: Path) -> None:
    began = report(VOTED + "The clearing of the lower town began on Monday, 10 March 2025.", 5, **POST)
    told(tmp_path, [COLLAPSE], 0, ROOM)
    told(tmp_path, [NEWS, AGREED], 4, NONE)
    assert "clearing" not in text(told(tmp_path, [began], 6, NONE))
