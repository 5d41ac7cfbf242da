"""What an archive knows of the feeds that are followed, and of the hosts that have them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from store.archive import feeds
from store.feeds import Feed, Host


class Followed:
    """The part of ``Archive`` that is about feeds."""

    _engine: Engine
    _writer: Engine

    def feeds(self) -> tuple[Feed, ...]:
        """Those that are followed, in the order in which they were."""
        with self._engine.connect() as connection:
            return feeds.every(connection)

    def follow(self, many: Iterable[Feed]) -> list[bool]:
        """Which of them are new. One that is not begins afresh where it failed or was gone."""
        with self._writer.begin() as connection:
            return [feeds.follow(connection, feed) for feed in many]

    def unfollow(self, address: str) -> None:
        """What it brought stays."""
        with self._writer.begin() as connection:
            feeds.unfollow(connection, address)

    def unread(self, address: str, digests: Iterable[str]) -> list[str]:
        """Those entries that no poll of the feed read, in order, each once."""
        with self._engine.connect() as connection:
            return feeds.unread(connection, address, digests)

    def host(self, name: str) -> Host | None:
        """What is known of it; ``keep_visit`` keeps what is learned."""
        with self._engine.connect() as connection:
            return feeds.host(connection, name)

    def keep_visit(self, address: str, feed: Feed, read: Sequence[str], hosts: Iterable[Host]) -> Feed:
        """What a poll of the feed at this address found out, all in one transaction, after its sources.

        The feed as it now stands: one that moved to where another is followed is gone.
        """
        with self._writer.begin() as connection:
            feeds.keep_hosts(connection, hosts)
            return feeds.keep(connection, address, feed, read)
