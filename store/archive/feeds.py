"""Feeds, which of their entries were read, and what hosts wish: rows that are kept as things stand."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from store.archive.schema import entries, feeds, hosts
from store.archive.sources import pages
from store.feeds import Feed, Host

_FEED = [feeds.c[name] for name in Feed.model_fields]
_HOST = [hosts.c[name] for name in Host.model_fields]


def every(connection: Connection) -> tuple[Feed, ...]:
    """In the order in which they were followed."""
    rows = connection.execute(select(*_FEED).order_by(feeds.c.sequence)).mappings()
    return tuple(Feed.model_validate(dict(row)) for row in rows)


def follow(connection: Connection, feed: Feed) -> bool:
    """Whether it is new. One that is there keeps what its polls found, but for having failed or gone."""
    number = _number(connection, feed.address)
    if number is None:
        connection.execute(insert(feeds).values(feed.model_dump()))
        return True
    values: dict[str, Any] = dict.fromkeys(("due_at", "polled_at")) | {
        "failures": 0,
        "problem": "",
        "gone": False,
    }
    if feed.full_text is not None:
        values["full_text"] = feed.full_text
    connection.execute(update(feeds).where(feeds.c.sequence == number).values(values))
    return False


def unfollow(connection: Connection, address: str) -> None:
    """Its sources stay."""
    number = _number(connection, address)
    connection.execute(delete(entries).where(entries.c.feed == number))
    connection.execute(delete(feeds).where(feeds.c.sequence == number))


def keep(connection: Connection, address: str, feed: Feed, read: Sequence[str]) -> Feed:
    """What a poll left of the feed at this address, with the entries that it read; the feed as it now stands.

    Nothing is kept where it was unfollowed meanwhile. Where it moved to an address that is followed already,
    it is not followed twice: it stays where it was, gone.
    """
    number = _number(connection, address)
    if number is None:
        return feed
    if feed.address != address and _number(connection, feed.address) is not None:
        problem = f"moved to {feed.address}, which is followed already"
        feed = feed.model_copy(update={"address": address, "gone": True, "problem": problem})
    connection.execute(update(feeds).where(feeds.c.sequence == number).values(feed.model_dump()))
    if fresh := _fresh(connection, number, read):
        connection.execute(insert(entries), [{"feed": number, "digest": digest} for digest in fresh])
    return feed


def unread(connection: Connection, address: str, digests: Iterable[str]) -> list[str]:
    """Those that no poll of this feed read, in order, each once; all where the feed is not followed."""
    return _fresh(connection, _number(connection, address), digests)


def host(connection: Connection, name: str) -> Host | None:
    """What is known of it."""
    row = connection.execute(select(*_HOST).where(hosts.c.name == name)).mappings().first()
    return Host.model_validate(dict(row)) if row else None


def keep_hosts(connection: Connection, learned: Iterable[Host]) -> None:
    """In place of what was known of them."""
    for one in learned:
        connection.execute(delete(hosts).where(hosts.c.name == one.name))
        connection.execute(insert(hosts).values(one.model_dump()))


def _number(connection: Connection, address: str) -> int | None:
    return connection.scalar(select(feeds.c.sequence).where(feeds.c.address == address))


def _fresh(connection: Connection, number: int | None, digests: Iterable[str]) -> list[str]:
    return [digest for page in pages(digests) for digest in _fresh_of(connection, number, page)]


def _fresh_of(connection: Connection, number: int | None, page: list[str]) -> Iterator[str]:
    query = select(entries.c.digest).where(entries.c.feed == number, entries.c.digest.in_(page))
    known = set(connection.scalars(query))
    return (digest for digest in page if digest not in known)
