"""A newsroom in a home of its own: from a dozen sources to a story, with nobody faked."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agents.events import Emitted, Fenced, Retrieved, Unchanged
from agents.holding import read_archive
from agents.newsroom import embedded_checker, open_newsroom
from agents.settings import Settings, load
from store.errors import HomeBusy, HomeReadOnly, NothingToTell, UsageError
from store.records import Label, Source, StoryVersion
from store.snippets import split
from tests.agents.towns import (
    CHARGE,
    COLLAPSE,
    COPY,
    COST_NEW,
    COST_OLD,
    LAST,
    RETRACTED,
    SIBLING,
    TOPIC,
    TOWN,
    at,
)
from tests.postgres import Server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home that holds the town."""
    made = load(home=tmp_path / "home", wait=0.2)
    keep(made, *TOWN)
    return made


def keep(settings: Settings, *sources: Source) -> None:
    with read_archive(settings) as archive:
        archive.add_many((source, split(source)) for source in sources)


def write(settings: Settings, topic: str = TOPIC, as_of: datetime | None = LAST) -> StoryVersion:
    with open_newsroom(settings, "test") as newsroom:
        *_, last = newsroom.editor.write(topic, as_of)
    assert isinstance(last, Emitted | Unchanged)
    return last.version


def body(version: StoryVersion) -> str:
    return " ".join([version.title.text, *(claim.text for claim in version.claims())])


def test_a_story_is_written_from_the_archive_alone(settings: Settings) -> None:
    version = write(settings)
    assert version.label == "v0.1"
    assert set(version.sources) <= {source.id for source in TOWN}
    assert {verdict.label for verdict in version.verdicts} == {Label.SUPPORTED}
    assert set(version.models) == {"planner", "writer", "checker", "reviser"}


def test_several_homes_share_an_archive_on_a_server(tmp_path: Path, server: Server) -> None:
    with server.archive() as url:
        one, other = (load(home=tmp_path / name, database=url) for name in ("one", "other"))
        keep(one, *TOWN)
        version = write(other)
        with read_archive(one) as archive:
            assert archive.version(version.story) == version
    assert {path.name for path in one.home.iterdir()} == set()
    assert "archive.sqlite" not in {path.name for path in other.home.iterdir()}


def test_the_story_tells_what_happened_and_leaves_out_what_did_not(settings: Settings) -> None:
    told = body(write(settings))
    assert "cracks" in told
    assert "48 million crowns" in told
    assert "Signe Falk" in told
    for other in ("Varr", "eleven people", "smugglers", "explosive", "30 million"):
        assert other not in told


def test_neither_the_other_event_nor_the_retracted_nor_the_revised_is_cited(settings: Settings) -> None:
    assert not {SIBLING.id, RETRACTED.id, COST_OLD.id} & set(write(settings).sources)


def test_copies_of_one_report_are_one_witness(settings: Settings) -> None:
    assert len({COLLAPSE.id, COPY.id} & set(write(settings).sources)) <= 1


def test_each_day_has_the_story_of_that_day(settings: Settings) -> None:
    with_old_price = write(settings, as_of=at(9))
    assert "30 million crowns" in body(with_old_price)
    assert not {COST_NEW.id, CHARGE.id} & set(with_old_price.sources)
    for id_ in with_old_price.sources:
        with read_archive(settings) as archive:
            source = archive.source(id_)
        assert (source.published_at or source.fetched_at) <= at(9)
    assert "48 million crowns" in body(write(settings, as_of=at(12)))


def test_a_later_day_is_the_next_version(settings: Settings) -> None:
    first, second = write(settings, as_of=at(9)), write(settings, as_of=at(21))
    assert (second.label, second.parent) == ("v0.2", first.number)


def test_written_again_it_is_the_same_story(settings: Settings, tmp_path: Path) -> None:
    first = write(settings)
    assert write(settings) == first
    elsewhere = load(home=tmp_path / "other")
    keep(elsewhere, *TOWN)
    other = write(elsewhere)
    assert (other.title, other.paragraphs, other.verdicts) == (first.title, first.paragraphs, first.verdicts)


def test_what_was_checked_is_not_checked_again(settings: Settings) -> None:
    with open_newsroom(settings, "test") as newsroom:
        assert isinstance(list(newsroom.editor.write(TOPIC, LAST))[-1], Emitted)
        assert newsroom.checker.recalled < newsroom.checker.asked
    with open_newsroom(settings, "test") as newsroom:
        assert isinstance(list(newsroom.editor.write(TOPIC, LAST))[-1], Unchanged)
        assert newsroom.checker.recalled == newsroom.checker.asked > 0
    stricter = settings.model_copy(update={"support": 0.75})
    with open_newsroom(stricter, "test") as newsroom:
        list(newsroom.editor.write(TOPIC, LAST))
        assert newsroom.checker.recalled < newsroom.checker.asked


