"""What is done for a job: each function here is one step, which may be done twice."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Protocol

from agents.events import Checked, Emitted, Event, Unchanged
from agents.holding import follow
from agents.newsroom import Newsroom, Terms, assemble, open_feed_desk
from agents.settings import Settings
from agents.trace.watching import watching
from service.desk import Lender
from service.jobs.orders import Add, Branch, Order, Outcome, Poll, Problem, Told, Update, Write
from service.telling import describe
from store.disk import is_full
from store.errors import StorytreeError, UnreadableSource
from store.records import Source

Tell = Callable[[Told], None]
"""Told what happens; raises ``Cancelled`` where the work is to end."""

_BROKEN = "The work broke off; the log of the service says where."
_log = logging.getLogger(__name__)


class Cancelled(StorytreeError):
    """Somebody does not want the job to go on."""


class Worker(Protocol):
    """Does the steps of jobs in one home, any number at once."""

    def do(self, order: Order, job: str, tell: Tell) -> Outcome:
        """Raises what ``tell`` does; an error of the work itself may be raised or be the outcome."""
        ...

    def rest(self) -> None:
        """Let go of what was not needed for a while; it is called now and then."""

    def close(self) -> None:
        """Nothing is done any more."""


class Bench:
    """A worker in this process."""

    def __init__(self, settings: Settings, desk: Lender) -> None:
        self._settings = settings
        self._desk = desk

    def do(self, order: Order, job: str, tell: Tell) -> Outcome:
        """What the order asks for: of one to write with places to read, the writing. Raises as the work."""
        match order:
            case Add(places=places):
                return self.add(places, tell)
            case Poll(feeds=feeds):
                return self.poll(feeds, tell)
            case Write():
                return self.write(order, job, tell)
            case Update():
                return self.update(order, job, tell)
            case Branch():
                return self.branch(order, job, tell)

    def rest(self) -> None:
        """It holds nothing."""

    def close(self) -> None:
        """It holds nothing."""

    def add(self, places: Sequence[str], tell: Tell) -> Outcome:
        """Read these addresses; what cannot be read is told, and the rest goes in."""
        from store.ingest import Added, ingest
        from store.intake import read

        added = known = 0
        skipped: list[Problem] = []
        found = chain.from_iterable(read([place], now=datetime.now(UTC)) for place in places)
        with self._desk.house() as house:
            for one in ingest(_fetched(found, tell), house.archive):
                if isinstance(one, UnreadableSource):
                    skipped.append(_unread(one))
                    tell(told("skipped", f"{one.name}: {one}"))
                    continue
                is_new = isinstance(one, Added)
                added, known = added + is_new, known + (not is_new)
                tell(told("added" if is_new else "known", one.source.title or one.source.name))
            follow(house.archive, house.index)
        return Outcome(added=added, known=known, skipped=tuple(skipped))

    def poll(self, feeds: Sequence[str], tell: Tell) -> Outcome:
        """Read what is new in these feeds, or in all whose time has come."""
        added = 0
        skipped: list[Problem] = []
        with open_feed_desk(self._settings, "storytree serve", hold=self._desk.hold) as desk:
            now = datetime.now(UTC)
            asked = [
                feed
                for feed in desk.archive.feeds()
                if feed.address in feeds or not (feeds or feed.is_held_back(now))
            ]
            for polled in desk.poller.poll(asked):
                added += polled.added
                skipped.extend(map(_unread, polled.skipped))
                name, error = polled.feed.title or polled.feed.address, polled.visit.error
                if error:
                    skipped.append(_unread(error))
                tell(told("polled", f"{name}: {error or f'{polled.added} new'}"))
        with self._desk.house() as house:
            follow(house.archive, house.index)
        return Outcome(added=added, skipped=tuple(skipped))

    def write(self, order: Write, job: str, tell: Tell) -> Outcome:
        """Write the story; a job that did it already does nothing. Raises what the editor does."""
        return self._edited(
            job, tell, lambda room: room.editor.write(order.topic, order.as_of, length=order.length)
        )

    def update(self, order: Update, job: str, tell: Tell) -> Outcome:
        """Write the next version; a job that did it already does nothing. Raises what the editor does."""
        return self._edited(job, tell, lambda room: room.editor.update(order.story, order.as_of, on=order.on))

    def branch(self, order: Branch, job: str, tell: Tell) -> Outcome:
        """Write a branch's first version; a job that did it already does nothing. Raises as the editor."""
        return self._edited(
            job,
            tell,
            lambda room: room.editor.branch(order.story, order.version, order.as_of, order.name),
        )

    def _edited(self, job: str, tell: Tell, edit: Callable[[Newsroom], Iterator[Event]]) -> Outcome:
        with self._desk.house() as house, watching(self._settings) as watch:
            done = house.archive.version_of_job(job)
            if done:
                return Outcome(version=done.label, new=True)
            newsroom = assemble(self._settings, house.archive, house.index, Terms(watch, job=job))
            try:
                for event in edit(newsroom):
                    tell(_said(event))
                    if isinstance(event, Emitted | Unchanged):
                        return Outcome(version=event.version.label, new=isinstance(event, Emitted))
            finally:
                newsroom.checker.keep()
        raise StorytreeError("The editor ended without a version.")


def attempted(do: Callable[[], Outcome], job: str, passing: tuple[type[Exception], ...] = ()) -> Outcome:
    """What came of it, errors too, but for those that are ``passing``: they are raised on."""
    try:
        return do()
    except passing:
        raise
    except StorytreeError as error:
        return Outcome(problem=Problem.of(error))
    except OSError as error:
        return _full() if is_full(error) else _broken(job, error)
    except Exception as error:  # noqa: BLE001  # the service's edge: a job fails, it does not hang
        return _broken(job, error)


def _full() -> Outcome:
    advice = "Make room, and order it again."
    return Outcome(problem=Problem(kind="DiskFull", detail="The disk of the service is full.", advice=advice))


def _broken(job: str, error: Exception) -> Outcome:
    _log.error("job %s broke off", job, exc_info=error)
    return Outcome(problem=Problem(kind=type(error).__name__, detail=_BROKEN))


def told(event: str, text: str, **data: str) -> Told:
    """Now."""
    return Told(at=datetime.now(UTC), event=event, text=text, data=data)


def _said(event: Event) -> Told:
    data: dict[str, str] = {}
    if isinstance(event, Checked):
        data = {"claim": event.claim.text, "label": event.verdict.label.value}
    if isinstance(event, Emitted | Unchanged):
        data = {"story": event.version.story, "version": event.version.label}
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    return told(name, describe(event), **data)


def _fetched(found: Iterator[Source | UnreadableSource], tell: Tell) -> Iterator[Source | UnreadableSource]:
    for one in found:
        tell(told("read", one.name))
        yield one


def _unread(error: UnreadableSource) -> Problem:
    problem = Problem.of(error)
    return problem.model_copy(update={"detail": f"{error.name}: {error}"})
