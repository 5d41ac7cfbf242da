"""Readers of a service that is at work: requests a second, how long they take, and what memory it holds.

    python benchmarks/service_load.py --home load --stories 1000 --versions 20     (made once)
    python benchmarks/service_load.py --home load --seconds 600 --readers 100 --updates 5
    python benchmarks/service_load.py --home load --seconds 600 --beside --news 0
    python benchmarks/service_load.py --home load --pause 0                        (as many as it can)

Twenty stories are written by the editor, and updated; the others have their words by other names. Readers
ask for stories at random, as pages and as JSON, by wrk (apt-get install wrk), each a second after the last
answer or so, while so many updates are kept going, each with sources that are sent for it (``--news 0``:
with none). What is asked for was asked for once before. Exit code 1 when a request fails or p95 is over
50 ms.
"""
# ruff: noqa: INP001, S311, S603, T201, TID251

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from agents.editor import story_name  # noqa: E402
from agents.holding import open_for_adding  # noqa: E402
from agents.newsroom import open_newsroom  # noqa: E402
from agents.settings import Settings, load  # noqa: E402
from service.jobs import State, Update, ledger  # noqa: E402
from store.archive import Archive  # noqa: E402
from store.home import Home  # noqa: E402
from store.ingest import ingest  # noqa: E402
from store.intake import read  # noqa: E402
from store.records import StoryVersion  # noqa: E402

PATHS = ("/v1/stories/{story}", "/stories/{story}", "/v1/stories")
LIMIT_MS = 50.0
WRITTEN = 20
"""Stories that the editor writes, with sources enough: those are updated."""
ASK = """
local paths = {%s}
request = function()
  return wrk.format("GET", paths[math.random(#paths)])
end
delay = function()
  return math.random(2 * %d)
end
done = function(summary, latency, requests)
  local wrong = summary.errors
  io.write(string.format('{"requests": %%d, "us": %%d, "p50": %%d, "p95": %%d, "p99": %%d, "max": %%d, ',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), latency.max))
  io.write(string.format('"status": %%d, "connect": %%d, "read": %%d, "write": %%d, "timeout": %%d}\\n',
    wrong.status, wrong.connect, wrong.read, wrong.write, wrong.timeout))
end
"""
_BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
_PLACES = ("Velm", "Ost", "Norvane", "Harrow", "Sella", "Brack", "Tolm", "Ister", "Quern", "Adda")
_THINGS = ("ferry", "bridge", "tram", "harbour", "river", "school", "market", "tunnel", "dam", "library")


