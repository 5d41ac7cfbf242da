"""What is known of feeds between two polls: when each is due, and what the archive keeps."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.archive import Archive
from store.errors import Unfetched, UnreadableSource
from store.feeds import (
    FIRST_BACK_OFF,
    LONGEST_BACK_OFF,
    LONGEST_WISH,
    Feed,
    FeedState,
    FullText,
    Host,
    back_off,
)
from tests.feeds import START

HOUR = timedelta(hours=1)
FEED = Feed(address="https://r.example/feed", followed_at=START)


@given(st.integers(1, 10_000))
def test_a_feed_is_tried_again_later_each_time_up_to_a_day(failures: int) -> None:
    assert FIRST_BACK_OFF <= back_off(failures) <= back_off(failures + 1) <= LONGEST_BACK_OFF


def test_a_new_feed_is_due_and_a_polled_one_after_its_time() -> None:
    assert FEED.due(HOUR) == START
    polled = FEED.polled(START, HOUR)
    assert polled.due(HOUR) == START + HOUR
    assert polled.due(2 * HOUR) == START + 2 * HOUR
    assert not polled.is_held_back(START)


@pytest.mark.parametrize(("asked", "wait"), [(0, 300), (400, 400), (10**9, LONGEST_WISH.total_seconds())])
def test_a_failed_feed_is_held_back_as_long_as_its_server_asks(asked: float, wait: float) -> None:
    failed = FEED.failed(START, timedelta(0), Unfetched("x", "busy", status=503, retry_after=asked))
    due = START + timedelta(seconds=wait)
    assert (failed.due(HOUR), failed.state, failed.problem) == (due, FeedState.FAILING, "busy")
    assert failed.is_held_back(due - timedelta(seconds=1))
    assert not failed.is_held_back(due)


def test_a_failed_feed_is_not_polled_more_often_than_a_well_one() -> None:
    assert FEED.failed(START, HOUR, UnreadableSource("x", "is no feed")).due_at == START + HOUR


def test_a_feed_that_is_gone_is_never_due() -> None:
    gone = FEED.failed(START, HOUR, Unfetched("x", "gone", status=410))
    assert (gone.due(HOUR), gone.state) == (None, FeedState.GONE)


def test_a_feed_is_kept_as_it_was_followed(archive: Archive) -> None:
    file = Feed(address="/news/feed.xml", title="A file", full_text=FullText.ALWAYS, followed_at=START)
    assert archive.follow([FEED, file, FEED]) == [True, True, False]
    assert archive.feeds() == (FEED, file)
    assert [feed.is_file for feed in archive.feeds()] == [False, True]


def test_to_follow_again_begins_afresh_and_keeps_what_was_read(archive: Archive) -> None:
    archive.follow([FEED])
    failed = FEED.failed(START, HOUR, Unfetched("x", "gone", status=410))
    archive.keep_visit(FEED.address, failed.model_copy(update={"etag": "a"}), ["one"], [])
    archive.follow([FEED.model_copy(update={"full_text": FullText.NEVER})])
    (again,) = archive.feeds()
    assert (again.state, again.etag, again.full_text) == (FeedState.NEW, "a", FullText.NEVER)
    assert archive.unread(FEED.address, ["one", "two", "two"]) == ["two"]


def test_to_unfollow_forgets_what_was_read_of_that_feed_alone(archive: Archive) -> None:
    other = Feed(address="https://t.example/feed", followed_at=START)
    archive.follow([FEED, other])
    for feed in (FEED, other):
        archive.keep_visit(feed.address, feed, ["one"], [])
    archive.unfollow(FEED.address)
    assert archive.feeds() == (other,)
    assert archive.unread(other.address, ["one"]) == []
    archive.follow([FEED])
    assert archive.unread(FEED.address, ["one"]) == ["one"]


def test_what_was_read_goes_with_a_feed_that_moves(archive: Archive) -> None:
    archive.follow([FEED])
    moved = FEED.model_copy(update={"address": "https://r.example/new"})
    assert archive.keep_visit(FEED.address, moved, ["one"], []) == moved
    assert archive.unread(moved.address, ["one"]) == []


def test_what_is_known_of_a_host_is_what_was_learned_last(archive: Archive) -> None:
    host = Host(name="https://r.example", robots="User-agent: *", robots_at=START)
    archive.follow([FEED])
    for closed in (None, START):
        learned = host.model_copy(update={"closed_until": closed})
        archive.keep_visit(FEED.address, FEED, [], [learned])
        assert archive.host(host.name) == learned
    assert archive.host("https://t.example") is None


@settings(max_examples=20)
@given(st.lists(st.integers(0, 1200), max_size=40))
def test_an_entry_is_unread_until_it_is_read(numbers: list[int]) -> None:
    digests = [f"{number:04}" for number in numbers]
    with Archive("sqlite://") as archive:
        archive.follow([FEED])
        assert archive.unread(FEED.address, digests) == list(dict.fromkeys(digests))
        archive.keep_visit(FEED.address, FEED, digests, [])
        archive.keep_visit(FEED.address, FEED, digests, [])
        assert archive.unread(FEED.address, [*digests, "new"]) == ["new"]
