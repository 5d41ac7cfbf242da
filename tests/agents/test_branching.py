"""Versions beside one another: numbers, branches, and who was first."""

import subprocess
import sys
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.branching import next_free
from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import Settings, load
from store.errors import NothingToTell, StaleParent, UnknownStory, UnknownVersion, UsageError
from store.records import StoryVersion
from tests.agents.test_living import CAUSE, TOLL
from tests.agents.wend import COLLAPSE, FIRST, STORY, TOPIC, add, text
from tests.builders import a_claim, a_source, a_story

Number = tuple[int, int]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(home=tmp_path / "home", shortest=2)


@pytest.fixture
def newsroom(settings: Settings) -> Generator[Newsroom]:
    """v0.1 to v0.3 of a story, as of days 0, 5 and 7."""
    with open_newsroom(settings, "test") as opened:
        add(opened, [COLLAPSE, TOLL, CAUSE])
        list(opened.editor.write(TOPIC, FIRST))
        for days in (5, 7):
            list(opened.editor.update(STORY, FIRST + timedelta(days=days)))
        assert opened.archive.version(STORY).label == "v0.3"
        yield opened


def branch(newsroom: Newsroom, start: Number, days: float, name: str = "") -> StoryVersion:
    last = list(newsroom.editor.branch(STORY, start, FIRST + timedelta(days=days), name))[-1]
    assert isinstance(last, Emitted)
    return last.version


def test_a_branch_goes_on_from_its_parent_and_the_live_version_stays(newsroom: Newsroom) -> None:
    live = newsroom.archive.version(STORY)
    beside = branch(newsroom, (0, 1), 5)
    assert (beside.label, beside.parent, beside.branch) == ("v0.4", (0, 1), "v0.4")
    assert "Nine people died" in text(beside)
    assert "Nine people died" not in text(newsroom.archive.version(STORY, (0, 1)))
    assert newsroom.archive.version(STORY) == live
    assert newsroom.archive.version(STORY, (0, 4)) == beside


def test_an_update_goes_on_from_the_newest_of_the_branch_that_is_named(newsroom: Newsroom) -> None:
    branch(newsroom, (0, 1), 5, "slow")
    list(newsroom.editor.update(STORY, FIRST + timedelta(days=7), on=(0, 4)))
    newest = newsroom.archive.version(STORY, (0, 5))
    assert (newest.parent, newest.branch) == ((0, 4), "slow")
    again = list(newsroom.editor.update(STORY, FIRST + timedelta(days=7), on=(0, 4)))[-1]
    assert again == Unchanged(version=newest)
    on_trunk = list(newsroom.editor.update(STORY, FIRST + timedelta(days=7), on=(0, 1)))[-1]
    assert on_trunk == Unchanged(version=newsroom.archive.version(STORY, (0, 3)))


def test_the_trunk_takes_the_number_after_those_of_the_branches(newsroom: Newsroom) -> None:
    branch(newsroom, (0, 1), 5)
    more = a_source(
        "The Wend dam inquiry heard 12 engineers of the Ard River Board on the collapse of the Wend dam. "
        "The town of Wend asked the Ard River Board for 30 million crowns after the Wend dam collapse.",
        published_at=FIRST + timedelta(days=10),
        title="Wend dam collapse",
    )
    add(newsroom, [more])
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=11)))[-1]
    assert isinstance(last, Emitted)
    assert (last.version.label, last.version.parent, last.version.branch) == ("v0.5", (0, 3), "")
    assert list(newsroom.archive.numbers(STORY)) == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]


def test_what_would_be_a_copy_is_no_branch(newsroom: Newsroom) -> None:
    with pytest.raises(NothingToTell, match=r"Nothing was new after v0\.3"):
        branch(newsroom, (0, 3), 7)
    assert len(newsroom.archive.numbers(STORY)) == 3


@pytest.mark.parametrize(
    ("start", "days", "name", "said"),
    [
        ((0, 2), 1, "", r"v0\.2 tells what was known on 2025-03-11"),
        ((0, 1), 5, "v0.9", "no name of a branch"),
        ((0, 1), 5, "a/b", "no name of a branch"),
        ((0, 1), 5, "slow", "has a branch 'slow' already"),
    ],
)
def test_a_branch_that_cannot_be_is_refused(
    newsroom: Newsroom, start: Number, days: float, name: str, said: str
) -> None:
    branch(newsroom, (0, 1), 5, "slow")
    with pytest.raises(UsageError, match=said):
        branch(newsroom, start, days, name)


def test_a_story_does_not_go_back(newsroom: Newsroom) -> None:
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=1)))[-1]
    assert last == Unchanged(version=newsroom.archive.version(STORY, (0, 3)))


def test_what_is_not_there_cannot_be_branched_off(newsroom: Newsroom) -> None:
    with pytest.raises(UnknownVersion):
        branch(newsroom, (0, 8), 5)
    with pytest.raises(UnknownStory):
        list(newsroom.editor.branch("nothing", (0, 1)))
    with pytest.raises(UnknownVersion):
        list(newsroom.editor.update(STORY, on=(0, 8)))


def commit_elsewhere(url: str, version: StoryVersion) -> None:
    """In another process."""
    code = (
        "import sys; from store.archive import Archive; from store.records import StoryVersion;"
        "Archive(sys.argv[1]).commit(StoryVersion.model_validate_json(sys.stdin.read()))"
    )
    subprocess.run(
        [sys.executable, "-c", code, url], input=version.model_dump_json().encode(), check=True, timeout=60
    )


@pytest.mark.parametrize("number", [(0, 4), (0, 9)])
def test_an_update_during_an_update_keeps_the_version_that_came_first(
    newsroom: Newsroom, settings: Settings, number: Number
) -> None:
    live = newsroom.archive.version(STORY)
    add(
        newsroom,
        [
            a_source(
                "The Wend dam inquiry heard 12 engineers of the Ard River Board on the collapse of the dam.",
                published_at=FIRST + timedelta(days=10),
                title="Wend dam collapse",
            )
        ],
    )
    events = newsroom.editor.update(STORY, FIRST + timedelta(days=11))
    next(events)
    other = live.model_copy(update={"major": number[0], "minor": number[1], "parent": live.number})
    commit_elsewhere(f"sqlite:///{settings.home / 'archive.sqlite'}", other)
    with pytest.raises(StaleParent, match=r"went on from v0\.3 to v0\.[49]") as caught:
        list(events)
    assert caught.value.retry
    assert newsroom.archive.version(STORY) == other
    assert list(newsroom.archive.numbers(STORY)) == [(0, 1), (0, 2), (0, 3), number]


numbers = st.tuples(st.integers(0, 3), st.integers(0, 30))


@given(start=numbers, others=st.lists(numbers), major=st.booleans())
def test_a_number_is_free_and_after_its_parents(start: Number, others: list[Number], *, major: bool) -> None:
    version = a_story((a_claim("It fell."),), major=start[0], minor=start[1])
    found = next_free(version, others, major=major)
    assert found not in others
    assert found > start
    before = (found[0], found[1] - 1) if found[1] else None
    assert before is None or before in {*others, start}
    assert not major or found == (max(one for one, _ in [*others, start]) + 1, 0)
