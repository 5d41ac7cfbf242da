"""Write the bundled story as of the end of each week, and hold each version against its truth.

python -m evals.bundled [--living] [--verbose]
"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from evals.truth import Agreement, Truth, agreement, read_truth
from store.ingest import ingest
from store.intake import read
from store.records import StoryVersion

EXAMPLE = Path(__file__).parent.parent / "examples" / "marrow-bridge"
WEEKS = tuple(date(2025, 3, 9) + timedelta(weeks=week) for week in range(9))
"""The Sundays of the story's weeks."""


def measure(
    home: Path, days: tuple[date, ...] = WEEKS, *, living: bool = False
) -> Iterator[tuple[StoryVersion, Agreement]]:
    """A version as of each day, and how far it agrees with the truth of that day.

    A ``living`` story is written once and then updated; any other is written anew each time.
    """
    truth = read_truth(EXAMPLE / "truth.yaml")
    ingest_bundled(home)
    with open_newsroom(load(home=home), "measuring the bundled story") as newsroom:
        for day in days:
            version = _write(newsroom, truth, day, living)
            cited = newsroom.archive.sources_by_id(version.sources)
            yield version, agreement(version, tuple(cited.values()), truth)


def ingest_bundled(home: Path) -> None:
    """All sources of all weeks."""
    with open_newsroom(load(home=home), "reading the bundled sources") as newsroom:
        for _ in ingest(read([str(EXAMPLE / "sources")], now=datetime.now(UTC)), newsroom.archive):
            pass
        newsroom.catch_up()


def _write(newsroom: Newsroom, truth: Truth, day: date, living: bool) -> StoryVersion:
    moment = datetime.combine(day, time.max, UTC)
    begun = living and newsroom.archive.stories()
    events = newsroom.editor.update(begun[0], moment) if begun else newsroom.editor.write(truth.topic, moment)
    return next(event.version for event in events if isinstance(event, Emitted | Unchanged))


def main() -> None:
    """Print a line for each week; with --verbose also what is untold, forbidden or missing."""
    write = sys.stdout.write
    write("as of       sentences  sources  key facts told  forbidden  missing  strangers cited\n")
    with TemporaryDirectory() as home:
        for version, found in measure(Path(home), living="--living" in sys.argv):
            told = f"{len(found.told)} of {len(found.told) + len(found.untold)}"
            counts = f"{len(found.forbidden):>9}  {len(found.missing):>7}  {len(found.strangers):>15}"
            sentences = sum(1 for _ in version.claims())
            write(
                f"{version.dated:%Y-%m-%d}  {sentences:>9}  {len(version.sources):>7}  {told:>14}  {counts}\n"
            )
            if "--verbose" in sys.argv:
                lists = {"untold": found.untold, "forbidden": found.forbidden, "missing": found.missing}
                for name, items in lists.items():
                    write("".join(f"    {name}: {item}\n" for item in items))


if __name__ == "__main__":
    main()
