"""kill -9 during `storytree add`, at random moments: what had been reported as added must be there once.

    python benchmarks/kill_during_add.py --kills 20

All kills hit one home, one after the other, and after each the next start has to put it in order. Exit code 1
when a reported source is lost, doubled, or not found by its own words.
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
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from texts import given, varied, write_jsonl  # noqa: E402

from store.archive import Archive  # noqa: E402
from store.embeddings import HashedEmbedder  # noqa: E402
from store.home import Home  # noqa: E402
from store.index import Index  # noqa: E402

NEAR = 5
"""Snippets among which a snippet has to be when its own text is asked for; copies of it may stand before it."""


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

    def not_found(self, ids: Iterable[str]) -> list[str]:
        """Sources with a snippet that neither its vector nor its words find."""
        home = Home(self.home).open()
        with home.lock("searching after a kill"), Archive(home.archive_url) as archive:
            index = Index(home.index_folder, HashedEmbedder())
            index.catch_up(archive)
            missed = [id_ for id_ in ids if not _found(id_, archive, index)]
            index.close()
        return missed


def _found(source: str, archive: Archive, index: Index) -> bool:
    snippets = archive.snippets_of(source)
    last = snippets[-1]  # it tells the number of the source, which no other has
    near = {id_ for id_, _ in index.nearest(last.text, NEAR)}
    matched = {id_ for id_, _ in archive.match(last.text.split(), NEAR, None)}
    return last.id in near and last.id in matched


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
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
    print(f"{'kill':>4} {'after s':>8} {'reported':>9} {'there':>7} {'lost':>5} {'doubled':>8} {'not found':>10}")
    faults = 0
    for number in range(1, kills + 1):
        write_jsonl(varied(texts, count, seed=number), file)
        before, after = set(state.reported), chance.uniform(0.0, whole)
        killed = state.add(file, after)
        there = Counter(state.listed())
        lost, doubled = state.reported - there.keys(), sum(times > 1 for times in there.values())
        missed = state.not_found(sorted((state.reported - before) - lost))
        faults += len(lost) + doubled + len(missed)
        row = f"{len(state.reported):9,} {len(there):7,} {len(lost):5} {doubled:8} {len(missed):10}"
        print(f"{number:4} {after:8.2f} {row}{'' if killed else '   (was done before the kill)'}")
    print(f"\n{faults} faults in {kills} kills")
    return int(faults > 0)


if __name__ == "__main__":
    main()
