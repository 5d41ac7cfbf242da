"""Sources per second and memory of `storytree add`, for new sources and again for known ones.

    python benchmarks/add_many.py --count 10000 [--from TEXTS.jsonl …]

Memory is that of the whole process, so that one sees whether it grows with the number of sources. Reading
ends when the last source is in the archive; indexing brings the search index up to it.
"""
# ruff: noqa: INP001, S603, T201

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from texts import given, varied, write_jsonl  # noqa: E402

STEP = 200
"""Sources that are kept together: outcomes arrive in such bursts."""

EVERY = 0.05
"""Seconds between two looks at the memory."""


@dataclass
class Watch:
    """The most memory a process took between two questions."""

    process: psutil.Process
    most: int = 0
    over: bool = field(default=False, repr=False)

    def look(self) -> None:
        while not self.over:
            try:
                self.most = max(self.most, self.process.memory_info().rss)
            except psutil.Error:
                return
            time.sleep(EVERY)

    def peak(self) -> float:
        """In MB, since the last question."""
        most, self.most = self.most, 0
        return most / 1e6


def outcomes(child: "subprocess.Popen[str]") -> Iterator[str]:
    assert child.stdout is not None  # noqa: S101
    for line in child.stdout:
        yield json.loads(line)["outcome"]


def add(home: Path, file: Path, step: int, tell: Callable[[str], None]) -> None:
    command = [sys.executable, str(ROOT / "storytree.py"), "--home", str(home), "add", "--json", str(file)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        watch = Watch(psutil.Process(child.pid))
        Thread(target=watch.look, daemon=True).start()
        last = begun
        for count, outcome in enumerate(outcomes(child), 1):
            now = time.perf_counter()
            if outcome == "done":
                rate = (count - 1) / (now - begun)
                tell(f"{'indexed':>9} {rate:9.0f} {watch.peak():9.0f}   in all {now - begun:.1f} s")
            elif count % step == 0:
                tell(f"{count:9,} {step / (now - last):9.0f} {watch.peak():9.0f}")
                last = now
        watch.over = True


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000, help="sources to add")
    parser.add_argument("--from", dest="files", type=Path, action="append", default=[], metavar="FILE")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder, "home"), Path(folder, "many.jsonl")
        write_jsonl(varied(given(asked.files), asked.count), file)
        print(f"{asked.count:,} sources, {file.stat().st_size / 1e6:.0f} MB of JSONL")
        for kind in ("new", "known"):
            print(f"\n{kind:>9} {'per s':>9} {'peak MB':>9}")
            add(home, file, STEP * max(1, asked.count // STEP // 10), print)
        kept = {part.name: _size(part) / 1e6 for part in sorted(home.iterdir()) if _size(part) > 1e5}
        print("\nkept: " + ", ".join(f"{name} {size:.0f} MB" for name, size in kept.items()))


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else sum(_size(one) for one in part.iterdir())


if __name__ == "__main__":
    main()