def topic(number: int) -> str:
    thing, place = _THINGS[number % 10], _PLACES[number // 10 % 10]
    return f"{thing} of {place} case {number}"


def reports(number: int, first: int, count: int) -> Iterator[dict[str, str]]:
    """Sources on a topic, each with figures of its own."""
    chance = random.Random(f"{number} {first}")
    for day in range(first, first + count):
        hurt, cost = chance.randint(2, 9000), chance.randint(2, 900)
        yield {
            "title": f"The {topic(number)}: day {day}",
            "outlet": f"Paper {day % 7}",
            "published_at": (_BEGAN + timedelta(days=day)).isoformat(),
            "url": f"https://paper{day % 7}.example/{number}/{day}",
            "text": (
                f"The {topic(number)} affected {hurt} households on day {day}, officials said. "
                f"Repairs of the {topic(number)} will cost {cost} million crowns, the council wrote on "
                f"day {day}. A spokesman of the council declined to comment on day {day}."
            ),
        }


def build(settings: Settings, stories: int, versions: int) -> None:
    """Some stories by the editor, and as many more as are asked for of the same words by other names."""
    begun = time.perf_counter()
    file = settings.home.parent / f"{settings.home.name}.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for number in range(stories):
            out.writelines(json.dumps(row) + "\n" for row in reports(number, 0, 6 if number < WRITTEN else 1))
    with open_for_adding(settings, "building") as (archive, _):
        for _ in ingest(read([str(file)], now=datetime.now(UTC)), archive):
            pass
    with open_newsroom(settings, "building") as newsroom:
        for number in range(min(WRITTEN, stories)):
            for _ in newsroom.editor.write(topic(number)):
                pass
        patterns = [newsroom.archive.version(story_name(topic(one))) for one in range(min(WRITTEN, stories))]
        for number in range(stories):
            pattern = patterns[number % WRITTEN]
            for minor in range(1 + (number < WRITTEN), versions + 1):
                newsroom.archive.commit(_like(pattern, number, minor))
    print(f"{stories:,} stories of {versions} versions in {time.perf_counter() - begun:.0f} s", flush=True)


def _like(pattern: StoryVersion, number: int, minor: int) -> StoryVersion:
    """A version of the same words, checked as they were, with a name, a number and a moment of its own."""
    changed = {
        "story": story_name(topic(number)),
        "topic": topic(number),
        "minor": minor,
        "parent": (0, minor - 1) if minor > 1 else None,
        "written_at": pattern.written_at + timedelta(minutes=minor),
        # made-up sources have thousands of sentences alike, of which many contradict each other
        "left_out": (),
        "conflicts": pattern.conflicts[:2],
    }
    return pattern.model_copy(update=changed)


@dataclass
class Served:
    """A process that serves, and where."""

    child: "subprocess.Popen[bytes]"
    port: int

    @property
    def memory(self) -> float:
        """Resident, in MB, of the process, those that it started, and those that these started."""
        return sum(map(_resident, _with_children(self.child.pid))) / 1e6

    def send(self, row: dict[str, str]) -> None:
        """As a source; of a service that does not hold its home, sooner or later."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/sources",
            json.dumps(row).encode(),
            {"Content-Type": "application/json"},
        )
        for _ in range(60):
            try:
                with urllib.request.urlopen(asked, timeout=60):  # noqa: S310
                    return
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(1)

    def wait(self) -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/stories?limit=1", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the service did not come up")


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():  # each has its own
        for one in (thread / "children").read_text("ascii").split():
            yield from _with_children(int(one))


def serve(settings: Settings, port: int, *more: str) -> Served:
    words = [sys.executable, str(ROOT / "storytree.py"), "--home", str(settings.home), "serve"]
    child = subprocess.Popen([*words, "--port", str(port), *more], env=os.environ, stderr=subprocess.DEVNULL)
    served = Served(child, port)
    served.wait()
    return served


class Updating(threading.Thread):
    """Keeps so many updates going, each with sources that are sent to the service for it."""

    def __init__(self, settings: Settings, served: Served, asked: argparse.Namespace, stories: int) -> None:
        super().__init__(daemon=True)
        self._settings, self._served, self._stories = settings, served, stories
        self._count, self._news = asked.updates, asked.news
        self.stop = threading.Event()
        self.states: dict[State, int] = {}
        self.written = 0

    def run(self) -> None:
        day = int(time.time()) % 100_000
        with ledger(self._settings) as book:
            while not self.stop.is_set():
                numbers = random.sample(range(self._stories), self._count)
                day += 2
                for number in numbers:
                    for row in reports(number, day, self._news):
                        self._served.send(row)
                jobs = [book.order(Update(story=story_name(topic(number)))) for number in numbers]
                while not self.stop.wait(0.2) and not all(book.job(job.id).state.is_over for job in jobs):
                    pass
                for job in jobs:
                    ended = book.job(job.id)
                    self.states[ended.state] = self.states.get(ended.state, 0) + 1
                    self.written += bool(ended.outcome and ended.outcome.new)


def measure(settings: Settings, served: Served, asked: argparse.Namespace, path: str) -> bool:
    """Whether all is as it should be with this path."""
    script = settings.home.parent / f"{settings.home.name}.lua"
    addresses = dict.fromkeys(path.format(story=name) for name in names_in(settings))
    script.write_text(ASK % (", ".join(f'"{one}"' for one in addresses), asked.pause), "utf-8")
    for address in addresses:
        with urllib.request.urlopen(f"http://127.0.0.1:{served.port}{address}", timeout=60):
            pass
    before = served.memory
    words = ["wrk", "-t1", f"-c{asked.readers}", f"-d{asked.each}s", "-s", str(script)]
    done = subprocess.run(
        [*words, f"http://127.0.0.1:{served.port}"], capture_output=True, text=True, check=True
    )
    script.unlink()
    found = json.loads(done.stdout[done.stdout.rindex("{") :])
    wrong = sum(found[name] for name in ("status", "connect", "read", "write", "timeout"))
    times = "".join(f"{found[name] / 1000:9.1f}" for name in ("p50", "p95", "p99", "max"))
    rate = found["requests"] / (found["us"] / 1e6)
    print(f"{path:24}{rate:9.0f}{times}{wrong:8}{before:11.0f}{served.memory:7.0f}", flush=True)
    return not wrong and found["p95"] / 1000 <= LIMIT_MS


def names_in(settings: Settings) -> list[str]:
    """Of all its stories."""
    with Archive(Home(settings.home).archive_url) as archive:
        return list(archive.stories())


def load_up(settings: Settings, asked: argparse.Namespace) -> bool:
    names = names_in(settings)
    served = serve(settings, asked.port, *(["--no-work"] if asked.beside else []))
    words = [sys.executable, str(ROOT / "storytree.py"), "--home", str(settings.home), "work"]
    beside = subprocess.Popen(words, stderr=subprocess.DEVNULL) if asked.beside else None
    updating = Updating(settings, served, asked, min(WRITTEN, len(names)))
    if asked.updates:
        updating.start()
    print("path                       a s   p50 ms      p95      p99      max  errors  MB before  after")
    try:
        paths = asked.paths or PATHS
        asked.each = asked.seconds // len(paths)
        return min([measure(settings, served, asked, one) for one in paths])
    finally:
        updating.stop.set()
        if updating.is_alive():
            updating.join(60)
        served.child.send_signal(signal.SIGTERM)
        served.child.wait()
        if beside:
            beside.terminate()
            beside.wait()
        states = ", ".join(f"{count} {state}" for state, count in updating.states.items())
        print(f"updates: {states}; {updating.written} versions" if states else "updates: none")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True, help="made where it is not there")
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--versions", type=int, default=20)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--updates", type=int, default=5, help="that run at a time; 0: none")
    parser.add_argument(
        "--news", type=int, default=2, help="sources sent for each; 0 where others hold the home (--beside)"
    )
    parser.add_argument("--seconds", type=int, default=60, help="of all paths together")
    parser.add_argument("--beside", action="store_true", help="jobs in a process of their own")
    parser.add_argument(
        "--pause", type=int, default=1000, help="ms from page to page of a reader, on average"
    )
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--paths", nargs="*", help=f"else {' '.join(PATHS)}")
    asked = parser.parse_args()
    settings = load(home=asked.home)
    if not asked.home.exists():
        build(settings, asked.stories, asked.versions)
    sys.exit(not load_up(settings, asked))


if __name__ == "__main__":
    main()
