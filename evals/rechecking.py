"""What remembering verdicts saves: the bundled story as of each week, after that of the week before.

python -m evals.rechecking

Each version is written in a newsroom of its own, as a command does: once with no verdict remembered, once
with those of the week before. Seconds are those from draft to version: checking, repairing, committing.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from agents.events import Drafted, Emitted, Unchanged
from agents.newsroom import open_newsroom
from agents.settings import load
from agents.surface import read_surface
from evals.bundled import EXAMPLE, WEEKS, ingest_bundled
from evals.truth import read_truth
from store.records import StoryVersion


@dataclass(frozen=True)
class Writing:
    """One writing of the story: verdicts asked for, those that were remembered, seconds of the gate."""

    version: StoryVersion
    asked: int
    recalled: int
    seconds: float


def measure(folder: Path, days: tuple[date, ...] = WEEKS) -> Iterator[tuple[Writing, Writing]]:
    """For each day but the first: written with nothing remembered, and after the day before."""
    for name in ("cold", "warm"):
        ingest_bundled(folder / name)
    for day in days:
        cold, warm = _write(folder / "cold", day, forget=True), _write(folder / "warm", day)
        if day != days[0]:
            yield cold, warm


def _write(home: Path, day: date, *, forget: bool = False) -> Writing:
    topic = read_truth(EXAMPLE / "truth.yaml").topic
    read_surface.cache_clear()
    begun = 0.0
    with open_newsroom(load(home=home), "measuring what is remembered") as newsroom:
        if forget:
            newsroom.archive.remember("nobody", {})
        for event in newsroom.editor.write(topic, datetime.combine(day, time.max, UTC)):
            if isinstance(event, Drafted):
                begun = perf_counter()
            if isinstance(event, Emitted | Unchanged):
                seconds = perf_counter() - begun
                return Writing(event.version, newsroom.checker.asked, newsroom.checker.recalled, seconds)
    raise AssertionError("no version")


def main() -> None:
    """Print a line for each week, and the sums."""
    write = sys.stdout.write
    write("as of       verdicts  remembered  seconds without  seconds with\n")
    asked = recalled = 0
    without = with_them = 0.0
    with TemporaryDirectory() as folder:
        for cold, warm in measure(Path(folder)):
            if _told(cold.version) != _told(warm.version):
                raise SystemExit(f"As of {warm.version.dated:%Y-%m-%d} the two stories differ.")
            asked, recalled = asked + warm.asked, recalled + warm.recalled
            without, with_them = without + cold.seconds, with_them + warm.seconds
            write(
                f"{warm.version.dated:%Y-%m-%d}  {warm.asked:>8}  {warm.recalled / warm.asked:>10.1%}"
                f"  {cold.seconds:>15.2f}  {warm.seconds:>12.2f}\n"
            )
    write(f"all         {asked:>8}  {recalled / asked:>10.1%}  {without:>15.2f}  {with_them:>12.2f}\n")


def _told(version: StoryVersion) -> object:
    return version.title, version.paragraphs, version.verdicts, version.left_out


if __name__ == "__main__":
    main()
