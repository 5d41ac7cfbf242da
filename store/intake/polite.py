"""Fetching as a guest: robots.txt obeyed, one request at a time to a host, with a pause between them.

RFC 9309 says how robots.txt is read: one that is not there allows everything, one that cannot be read now
allows nothing now. It is read again after a day. A host that asks to be left alone (Retry-After) is.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from store.errors import Unfetched
from store.feeds import LONGEST_WISH, Host
from store.intake.fetch import AGENT, Fetched, NotModified, Validators, fetch, fetch_if_changed
from store.intake.reading import Limits

if TYPE_CHECKING:
    from protego import Protego

ROBOTS_FOR = timedelta(days=1)
ROBOTS_BYTES = 512_000
"""As much as RFC 9309 asks for at least."""
LONGEST_PAUSE = 30.0
"""Seconds up to which a Crawl-delay is honoured: with more, no feed with pages would ever be read."""

_KEPT_OUT = "A page or file that you name yourself is read with: storytree add"


class _Door:
    """One host: who stands before it waits for those who are in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = Lock()
        self.host: Host | None = None
        self.rules: Protego | None = None
        self.left_at: datetime | None = None

    @property
    def known(self) -> Host:
        return self.host or Host(name=self.name)


def _now() -> datetime:
    return datetime.now(UTC)


class Guest:
    """Fetches from many threads. ``pause`` is in seconds; ``recall`` says what is known of a host."""

    def __init__(
        self,
        limits: Limits,
        recall: Callable[[str], Host | None],
        *,
        pause: float,
        clock: Callable[[], datetime] = _now,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._limits = limits
        self._recall = recall
        self._pause = pause
        self._clock = clock
        self._wait = wait
        self._doors: dict[str, _Door] = {}
        self._lock = Lock()
        self._learned: dict[str, Host] = {}

    def fetch(self, url: str) -> Fetched:
        """The page; raises Unfetched, where the host does not wish it too."""
        return fetch(url, self._limits, self._visit)

    def fetch_if_changed(self, url: str, known: Validators) -> Fetched | NotModified:
        """As ``store.intake.fetch.fetch_if_changed``."""
        return fetch_if_changed(url, self._limits, known, self._visit)

    def learned(self) -> list[Host]:
        """What became known of hosts since this was last asked."""
        with self._lock:
            learned, self._learned = self._learned, {}
        return list(learned.values())

    @contextmanager
    def _visit(self, url: str) -> Generator[None]:
        door = self._door(url)
        with door.lock:
            self._check_open(door, url)
            if not self._rules(door, url).can_fetch(url, AGENT):
                raise Unfetched(url, "its robots.txt asks programs to stay away", advice=_KEPT_OUT)
            self._wait_at(door)
            try:
                yield
            except Unfetched as error:
                self._heed(door, error)
                raise
            finally:
                door.left_at = self._clock()

    def _door(self, url: str) -> _Door:
        parts = urlsplit(url)
        name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
        with self._lock:
            return self._doors.setdefault(name, _Door(name))

    def _check_open(self, door: _Door, url: str) -> None:
        if door.host is None:
            door.host = self._recall(door.name) or Host(name=door.name)
        until = door.host.closed_until
        if until and until > self._clock():
            error = Unfetched(url, f"its host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC")
            error.retry, error.retry_after = True, (until - self._clock()).total_seconds()
            raise error

    def _rules(self, door: _Door, url: str) -> "Protego":
        from protego import Protego

        host = door.known
        if not host.robots_at or self._clock() - host.robots_at >= ROBOTS_FOR:
            self._wait_at(door)
            try:
                robots = self._robots(door.name, url)
            finally:
                door.left_at = self._clock()
            self._learn(door, host.model_copy(update={"robots": robots, "robots_at": self._clock()}))
            door.rules = None
        if door.rules is None:
            door.rules = Protego.parse(door.known.robots)
        return door.rules

    def _robots(self, name: str, url: str) -> str:
        try:
            body = fetch(f"{name}/robots.txt", replace(self._limits, max_file_bytes=10 * ROBOTS_BYTES)).body
            return body[:ROBOTS_BYTES].decode("utf-8", "replace").replace("\0", "")
        except Unfetched as error:
            if 400 <= error.status < 500 and not error.retry:
                return ""
            if not (error.status or error.retry):  # nothing there may be asked for anything
                raise
            why = f"its robots.txt cannot be read ({error}), so it is left alone for now"
            unread = Unfetched(url, why, advice="Try again later.", retry_after=error.retry_after)
            unread.retry = True
            raise unread from error

    def _wait_at(self, door: _Door) -> None:
        if door.left_at is None:
            return
        asked = door.rules.crawl_delay(AGENT) if door.rules else None
        pause = max(self._pause, min(asked or 0.0, LONGEST_PAUSE))
        left = pause - (self._clock() - door.left_at).total_seconds()
        if left > 0:
            self._wait(left)

    def _heed(self, door: _Door, error: Unfetched) -> None:
        if error.retry_after:
            until = self._clock() + min(timedelta(seconds=error.retry_after), LONGEST_WISH)
            self._learn(door, door.known.model_copy(update={"closed_until": until}))

    def _learn(self, door: _Door, host: Host) -> None:
        door.host = host
        with self._lock:
            self._learned[host.name] = host
