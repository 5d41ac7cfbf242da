"""The command poll: what is new in the feeds that are followed, once or for ever."""

import re
import signal
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, PRIVATE, app, examples, settings_of
from service.cli.following import feed_row, named
from service.cli.output import complain, emit_json_line
from store.errors import HomeBusy, StoreError, StorytreeError, Unfetched, UsageError

if TYPE_CHECKING:
    from agents.newsroom import FeedDesk
    from agents.settings import Settings
    from store.feeds import Feed
    from store.polling import Polled

SHORTEST = timedelta(minutes=1)
"""No feed is asked more often for ever: those that change by the minute ask for other means."""
LONGEST = timedelta(days=30)
_BREATH = timedelta(seconds=5)
"""Between two rounds, so that feeds that are due one after another are polled together."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@app.command(
    epilog=examples(
        "storytree poll",
        "storytree poll news.example",
        "storytree poll --every 15m",
    )
)
def poll(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FEED…",
            help="Only these: an address, or what no other has in its address or title.",
        ),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            "--every", metavar="TIME", help="Go on until Ctrl-C, polling each feed so often: 15m, 2h, 1d."
        ),
    ] = None,
    as_json: JSON = False,
    private: PRIVATE = False,
) -> None:
    """Read what is new in the feeds that are followed.

    An entry that changed is a new source that revises the old; one that did not is left as it is. Servers
    are asked whether a feed changed before it is sent, one request at a time with a pause between them, and
    robots.txt is obeyed for feeds and for the pages that they link to (not for a page that you name to
    `storytree add`). A feed that fails is tried again after five minutes, then ten, up to a day, or when its
    server asked to be tried again; until then it is passed over unless it is named. With --every each feed is
    polled when it is due. Exit code 1 when nothing could be polled.
    """
    from agents.newsroom import open_feed_desk

    settings, rest = settings_of(context), duration(every) if every else timedelta(0)
    with open_feed_desk(settings, "storytree poll", every=rest, allow_private=private) as desk:
        rounds = _Rounds(desk, settings, as_json=as_json)
        asked = rounds.asked(words or ())
        if every:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with suppress(KeyboardInterrupt):
                rounds.for_ever({feed.address for feed in asked} if words else (), rest)
        else:
            rounds.once([feed for feed in asked if words or not rounds.passes_over(feed)])
    rounds.end()
    if not every and not rounds.well:
        raise typer.Exit(1)


def duration(text: str) -> timedelta:
    """Of ``15m`` and the like. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text.strip().lower(), re.ASCII)
    asked = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if not SHORTEST <= asked <= LONGEST:
        advice = "Write it as 15m, 2h or 1d: at least a minute, at most 30 days."
        raise UsageError(f"{text!r} is no time from one poll to the next.", advice=advice)
    return asked


