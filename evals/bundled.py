"""Write the bundled story as of the end of each week, and hold each version against its truth.

python -m evals.bundled [--living] [--length WORDS] [--verbose]
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.events import Emitted, Unchanged
from agents.newsroom import open_newsroom
from agents.settings import load
from evals.truth import Agreement, agreement, read_truth
from store.ingest import ingest
from store.intake import read
from store.records import StoryVersion

EXAMPLE = Path(__file__).parent.parent / "examples" / "marrow-bridge"
WEEKS = tuple(date(2025, 3, 9) + timedelta(weeks=week) for week in range(9))
"""The Sundays of the story's weeks."""


def measure(
    home: Path, days: tuple[date, ...] = WEEKS, *, living: bool = False, length: int = 0
) -> Iterator[tuple[StoryVersion, Agreement]]:
    """A version as of each day, and how far it agrees with the truth of that day.

    A ``living`` story is written once and then updated; any other is written anew each time. Of at most
    ``length`` words, or as many as the settings say.
    """
    truth = read_truth(EXAMPLE / "truth.yaml")
    ingest_bundled(home)
    topic = truth.topic
    with open_newsroom(load(home=home), "measuring the bundled story") as newsroom:
        for day in days:
            moment = datetime.combine(day, time.max, UTC)
            begun = newsroom.archive.stories() if living else ()
            editor = newsroom.editor
            told = editor.update(begun[0], moment) if begun else editor.write(topic, moment, length=length)
            version = next(event.version for event in told if isinstance(event, Emitted | Unchanged))
            cited = newsroom.archive.sources_by_id(version.sources)
            yield version, agreement(version, tuple(cited.values()), truth)


def ingest_bundled(home: Path) -> None:
    """All sources of all weeks."""
    with open_newsroom(load(home=home), "reading the bundled sources") as newsroom:
        for _ in ingest(read([str(EXAMPLE / "sources")], now=datetime.now(UTC)), newsroom.archive):
            pass
        newsroom.catch_up()


def main() -> None:
    """Print a line for each week; with --verbose also what is untold, forbidden or missing."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--living", action="store_true", help="Write it once, and then update it.")
    parser.add_argument("--length", type=int, default=0, help="Words of the story at most; 0: as it is set.")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    write = sys.stdout.write
    write("as of       sentences  sources  key facts told  forbidden  missing  strangers cited\n")
    with TemporaryDirectory() as home:
        for version, found in measure(Path(home), living=asked.living, length=asked.length):
            told = f"{len(found.told)} of {len(found.told) + len(found.untold)}"
            counts = f"{len(found.forbidden):>9}  {len(found.missing):>7}  {len(found.strangers):>15}"
            sentences = sum(1 for _ in version.claims())
            write(
                f"{version.dated:%Y-%m-%d}  {sentences:>9}  {len(version.sources):>7}  {told:>14}  {counts}\n"
            )
            if asked.verbose:
                lists = {"untold": found.untold, "forbidden": found.forbidden, "missing": found.missing}
                for name, items in lists.items():
                    write("".join(f"    {name}: {item}\n" for item in items))


if __name__ == "__main__":
    main()
