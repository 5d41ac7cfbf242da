"""Feeds of a radio that does not exist, and a desk that polls them with a clock that the test sets."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from store.archive import Archive
from store.feeds import Feed, FullText
from store.intake import Limits
from store.intake.polite import Guest
from store.polling import Polled, Poller
from store.records import Source
from store.visits import Habits, Visitor
from tests.site import Site

START = datetime(2025, 4, 1, 12, tzinfo=UTC)
OPEN = Limits(allow_private=True, max_seconds=5)
FERRY = "The ferry sails again on Monday, the port says. Nobody was hurt."
TRAM = "The tram to Quay Nine stopped on Sunday, the town says. It rained."
LONG = " ".join(
    f"The ferry of Velm made its run number {n} in calm water and with few on board." for n in range(20)
)


def rss(*items: str, title: str = "Radio Norvane", link: str = "https://r.example/") -> str:
    """A feed of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title><link>{link}</link>{''.join(items)}</channel></rss>"
    )


def item(number: int, text: str, *, link: str | None = None, guid: str | None = None) -> str:
    """An entry; without a link or a guid where they are empty."""
    where = f"https://r.example/{number}" if link is None else link
    name = f"tag:r.example,2025:{number}" if guid is None else guid
    linked = f"<link>{where}</link>" if where else ""
    known = f'<guid isPermaLink="false">{name}</guid>' if name else ""
    return (
        f"<item><title>Item {number}</title>{linked}{known}"
        f"<pubDate>Wed, 0{number % 9 + 1} Mar 2025 10:00:00 GMT</pubDate>"
        f"<description>{text}</description></item>"
    )


@dataclass
class Desk:
    """A poller with a clock that the test sets, and no pause."""

    archive: Archive
    site: Site
    now: datetime = START
    full_text: FullText = FullText.SUMMARY
    every: timedelta = timedelta(0)
    waited: list[float] = field(default_factory=list[float])
    limits: Limits = OPEN

    def follow(self, *places: str, full_text: FullText | None = None) -> None:
        feeds = [Feed(address=place, full_text=full_text, followed_at=self.now) for place in places]
        self.archive.follow(feeds)

    def poll(self) -> list[Polled]:
        """Everything that is followed; the desk is new each time, as after a restart."""
        guest = Guest(
            self.limits, self.archive.host, pause=0, clock=lambda: self.now, wait=self.waited.append
        )
        habits = Habits(self.limits, self.full_text, self.every)
        visitor = Visitor(guest, self.archive.unread, habits, lambda: self.now)
        poller = Poller(self.archive, visitor, guest, nullcontext)
        return list(poller.poll(self.archive.feeds()))

    def one(self) -> Polled:
        (polled,) = self.poll()
        return polled

    @property
    def feed(self) -> Feed:
        (feed,) = self.archive.feeds()
        return feed

    def sources(self) -> list[Source]:
        return list(self.archive.sources())

    def texts(self) -> list[str]:
        return [source.text for source in self.sources()]