@dataclass
class _Rounds:
    """Polls feeds, tells what comes of each, and counts."""

    desk: "FeedDesk"
    settings: "Settings"
    as_json: bool
    well: int = 0
    added: int = 0
    failed: int = 0

    def asked(self, words: Sequence[str]) -> "list[Feed]":
        """Those that are meant by the words; all where there are none."""
        from store.following import chosen

        feeds = self.desk.archive.feeds()
        if not feeds:
            raise StorytreeError("No feed is followed.", advice="Follow one with: storytree follow FEED")
        return list(dict.fromkeys(chosen(feeds, word) for word in words)) or list(feeds)

    def passes_over(self, feed: "Feed") -> bool:
        """Whether its time has not come, which is told."""
        if not feed.is_held_back(datetime.now(UTC)):
            return False
        until = f"left alone until {feed.due_at:%Y-%m-%d %H:%M} UTC" if feed.due_at else "gone"
        complain(f"{named(feed)} is {until}: {feed.problem}.")
        return True

    def once(self, feeds: "Iterable[Feed]") -> dict[str, str]:
        """Poll these; from where each was followed to where it is now."""
        added, moved = self.added, dict[str, str]()
        for polled in self.desk.poller.poll(feeds):
            moved[polled.visit.address] = polled.feed.address
            self._count(polled)
            complain(*told(polled))
            if self.as_json:
                emit_json_line(_row(polled))
        if self.added > added:
            self._index()
        return moved

    def for_ever(self, only: Collection[str], every: timedelta) -> None:
        """Until it is interrupted: each feed when it is due, all or only those at these addresses."""
        while True:
            rest = _BREATH
            try:
                moved = self.once(self._due(only, every))
                only = {moved.get(address, address) for address in only}
            except HomeBusy as error:
                complain(f"storytree: {error} The next try is in a minute.")
                rest = SHORTEST
            time.sleep(max(rest, self._until_due(only, every)).total_seconds())

    def end(self) -> None:
        """The counts, on standard output."""
        counts = {"polled": self.well, "added": self.added, "failed": self.failed}
        if self.as_json:
            emit_json_line({"outcome": "done", **counts})
        else:
            typer.echo(f"{self.well:,} polled, {self.added:,} sources added, {self.failed:,} failed.")

    def _due(self, only: Collection[str], every: timedelta) -> "list[Feed]":
        now = datetime.now(UTC)
        return [feed for feed in self._meant(only) if (due := feed.due(every)) and due <= now]

    def _until_due(self, only: Collection[str], every: timedelta) -> timedelta:
        """Not beyond ``every``: a feed may be followed meanwhile."""
        dues = [due for feed in self._meant(only) if (due := feed.due(every))]
        return min(every, *(due - datetime.now(UTC) for due in dues)) if dues else every

    def _meant(self, only: Collection[str]) -> "list[Feed]":
        return [feed for feed in self.desk.archive.feeds() if not only or feed.address in only]

    def _count(self, polled: "Polled") -> None:
        self.well += not polled.visit.error
        self.failed += bool(polled.visit.error)
        self.added += polled.added

    def _index(self) -> None:
        from agents.holding import open_for_adding
        from service.cli.watch import progress, tell_spent

        try:
            with (
                progress("Indexing") as indexed,
                open_for_adding(self.settings, "storytree poll", indexed) as (_, index),
            ):
                pass
            tell_spent(index.tokens)
        except StoreError as error:
            complain(f"storytree: {error} What was added is indexed by the next command.")


def told(polled: "Polled") -> Iterator[str]:
    """What came of one feed, in lines: first what could not be read, last the feed."""
    visit, feed = polled.visit, polled.feed
    for one in visit.notes:
        yield f"only the summary kept: {one.name}: {one}. {one.advice}".rstrip()
    for one in polled.skipped:
        yield f"skipped {one.name}: {one}. {one.advice}".rstrip()
    if feed.address != visit.address:
        yield f"{visit.address} moved to {feed.address}"
    yield f"{named(feed)}: {_outcome(polled)}"


def _outcome(polled: "Polled") -> str:
    visit, feed = polled.visit, polled.feed
    if feed.gone:
        return f"gone, and polled no more: {feed.problem}."
    if visit.error:
        advice = "" if isinstance(visit.error, Unfetched) else f" {visit.error.advice}".rstrip()
        return f"{visit.error}.{advice} The next try is at {feed.due_at:%Y-%m-%d %H:%M} UTC."
    if visit.unchanged:
        return "unchanged"
    skipped = f", {len(polled.skipped):,} skipped" if polled.skipped else ""
    revised = f", {polled.revised:,} of them revising another" if polled.revised else ""
    return f"{polled.added:,} new{revised}{skipped}"


def _row(polled: "Polled") -> dict[str, object]:
    """For a program to read."""
    visit = polled.visit
    outcome = "failed" if visit.error else "unchanged" if visit.unchanged else "polled"
    counts = {"revised": polled.revised, "skipped": len(polled.skipped), "summaries": len(visit.notes)}
    return {"outcome": outcome, **feed_row(polled.feed), **counts}
