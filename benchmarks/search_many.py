"""Latency of a search as the archive grows: each channel, the whole, and with an early day.

    python benchmarks/search_many.py --count 1000 10000 [--from TEXTS.jsonl …]

Sources of ``--count`` are made from the texts given, or from those of the example; queries are the titles of
theirs and runs of words of their sentences. The ratio says how often BM25 alone would go into the whole.
"""
# ruff: noqa: INP001, S311, T201

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from texts import Text, given, varied, write_jsonl  # noqa: E402

QUERIES = 100
EARLY = datetime(2020, 7, 1, tzinfo=UTC)
"""A tenth of the sources was known by then."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, nargs="+", default=[1000, 10_000], help="sources")
    parser.add_argument("--from", dest="files", type=Path, action="append", default=[], metavar="FILE")
    asked = parser.parse_args()
    texts = given(asked.files)
    for count in asked.count:
        with tempfile.TemporaryDirectory() as folder:
            measure(texts, count, Path(folder))


def measure(texts: Sequence[Text], count: int, folder: Path) -> None:
    from agents.newsroom import open_newsroom
    from agents.retriever import wanted
    from agents.settings import load
    from store.archive import Archive
    from store.home import Home
    from store.ingest import ingest
    from store.intake import read
    from store.records import Question

    write_jsonl(varied(texts, count), folder / "many.jsonl")
    settings = load(home=folder / "home")
    with Archive(Home(settings.home).open().archive_url) as archive:
        for _ in ingest(read([str(folder / "many.jsonl")], now=datetime.now(UTC)), archive):
            pass
        snippets = archive.waiting(0)
    begun = time.perf_counter()
    with open_newsroom(settings, "benchmark"):
        indexed = time.perf_counter() - begun
    queries = asked_of(texts)
    begun = time.perf_counter()
    with open_newsroom(settings, "benchmark") as newsroom:
        newsroom.retriever.retrieve(Question(text=queries[0], facet="topic"))
        print(f"\n{count:,} sources, {snippets:,} snippets, indexed at {snippets / indexed:,.0f} a second")
        print(f"opened and first answer {time.perf_counter() - begun:.2f} s")
        ways: dict[str, Callable[[str], object]] = {
            "BM25": lambda text: newsroom.archive.match(wanted(text), 200),
            "vectors": lambda text: newsroom.index.nearest(text, 200),
            "whole": lambda text: newsroom.retriever.retrieve(Question(text=text, facet="topic")),
            "whole, early": lambda text: newsroom.retriever.retrieve(
                Question(text=text, facet="topic", as_of=EARLY)
            ),
        }
        middle: dict[str, float] = {}
        print(f"  {'':<14}{'p50 ms':>8}{'p95 ms':>8}{'x BM25':>8}")
        for name, way in ways.items():
            took = sorted(1000 * timed(way, text) for text in queries)
            middle[name] = took[len(took) // 2]
            ratio = middle[name] / middle["BM25"]
            print(f"  {name:<14}{middle[name]:>8.1f}{took[int(0.95 * len(took))]:>8.1f}{ratio:>8.1f}")
    print(f"memory {psutil.Process().memory_info().rss / 1e6:,.0f} MB")


def timed(way: Callable[[str], object], text: str) -> float:
    begun = time.perf_counter()
    way(text)
    return time.perf_counter() - begun


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
