"""Cost of an update with three new sources, as the story and the archive grow, beside writing the story anew.

    python benchmarks/update_cost.py --count 1000 10000 --words 250 1250 5000 [--keep DIR]

Sources of ``--count`` are the texts of the example, repeated and varied; among them are 600 that tell many
sides of one topic, and the story is of these. Each measure is a process of its own that does what the command
does: "command s" is all of it, from the start of Python to its end, "editor s" the editor's part, "CPU s" of
that. The story is written anew with no verdict remembered, then again with those of the first time.
"x anew" are ratios of the command and of the editor's CPU.
"""
# ruff: noqa: INP001, S603, T201

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from many_sided import TOPIC, many_sided  # noqa: E402
from search_many import fill  # noqa: E402
from texts import given, write_jsonl  # noqa: E402

NEW = 3
"""Sources that an update has before it."""
OF_TOPIC = 600
FIRST, SINCE = date(2024, 6, 1), date(2025, 6, 1)
"""Days of the first source of the topic, and of the first new one: after all that the archive has."""
FURTHER = 1_000_000
"""Between the seeds of one update and the next."""
DEPTH = 120
"""Snippets for each question: what a story of 200 claims is made of."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, nargs="+", default=[1000, 10_000], help="sources")
    parser.add_argument("--words", type=int, nargs="+", default=[250, 1250, 5000], help="of the stories")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where homes are kept, and used again")
    parser.add_argument("--seed", type=int, default=0, help="of the news: another one for homes used before")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="updates, the median is shown")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--doing", choices=WAYS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.home:
        print(json.dumps(measured(asked.home, asked.words[0], asked.doing)))
        return
    texts = given([])
    for count in asked.count:
        with tempfile.TemporaryDirectory() as folder:
            home = (asked.keep or Path(folder)) / str(count)
            if not home.is_dir():
                fill(texts, count, home)
            add(many_sided(OF_TOPIC, FIRST), home)
            print(f"\n{count:,} sources\n{'claims':>8}  {'':<18}{'command s':>10}{'editor s':>10}", end="")
            print(f"{'CPU s':>7}{'checks':>8}{'recalled':>10}{'x anew':>8}{'':>8}")
            for words in asked.words:
                for line in costs(home, words, asked.seed + words, asked.repeat):
                    print(line, flush=True)


def costs(home: Path, words: int, seed: int, repeat: int) -> Iterator[str]:
    """A row for the update, the median of so many, then those of the story written anew."""
    updates: list[dict[str, Any]] = []
    for again in range(repeat):
        child(home, words, "written")
        add(many_sided(NEW, SINCE, seed=seed + FURTHER * again), home)
        updates.append(child(home, words, "updated"))
    middle = sorted(updates, key=lambda one: one["seconds"])[repeat // 2]
    took = {"updated": middle, **{way: child(home, words, way) for way in WAYS[2:]}}
    anew = took["anew"]
    for way, one in took.items():
        times = f"{one['command']:>10.2f}{one['seconds']:>10.2f}{one['cpu']:>7.2f}"
        ratios = "".join(f"{one[name] / anew[name]:>8.2f}" for name in ("command", "cpu"))
        yield f"{one['claims']:>8}  {way:<18}{times}{one['asked']:>8}{one['recalled']:>10}{ratios}"


def add(records: Iterable[dict[str, Any]], home: Path) -> None:
    """What the home has already is not added again."""
    from agents.holding import open_for_adding
    from agents.settings import load
    from store.ingest import ingest
    from store.intake import read

    file = home / "new.jsonl"
    write_jsonl(iter(records), file)
    with open_for_adding(load(home=home), "benchmark") as (archive, _):
        for _ in ingest(read([str(file)], now=datetime.now(UTC)), archive):
            pass
    file.unlink()


WAYS = ("written", "updated", "anew", "anew, remembered")


def child(home: Path, words: int, way: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--home", str(home), "--words", str(words), "--doing", way]
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"command": time.perf_counter() - begun, **json.loads(done.stdout)}


def measured(home: Path, words: int, way: str) -> dict[str, Any]:
    """What one of ``WAYS`` took."""
    from agents.editor import story_name
    from agents.events import Emitted, Unchanged
    from agents.newsroom import open_newsroom
    from agents.settings import load
    from service.cli import collect_seldom

    collect_seldom()
    with open_newsroom(load(home=home, length=words, depth=DEPTH), "benchmark") as newsroom:
        begun = time.perf_counter(), time.process_time()
        if way == "anew":
            newsroom.archive.remember("nobody", {})
        editor = newsroom.editor
        events = editor.update(story_name(TOPIC)) if way == "updated" else editor.write(TOPIC)
        (version,) = (one.version for one in events if isinstance(one, Emitted | Unchanged))
        return {
            "seconds": time.perf_counter() - begun[0],
            "cpu": time.process_time() - begun[1],
            "claims": sum(1 for _ in version.claims()),
            "asked": newsroom.checker.asked,
            "recalled": newsroom.checker.recalled,
        }


if __name__ == "__main__":
    main()
