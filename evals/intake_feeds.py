"""Feeds from the tests of other readers, as Storytree and bare feedparser read them; and one polled often.

python -m evals.intake_feeds --data DIR [--verbose]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evals.feed_fixtures import Fixture, feedjira_fixtures, feedparser_fixtures, gofeed_fixtures
from evals.feed_readers import FeedReader, bare_feedparser, storytree

SETS: dict[str, tuple[str, Callable[[Path], Iterator[Fixture]]]] = {
    "feedparser": ("fixtures/feeds_feedparser.tar.gz", feedparser_fixtures),
    "gofeed": ("fixtures/feeds_gofeed.tar.gz", gofeed_fixtures),
    "feedjira": ("dev/feeds_feedjira.tar.gz", feedjira_fixtures),
}
READERS: dict[str, FeedReader] = {"storytree": storytree, "feedparser": bare_feedparser}


@dataclass
class Tally:
    """Of one set of fixtures, by one reader."""

    files: int = 0
    well: int = 0
    unscored: Counter[str] = field(default_factory=Counter[str])
    missed: Counter[str] = field(default_factory=Counter[str])
    names: list[str] = field(default_factory=list[str])

    def count(self, fixture: Fixture, reader: FeedReader) -> None:
        """Read it, whether it is scored or not: no feed may raise."""
        read = reader(fixture.raw, fixture.charset, fixture.location)
        misses = fixture.misses(read)
        self.files += 1
        self.unscored.update([] if fixture.is_scored else [fixture.otherwise])
        self.well += fixture.is_scored and not misses
        self.missed.update(set(misses))
        self.names += [f"{', '.join(sorted(set(misses)))}: {fixture.name}"] if misses else []

    def __str__(self) -> str:
        unscored = self.unscored.total()
        scored = self.files - unscored
        share = f"{self.well} ({self.well / scored:.1%})"
        missed = ", ".join(f"{kind} {count}" for kind, count in self.missed.most_common())
        return f"{self.files:>5}  {unscored:>8}  {scored:>6}  {share:<19}  {missed}"


def measure(fixtures: Iterable[Fixture]) -> dict[str, Tally]:
    """A tally for each reader."""
    tallies = {name: Tally() for name in READERS}
    for fixture in fixtures:
        for name, reader in READERS.items():
            tallies[name].count(fixture, reader)
    return tallies


def main() -> None:
    """Print a row for each set and reader, then those of the feed that is polled again and again."""
    from evals.feed_replay import report

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="folder with the feeds")
    asked.add_argument("--verbose", action="store_true", help="name each feed that was not read as expected")
    options = asked.parse_args()
    write = sys.stdout.write
    write("set         reader      files  unscored  scored  as expected          misses\n")
    for name, (archive, fixtures) in SETS.items():
        for reader, tally in measure(fixtures(options.data / archive)).items():
            write(f"{name:<10}  {reader:<10}  {tally}\n")
            if reader == "storytree":
                reasons = ", ".join(f"{reason} {count}" for reason, count in tally.unscored.most_common())
                write(f"    unscored: {reasons}\n")
                write("".join(f"    {miss}\n" for miss in tally.names if options.verbose))
    write("\n")
    report(options.data / "demo" / "nhc_rss_zeta")


if __name__ == "__main__":
    main()
