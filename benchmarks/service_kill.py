"""kill -9 of a service during updates, at random moments: every job ends, and writes its version once.

    python benchmarks/service_kill.py --kills 30
    python benchmarks/service_kill.py --kills 10 --database postgresql://USER:PASSWORD@HOST/EMPTY

Sources come in between, so that each update has something new. After each kill the next start has to put
everything in order. Exit code 1 when a version is lost or doubled, or a job does not end.
"""
# ruff: noqa: INP001, S311, S603, T201, TID251

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from agents.holding import open_for_adding  # noqa: E402
from agents.newsroom import open_newsroom  # noqa: E402
from agents.settings import Settings, load  # noqa: E402
from service.jobs import Job, State, Update, ledger  # noqa: E402
from store.archive import Archive  # noqa: E402
from store.home import Home  # noqa: E402
from store.ingest import ingest  # noqa: E402
from store.intake import read  # noqa: E402
from store.records import StoryVersion  # noqa: E402

TOPICS = ("harbour strike", "river flood", "tram derailment")
PLACES = ("Velm", "Ost", "Norvane", "Harrow", "Sella", "Brack", "Tolm", "Ister", "Quern", "Adda")
LONGEST = 3.0
"""Seconds from the first job that is worked on to the kill, at most: its process begins, finds, writes and
commits within them."""
PATIENCE = 180.0
"""Seconds after a start in which all jobs have to be over."""


@dataclass
class Fire:
    """One home under fire."""

    settings: Settings
    chance: random.Random
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    over: set[str] = field(default_factory=set[str])
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    day: int = 0

    def news(self, count: int) -> None:
        """Add sources, each with something that none before it said."""
        folder = self.settings.home.parent / "news" / str(self.day)
        folder.mkdir(parents=True)
        for topic in TOPICS:
            for number in range(count):
                (folder / f"{topic} {number}.md").write_text(self._report(topic, number), "utf-8")
        with open_for_adding(self.settings, "adding news") as (archive, _):
            for _ in ingest(read([str(folder)], now=datetime.now(UTC)), archive):
                pass
        self.day += 1

    def _report(self, topic: str, number: int) -> str:
        place, other = self.chance.sample(PLACES, 2)
        hurt, cost = self.chance.randint(2, 900), self.chance.randint(2, 900)
        day = f"2025-{1 + self.day // 28 % 12:02}-{1 + self.day % 28:02}"
        return (
            f"---\ntitle: The {topic} reaches {place}\ndate: {day}\noutlet: Paper {number}\n---\n"
            f"The {topic} reached {place} on day {self.day} of the count. "
            f"Officials said the {topic} affected {hurt} households in {place}. "
            f"Repairs after the {topic} in {other} will cost {cost} million crowns, the council said.\n"
        )

    def write(self) -> None:
        """The first version of each story."""
        with open_newsroom(self.settings, "writing") as newsroom:
            for topic in TOPICS:
                for _ in newsroom.editor.write(topic):
                    pass

    def serve(self) -> "subprocess.Popen[bytes]":
        words = [sys.executable, str(ROOT / "storytree.py"), "--home", str(self.settings.home), "serve"]
        environment = {**os.environ, "STORYTREE_DATABASE": self.settings.database.get_secret_value()}
        quiet = subprocess.DEVNULL
        return subprocess.Popen([*words, "--port", "0"], env=environment, stdout=quiet, stderr=quiet)

    def order(self) -> None:
        """An update of each story."""
        self.over = {id_ for id_, job in self.jobs.items() if job.state.is_over}
        with ledger(self.settings) as book:
            for story in self.stories():
                job = book.order(Update(story=story))
                self.jobs[job.id] = job

    def stories(self) -> list[str]:
        with self.archive() as archive:
            return list(archive.stories())

    def archive(self) -> Archive:
        return Archive(self.settings.database.get_secret_value() or Home(self.settings.home).archive_url)

    def look(self, states: set[State]) -> bool:
        """Whether a job that was not over at the last order is in one of these states, as they now stand."""
        with ledger(self.settings) as book:
            for id_, job in self.jobs.items():
                if not job.state.is_over:
                    self.jobs[id_] = book.job(id_)
        return any(job.state in states for id_, job in self.jobs.items() if id_ not in self.over)

    def faults(self) -> Counter[str]:
        """What went wrong: of all versions that were ever seen, and all jobs."""
        with self.archive() as archive:
            versions = {story: archive.versions(story) for story in archive.stories()}
        there = {(story, one.label) for story, every in versions.items() for one in every}
        lost = len(self.seen - there)
        promised = {
            (job.about, job.outcome.version) for job in self.jobs.values() if job.outcome and job.outcome.new
        }
        self.seen |= there
        return Counter(
            lost=lost + len(promised - there),
            doubled=sum(map(_doubled, versions.values())) + _shared(self.jobs.values()),
            stuck=sum(not job.state.is_over for job in self.jobs.values()),
            failed=sum(job.state is State.FAILED for job in self.jobs.values()),
        )


def _doubled(versions: tuple[StoryVersion, ...]) -> int:
    """Versions that say what their parent says."""
    told = [tuple(claim.text for one in version.paragraphs for claim in one.claims) for version in versions]
    return sum(first == second for first, second in pairwise(told))


def _shared(jobs: Iterable[Job]) -> int:
    """New versions that more than one job claims."""
    new = Counter((job.about, job.outcome.version) for job in jobs if job.outcome and job.outcome.new)
    return sum(times - 1 for times in new.values())


def wait(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether it came to be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def burn(fire: Fire, kills: int) -> int:
    """Faults in so many kills."""
    fire.news(4)
    fire.write()
    found: Counter[str] = Counter()
    print("kill  at s  in mid-job  versions  lost  doubled  stuck  failed  whole after s")
    for number in range(1, kills + 1):
        fire.news(3)
        fire.order()
        child = fire.serve()
        wait(lambda: fire.look({State.WORKING, State.DONE}), PATIENCE)
        moment = fire.chance.uniform(0.0, LONGEST)
        time.sleep(moment)
        child.kill()
        child.wait()
        midst = fire.look({State.WORKING})
        begun, child = time.monotonic(), fire.serve()
        wait(lambda: not fire.look({State.WORKING, State.WAITING}), PATIENCE)
        whole = time.monotonic() - begun
        child.kill()
        child.wait()
        now = fire.faults()
        found.update({name: now[name] for name in ("lost", "doubled")})
        found["stuck"] = now["stuck"]
        row = f"{number:4} {moment:5.2f}  {'yes' if midst else 'no ':>10}  {len(fire.seen):8} {now['lost']:5}"
        print(f"{row} {now['doubled']:8} {now['stuck']:6} {now['failed']:7} {whole:14.1f}", flush=True)
    print(f"\nversions lost {found['lost']}, doubled {found['doubled']}, jobs stuck {found['stuck']}")
    return found.total()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--database", default="", help="an empty one on a server; else in the home")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load(home=Path(folder) / "home", database=asked.database)
        sys.exit(int(burn(Fire(settings, random.Random(asked.seed)), asked.kills) > 0))


if __name__ == "__main__":
    main()
