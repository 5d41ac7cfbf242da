"""kill -9 during `storytree add`, at random moments: what had been reported as added must be there once.

    python benchmarks/kill_during_add.py --kills 20

All kills hit one home, one after the other, and after each the next start has to put it in order. Exit
code 1 when a reported source is lost, doubled, or not found by its own words, or when the vectors of more
than one in a hundred are not found: they are searched by approximation, which misses one now and then.
"""
# ruff: noqa: INP001, S311, S603, T201

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from texts import given, varied, write_jsonl  # noqa: E402

from store.archive import Archive  # noqa: E402
from store.embeddings.static import StaticEmbedder  # noqa: E402
from store.home import Home  # noqa: E402
from store.index import Index  # noqa: E402

NEAR = 5
"""Snippets among which a snippet has to be when its own text is asked for: near copies may stand first."""

SAMPLE = 100
"""Sources searched for after each kill: those that were new, where there are any."""


@dataclass
class State:
    """One home under fire."""

    home: Path
    reported: set[str]

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "storytree.py"), "--home", str(self.home), *words]

    def add(self, file: Path, seconds: float | None) -> bool:
        """Whether it was killed; what was reported until then is remembered."""
        with subprocess.Popen(
            self.command("add", "--json", str(file)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child:
            try:
                out, _ = child.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                out, _ = child.communicate()
        lines = out.decode().split("\n")[:-1]  # a line without its end was not reported
        told = [json.loads(line) for line in lines]
        self.reported |= {one["id"] for one in told if one["outcome"] == "added"}
        return child.returncode != 0

    def listed(self) -> list[str]:
        """Ids as the next start tells them."""
        done = subprocess.run(self.command("sources", "--json"), check=True, capture_output=True, timeout=300)
        return [one["id"] for one in json.loads(done.stdout)]

    def mend(self, ids: Iterable[str]) -> tuple[float, Counter[str]]:
        """Seconds until the index is whole, and how many sources which search does not find then."""
        home = Home(self.home).open()
        with home.lock("searching after a kill"), Archive(home.archive_url) as archive:
            index = Index(home.index_folder, StaticEmbedder())
            begun = time.perf_counter()
            index.catch_up(archive)
            seconds = time.perf_counter() - begun
            missed = Counter(channel for id_ in ids for channel in _missing(id_, archive, index))
            index.close()
        return seconds, missed


def _missing(source: str, archive: Archive, index: Index) -> Iterator[str]:
    """The channels that do not bring the source's last snippet, which tells its number, for its own words."""
    last = archive.snippets_of(source)[-1]
    if last.id not in {id_ for id_, _ in archive.match(last.text.split(), NEAR)}:
        yield "words"
    if last.id not in {id_ for id_, _ in index.nearest(last.text, NEAR)}:
        yield "vectors"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--count", type=int, default=1000, help="sources in each add that is killed")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(fire(Path(folder), asked.kills, asked.count, random.Random(asked.seed)))


def fire(folder: Path, kills: int, count: int, chance: random.Random) -> int:
    state, texts, file = State(folder / "home", set()), given([]), folder / "some.jsonl"
    write_jsonl(varied(texts, count, seed=0), file)
    begun = time.perf_counter()
    state.add(file, None)
    whole = time.perf_counter() - begun
    print(f"{count:,} sources took {whole:.1f} s undisturbed\n")
    print("kill  after s  reported   there  lost  doubled  no words  no vectors  mend s")
    faults = 0
    for number in range(1, kills + 1):
        write_jsonl(varied(texts, count, seed=number), file)
        # One moment in each part of the time.
        before, after = set(state.reported), whole * (number - chance.random()) / kills
        killed = state.add(file, after)
        there = Counter(state.listed())
        lost, doubled = state.reported - there.keys(), sum(times > 1 for times in there.values())
        asked = sorted(state.reported - before - lost) or sorted(state.reported - lost)
        seconds, missed = state.mend(chance.sample(asked, min(SAMPLE, len(asked))))
        faults += len(lost) + doubled + missed["words"] + (missed["vectors"] > SAMPLE // 100)
        row = f"{len(state.reported):9,} {len(there):7,} {len(lost):5} {doubled:8}"
        row += f" {missed['words']:9} {missed['vectors']:11}"
        row += f" {seconds:8.1f}"
        print(f"{number:4} {after:8.2f} {row}{'' if killed else '   (was done before the kill)'}")
    print(f"\n{faults} faults in {kills} kills")
    return int(faults > 0)


if __name__ == "__main__":
    main()
