"""Feeds that are followed: what is known of each between two polls, and when it is due."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from store.errors import Unfetched, UnreadableSource
from store.records import Record, UTCDateTime
from store.vocabulary import FullText

FIRST_BACK_OFF = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(days=1)
GONE = 410
"""The answer of a server whose page will not come back."""
LONGEST_WISH = timedelta(days=7)
"""No Retry-After is honoured for longer: a slip in it must not silence a feed for ever."""


class FeedState(StrEnum):
    """How it stands with a feed, in a word."""

    NEW = "new"
    ACTIVE = "active"
    FAILING = "failing"
    GONE = "gone"


class Feed(Record):
    """A feed that is followed, as its last poll left it."""

    address: str
    """A URL, or the absolute path of a file."""
    title: str = ""
    full_text: FullText | None = None
    """None is as the setting says."""
    followed_at: UTCDateTime
    polled_at: UTCDateTime | None = None
    due_at: UTCDateTime | None = None
    added: int = 0
    """Sources that the last poll brought."""
    failures: int = 0
    """Polls in a row that failed."""
    problem: str = ""
    """Why the last poll failed, or what was wrong with what it brought."""
    gone: bool = False
    etag: str = ""
    last_modified: str = ""
    body_digest: str = ""
    """Of the feed as it came, for servers that do not say whether it changed."""

    @property
    def state(self) -> FeedState:
        """In a word."""
        if self.gone:
            return FeedState.GONE
        if self.failures:
            return FeedState.FAILING
        return FeedState.ACTIVE if self.polled_at else FeedState.NEW

    @property
    def is_file(self) -> bool:
        """Whether it lies on disk."""
        return "://" not in self.address

    def due(self, every: timedelta) -> datetime | None:
        """When it is to be polled next, where it is polled so often; None for one that is gone."""
        if self.gone:
            return None
        if self.failures and self.due_at:
            return self.due_at
        return self.polled_at + every if self.polled_at else self.followed_at

    def is_held_back(self, now: datetime) -> bool:
        """Whether it failed and its time has not come, or is gone: who asks for all does not get this one."""
        due = self.due(timedelta(0))
        return due is None or (bool(self.failures) and due > now)

    def polled(self, now: datetime, every: timedelta, **found: object) -> Self:
        """As a poll leaves it that went well; ``found`` is what else it changed."""
        well = {"polled_at": now, "due_at": now + every, "failures": 0, "problem": "", "gone": False}
        return self.model_copy(update={**well, "added": 0, **found})

    def failed(self, now: datetime, every: timedelta, error: UnreadableSource) -> Self:
        """As a poll leaves it that came to nothing; one that is gone is due no more."""
        failures = self.failures + 1
        gone, asked = False, timedelta(0)
        if isinstance(error, Unfetched):
            gone, asked = error.status == GONE, min(timedelta(seconds=error.retry_after), LONGEST_WISH)
        due = None if gone else now + max(back_off(failures), asked, every)
        state = {"polled_at": now, "due_at": due, "failures": failures, "gone": gone}
        return self.model_copy(update={**state, "added": 0, "problem": str(error)})


class Host(Record):
    """What is remembered of a host, so that it is asked no more often than it likes."""

    name: str
    """Scheme, host and port, such as ``https://news.example``."""
    robots: str = ""
    """Its robots.txt; empty where it has none."""
    robots_at: UTCDateTime | None = None
    """When that was read."""
    closed_until: UTCDateTime | None = None
    """It asked to be left alone until then."""


def back_off(failures: int) -> timedelta:
    """Until the next poll after so many failures in a row: five minutes, then twice as long each time."""
    return min(FIRST_BACK_OFF * 2 ** min(failures - 1, 20), LONGEST_BACK_OFF)
