"""Polls of feeds: several hosts at a time, and what they bring kept by one writer.

A visit keeps its sources first, then what the feed will be asked by the next time: a kill between the two
costs a second reading, which finds everything known.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import urlsplit

from store.archive import Archive
from store.crew import Crew
from store.errors import UnreadableSource
from store.feeds import Feed
from store.ingest import Added, Outcome, ingest
from store.intake.polite import Guest
from store.visits import Visit, Visitor

MOST_HOSTS = 8
"""That are visited at a time."""


@dataclass(frozen=True, slots=True)
class Polled:
    """A visit that is kept for good."""

    visit: Visit
    feed: Feed
    """As it now stands."""
    outcomes: tuple[Outcome, ...]

    @property
    def added(self) -> int:
        """Sources that are new."""
        return self.feed.added

    @property
    def revised(self) -> int:
        """How many of those revise another."""
        return sum(isinstance(one, Added) and one.source.revises is not None for one in self.outcomes)

    @property
    def skipped(self) -> tuple[UnreadableSource, ...]:
        """Entries that could not be read."""
        return tuple(one for one in self.outcomes if isinstance(one, UnreadableSource))


class Poller:
    """``hold`` is entered for each visit while it is kept, and not while hosts are waited for."""

    def __init__(
        self,
        archive: Archive,
        visitor: Visitor,
        guest: Guest,
        hold: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._archive = archive
        self._visitor = visitor
        self._guest = guest
        self._hold = hold

    def poll(self, feeds: Iterable[Feed]) -> Iterator[Polled]:
        """Each as it is kept, in the order in which they answer. A failure is in the visit."""
        groups: dict[str, list[Feed]] = {}
        for feed in feeds:
            groups.setdefault(urlsplit(feed.address).netloc or feed.address, []).append(feed)
        for visit in Crew(self._visitor.visit, MOST_HOSTS).results(list(groups.values())):
            yield self._keep(visit)

    def _keep(self, visit: Visit) -> Polled:
        with self._hold():
            outcomes = tuple(ingest(visit.readings, self._archive))
            added = sum(isinstance(one, Added) for one in outcomes)
            feed = visit.feed.model_copy(update={"added": added})
            kept = self._archive.keep_visit(visit.address, feed, visit.read, self._guest.learned())
        return Polled(visit, kept, outcomes)
