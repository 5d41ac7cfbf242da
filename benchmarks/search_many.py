"""Latency of a search as the archive grows: each channel, the whole, and with filters; memory and disk.

    python benchmarks/search_many.py --count 1000 10000 [--from TEXTS.jsonl …] [--keep DIR]

Sources of ``--count`` are made from the texts given, or from those of the example; queries are the titles of
theirs and runs of words of their sentences. The ratio says how often BM25 alone would go into the whole.
"""
# ruff: noqa: INP001, S311, S603, T201

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from texts import Text, given, varied, write_jsonl  # noqa: E402

if TYPE_CHECKING:
    from agents.newsroom import Newsroom

QUERIES = 100
EARLY = datetime(2020, 7, 1, tzinfo=UTC)
"""An eighth of the sources was known by then."""
LATE = datetime(2021, 6, 1, tzinfo=UTC)
"""Of a thousand sources half were published since then, of many thousands two in three."""
FRESH = 9
"""Questions that are asked by a command of their own."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, nargs="+", default=[1000, 10_000], help="sources")
    parser.add_argument("--from", dest="files", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where homes are kept, and used again")
    asked = parser.parse_args()
    texts = given(asked.files)
    for count in asked.count:
        with tempfile.TemporaryDirectory() as folder:
            home = (asked.keep or Path(folder)) / str(count)
            if not home.is_dir():
                fill(texts, count, home)
            measure(texts, home)


def fill(texts: Sequence[Text], count: int, home: Path) -> None:
    from agents.newsroom import open_newsroom
    from agents.settings import load
    from store.archive import Archive
    from store.home import Home
    from store.ingest import ingest
    from store.intake import read

    home.mkdir(parents=True)
    file = home / "many.jsonl"
    write_jsonl(varied(texts, count), file)
    begun = time.perf_counter()
    with Archive(Home(home).open().archive_url) as archive:
        for _ in ingest(read([str(file)], now=datetime.now(UTC)), archive):
            pass
        snippets = archive.waiting(0)
    added = time.perf_counter()
    with open_newsroom(load(home=home), "benchmark"):
        pass
    rates = [snippets / (added - begun), snippets / (time.perf_counter() - added)]
    print(f"\n{count:,} sources added at {rates[0]:,.0f}, indexed at {rates[1]:,.0f} snippets a second")
    file.unlink()


def measure(texts: Sequence[Text], home: Path) -> None:
    from agents.newsroom import open_newsroom
    from agents.settings import load
    from service.here import settle
    from store.records import Question

    settings, queries = load(home=home), asked_of(texts)
    first = sorted(fresh(home, text) for text in queries[:FRESH])
    begun = time.perf_counter()
    with open_newsroom(settings, "benchmark") as newsroom:
        newsroom.retriever.retrieve(Question(text=queries[0]))
        opened = time.perf_counter() - begun
        print(f"\n{newsroom.archive.count():,} sources, {newsroom.archive.waiting(0):,} snippets")
        print(f"opened and first answer {opened:.2f} s; storytree search {first[FRESH // 2]:.2f} s in all")
        settle()
        took = {name: [timed(way, text) for text in queries] for name, way in ways(newsroom).items()}
    print(f"  {'':<22}{'p50 ms':>8}{'p95 ms':>8}{'x BM25':>8}{'CPU p50':>9}{'CPU p95':>9}")
    for name, times in took.items():
        (middle, late), (cpu, cpu_late) = map(percentiles, zip(*times, strict=True))
        ratio = middle / percentiles([wall for wall, _ in took["BM25"]])[0]
        print(f"  {name:<22}{middle:>8.1f}{late:>8.1f}{ratio:>8.1f}{cpu:>9.1f}{cpu_late:>9.1f}")
    sizes = {part.name: size(part) / 1e6 for part in sorted(home.iterdir()) if size(part) > 1e5}
    print("disk " + ", ".join(f"{name} {mb:,.0f} MB" for name, mb in sizes.items()))
    print(f"memory {psutil.Process().memory_info().rss / 1e6:,.0f} MB")


def ways(newsroom: "Newsroom") -> dict[str, Callable[[str], object]]:
    """Each channel, the whole, and the whole with each filter."""
    from agents.retriever import wanted
    from store.records import Question

    def whole(**filters: Any) -> Callable[[str], object]:
        return lambda text: newsroom.retriever.retrieve(Question(text=text, **filters))

    return {
        "BM25": lambda text: newsroom.archive.match(wanted(text), 200),
        "BM25, words met before": lambda text: newsroom.archive.match(wanted(text), 200),
        "vectors": lambda text: newsroom.index.nearest(text, 200),
        "whole": whole(),
        "whole, --as-of early": whole(as_of=EARLY),
        "whole, --since late": whole(since=LATE),
        "whole, --language en": whole(language="en"),
        "whole, --outlet none": whole(outlet="An outlet of which there is nothing"),
    }


def fresh(home: Path, text: str) -> float:
    """Seconds that a command takes which is nothing but this question."""
    command = [sys.executable, str(ROOT / "storytree.py"), "--home", str(home), "search", "--json", text]
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else sum(size(one) for one in part.iterdir())


def timed(way: Callable[[str], object], text: str) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor."""
    begun = time.perf_counter(), time.process_time()
    way(text)
    return 1000 * (time.perf_counter() - begun[0]), 1000 * (time.process_time() - begun[1])


def percentiles(times: Iterable[float]) -> tuple[float, float]:
    """The middle, and that above which one in twenty lies."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]


def asked_of(texts: Sequence[Text]) -> list[str]:
    """Titles, and runs of eight words."""
    chance = random.Random(0)
    found: list[str] = []
    while len(found) < QUERIES:
        text = chance.choice(texts)
        words = " ".join(text.paragraphs).split()
        start = chance.randrange(max(1, len(words) - 8))
        found.append(text.title or " ".join(words[start : start + 8]))
        found.append(" ".join(words[start : start + 8]))
    return found[:QUERIES]


if __name__ == "__main__":
    main()
