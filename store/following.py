"""Which feed is meant: by the words of a user, by a page that offers one, by a list from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.errors import UnknownFeed, UnreadableSource
from store.feeds import Feed
from store.intake.clean import canonical_url, decode
from store.intake.discovery import offered_feeds
from store.intake.entry import subscribed
from store.intake.feed import read_feed
from store.intake.fetch import Fetched
from store.intake.polite import Guest
from store.intake.reading import Limits, Place
from store.visits import bytes_of

_ADVICE = "Give the address of the feed itself; the page may name it where it speaks of RSS."


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that can be read, and others that its page offers, by address with their titles."""

    feed: Feed
    others: dict[str, str]


def find_feed(place: str, guest: Guest, limits: Limits, now: datetime) -> Found:
    """The feed at an address or in a file, or the first that the page there offers.

    Raises UnreadableSource where there is none.
    """
    address = subscribed(place)
    if not address:
        path = Path(place).expanduser().absolute()
        reading = read_feed(bytes_of(path, limits), Place(str(path), limits))
        return Found(Feed(address=str(path), title=reading.title, followed_at=now), {})
    answer = guest.fetch(address)
    try:
        return Found(_feed(address, answer, limits, now), {})
    except UnreadableSource as error:
        offered = offered_feeds(_text(answer), answer.url)
        if not offered:
            raise UnreadableSource(place, f"{error}, and offers none", advice=_ADVICE) from error
    first = next(iter(offered))
    others = {other: title for other, title in offered.items() if other != first}
    return Found(_feed(first, guest.fetch(first), limits, now), others)


def _feed(address: str, answer: Fetched, limits: Limits, now: datetime) -> Feed:
    reading = read_feed(answer.body, Place(address, limits, answer.url, answer.charset))
    place = canonical_url(answer.moved_to) or address
    return Feed(address=place, title=reading.title, followed_at=now)


def _text(answer: Fetched) -> str:
    return decode(answer.body, Place(answer.url), answer.charset)


def chosen(feeds: Sequence[Feed], words: str) -> Feed:
    """The one at this address, or the only one with these words in its address or title.

    Raises UnknownFeed.
    """
    places = {words, subscribed(words), str(Path(words).expanduser().absolute())}
    exact = [feed for feed in feeds if feed.address in places]
    sought = words.casefold()
    found = exact or [feed for feed in feeds if sought in f"{feed.address}\n{feed.title}".casefold()]
    match found:
        case [only]:
            return only
        case []:
            raise UnknownFeed(f"No feed that is followed is {words!r}.")
        case _:
            several = ", ".join(feed.address for feed in found[:5])
            raise UnknownFeed(
                f"Several feeds are meant by {words!r}: {several}.", advice="Give one's address."
            )
