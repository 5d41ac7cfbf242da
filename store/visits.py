"""One visit to one feed: what it has that is new, with the pages that its summaries stand for."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from store.errors import UnreadableSource
from store.feeds import Feed, FullText
from store.intake.clean import canonical_url
from store.intake.feed import FeedReading, read_feed
from store.intake.fetch import Fetched, NotModified, Validators
from store.intake.linked import source_of_page
from store.intake.polite import Guest
from store.intake.reading import Limits, Place, Reading, whole
from store.intake.sources import source_of
from store.records import Source, digest

MOST_PAGES = 50
"""Pages that a visit reads: a feed that is new with thousands of entries is no leave to copy the site."""
MOST_TIME = timedelta(minutes=10)
"""For the pages of a visit, so that a slow site does not keep others waiting."""
_UNKNOWN = {"etag": "", "last_modified": "", "body_digest": ""}


@dataclass(frozen=True, slots=True)
class Habits:
    """How feeds are visited."""

    limits: Limits
    full_text: FullText
    """For feeds that have no wish of their own."""
    every: timedelta = timedelta(0)
    """From one poll of a feed to the next, where all is well."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of it. Nothing of it is kept yet."""

    address: str
    """Where the feed was asked for."""
    feed: Feed
    """As it is to be kept."""
    error: UnreadableSource | None = None
    """Why it could not be read."""
    unchanged: bool = False
    readings: tuple[Source | UnreadableSource, ...] = ()
    notes: tuple[UnreadableSource, ...] = ()
    """Pages that could not be read, so that their summaries stand."""
    read: tuple[str, ...] = ()
    """Digests of the entries that need not be read again."""


@dataclass(slots=True)
class _Haul:
    """What a visit gathers on its way."""

    now: datetime
    readings: list[Source | UnreadableSource] = field(default_factory=list[Source | UnreadableSource])
    notes: list[UnreadableSource] = field(default_factory=list[UnreadableSource])
    read: list[str] = field(default_factory=list[str])
    shut: set[str] = field(default_factory=set[str])
    """Hosts that do not answer now."""
    pages: int = 0
    passed_over: int = 0
    complete: bool = True
    """Whether nothing of it has to be tried again."""


class Visitor:
    """Visits feeds, from several threads. ``unread`` says which of a feed's entries are new, by digest."""

    def __init__(
        self,
        guest: Guest,
        unread: Callable[[str, Iterable[str]], list[str]],
        habits: Habits,
        clock: Callable[[], datetime],
    ) -> None:
        self._guest = guest
        self._unread = unread
        self._habits = habits
        self._clock = clock
        self._desk = Lock()
        """Only asking is done side by side: reading fills a core and the memory by itself."""

    def visit(self, feed: Feed) -> Visit:
        """Whatever goes wrong is in the visit."""
        now = self._clock()
        try:
            return self._read(feed, self._ask(feed), now)
        except UnreadableSource as error:
            return Visit(feed.address, feed.failed(now, self._habits.every, error), error=error)

    def _ask(self, feed: Feed) -> Fetched | NotModified:
        if feed.is_file:
            return Fetched("", bytes_of(Path(feed.address), self._habits.limits), "", "")
        return self._guest.fetch_if_changed(feed.address, Validators(feed.etag, feed.last_modified))

    def _read(self, feed: Feed, answer: Fetched | NotModified, now: datetime) -> Visit:
        address = canonical_url(answer.moved_to) or feed.address
        if isinstance(answer, NotModified):
            return Visit(feed.address, feed.polled(now, self._habits.every, address=address), unchanged=True)
        seal = hashlib.sha256(answer.body).hexdigest()
        validators = {"etag": answer.validators.etag, "last_modified": answer.validators.last_modified}
        if seal == feed.body_digest:
            polled = feed.polled(now, self._habits.every, address=address, **validators)
            return Visit(feed.address, polled, unchanged=True)
        place = Place(feed.address, self._habits.limits, answer.url, answer.charset)
        with self._desk:
            reading = read_feed(answer.body, place)
        haul = self._haul(feed, reading, now)
        # What was not read to its end is asked for again as if it had never been.
        known = {**validators, "body_digest": seal} if haul.complete else _UNKNOWN
        found = {"address": address, "title": reading.title or feed.title, **known}
        return Visit(
            feed.address,
            feed.polled(now, self._habits.every, **found),
            readings=tuple(haul.readings),
            notes=tuple(haul.notes),
            read=tuple(haul.read),
        )

    def _haul(self, feed: Feed, reading: FeedReading, now: datetime) -> _Haul:
        haul = _Haul(now)
        entries = {_digest(one): one for one in reading.entries if isinstance(one, Reading)}
        for seal in self._unread(feed.address, entries):
            self._take(entries[seal], seal, feed, haul)
        haul.readings += (one for one in reading.entries if isinstance(one, UnreadableSource))
        haul.complete &= not reading.cut_off
        if haul.passed_over:
            reason = f"{haul.passed_over} linked pages were passed over: a poll reads {MOST_PAGES} at most"
            haul.notes.append(UnreadableSource(feed.address, reason))
        return haul

    def _take(self, entry: Reading, seal: str, feed: Feed, haul: _Haul) -> None:
        wish = feed.full_text or self._habits.full_text
        wanted = wish is FullText.ALWAYS or (wish is FullText.SUMMARY and entry.brief)
        page = self._page(entry, haul) if wanted and entry.url else None
        with self._desk:
            haul.readings.append(page or source_of(entry, haul.now, self._habits.limits))
        if wanted and not page and _host(entry) in haul.shut:
            haul.complete = False
        else:
            haul.read.append(seal)

    def _page(self, entry: Reading, haul: _Haul) -> Source | None:
        """None where it cannot be had, which is noted."""
        if _host(entry) in haul.shut:
            return None
        if haul.pages >= MOST_PAGES or self._clock() - haul.now > MOST_TIME:
            haul.passed_over += 1
            return None
        haul.pages += 1
        try:
            page = self._guest.fetch(entry.url)
            with self._desk:
                return source_of_page(entry, page, haul.now, self._habits.limits)
        except UnreadableSource as error:
            haul.notes.append(error)
            if error.retry:
                haul.shut.add(_host(entry))
            return None


def bytes_of(path: Path, limits: Limits) -> bytes:
    """A feed that lies on disk; raises UnreadableSource."""
    try:
        with path.open("rb") as stream:
            return whole(stream, Place(str(path), limits))
    except OSError as error:
        reason = f"cannot be opened: {error.strerror or error}"
        raise UnreadableSource(str(path), reason, advice="Check that it is there and may be read.") from error


def _digest(entry: Reading) -> str:
    """Of all by which an entry is the same as it was."""
    return digest(entry.guid, entry.url, entry.text)


def _host(entry: Reading) -> str:
    return urlsplit(entry.url).netloc