def test_the_order_in_which_sources_arrive_does_not_change_what_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    turned = load(home=tmp_path / "turned")
    keep(turned, COST_OLD, COLLAPSE)
    keep(turned, *reversed([source for source in TOWN if source not in (COST_OLD, COLLAPSE)]))
    one, other = write(settings), write(turned)
    assert {claim.text for claim in one.claims()} == {claim.text for claim in other.claims()}


@pytest.mark.parametrize("topic", ["Kepler telescope launch", "the of and", "!?", "Ruhr steel strike 1928"])
def test_an_absent_topic_is_nothing_to_tell(settings: Settings, topic: str) -> None:
    with pytest.raises(NothingToTell):
        write(settings, topic)
    with read_archive(settings) as archive:
        assert archive.stories() == ()


def test_before_the_first_source_there_is_nothing_to_tell(settings: Settings) -> None:
    with pytest.raises(NothingToTell, match="2031-06-01"):
        write(settings, as_of=at(1))


def test_an_empty_home_has_nothing_to_tell(tmp_path: Path) -> None:
    with pytest.raises(NothingToTell):
        write(load(home=tmp_path / "empty"))


def test_the_fence_keeps_the_other_event_out_and_says_so(settings: Settings) -> None:
    with open_newsroom(settings, "test") as newsroom:
        events = list(newsroom.editor.write(TOPIC, LAST))
    (fenced,) = [event for event in events if isinstance(event, Fenced)]
    assert fenced.kept < fenced.retrieved
    assert any(event.snippets for event in events if isinstance(event, Retrieved))


def test_a_lost_index_is_made_again(settings: Settings) -> None:
    first = write(settings)
    with open_newsroom(settings, "test") as newsroom:
        del newsroom
    shutil.rmtree(settings.home / "index")
    steps: list[tuple[int, int]] = []
    with open_newsroom(settings, "test", lambda done, whole: steps.append((done, whole))) as newsroom:
        *_, last = newsroom.editor.write(TOPIC, LAST)
    assert last == Unchanged(version=first)
    assert steps
    assert steps[-1][0] == steps[-1][1]


def test_two_newsrooms_cannot_hold_one_home_but_others_may_read(settings: Settings) -> None:
    with open_newsroom(settings, "the first"):
        with pytest.raises(HomeBusy, match="the first"), open_newsroom(settings, "the second"):
            pytest.fail("held twice")
        with read_archive(settings) as archive:
            assert archive.count() == len(TOWN)
    with open_newsroom(settings, "the third") as newsroom:
        assert newsroom.archive.count() == len(TOWN)


def test_a_file_in_the_way_is_said_to_be_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(HomeReadOnly), open_newsroom(load(home=tmp_path / "home"), "test"):
        pytest.fail("opened")


def test_the_checker_stands_by_itself(tmp_path: Path) -> None:
    settings = load(home=tmp_path / "none")
    assert embedded_checker(settings).name
    assert not settings.home.exists()


def test_a_stricter_support_leaves_no_less_out(settings: Settings) -> None:
    plain = write(settings)
    strict = write(settings.model_copy(update={"support": 1.0}), as_of=None)
    assert len(strict.left_out) >= len(plain.left_out)


@pytest.mark.parametrize("length", [50, 120, 300])
def test_a_story_is_no_longer_than_it_was_asked_to_be(settings: Settings, length: int) -> None:
    version = write(settings.model_copy(update={"length": length, "shortest": 1}))
    assert sum(len(claim.text.split()) for claim in version.claims()) <= length * 1.1


def words(version: StoryVersion) -> int:
    return sum(len(claim.text.split()) for claim in version.claims())


def test_a_length_of_its_own_stays_with_a_story(settings: Settings) -> None:
    settings = settings.model_copy(update={"shortest": 1})
    with open_newsroom(settings, "test") as newsroom:
        *_, first = newsroom.editor.write(TOPIC, LAST.replace(day=4), length=60)
        assert isinstance(first, Emitted)
        *_, second = newsroom.editor.update(first.version.story, LAST)
        assert isinstance(second, Emitted)
        *_, third = newsroom.editor.write(TOPIC, LAST)
        assert isinstance(third, Emitted | Unchanged)
        *_, fourth = newsroom.editor.write(TOPIC, LAST, length=300)
        assert isinstance(fourth, Emitted)
        *_, fifth = newsroom.editor.write(TOPIC, LAST, length=301)
        assert isinstance(fifth, Emitted)
    told = [one.version for one in (first, second, third, fourth, fifth)]
    assert [version.length for version in told] == [60, 60, 60, 300, 301]
    assert max(map(words, told[:3])) <= 66 < words(told[3])


@pytest.mark.parametrize("length", [-1, 49, 20_001, 60.5, "60", True])
def test_no_story_has_such_a_length(settings: Settings, length: Any) -> None:
    with open_newsroom(settings, "test") as newsroom, pytest.raises(UsageError, match="has no"):
        list(newsroom.editor.write(TOPIC, LAST, length=length))
