"""Questions: how many facts of a story's timeline have their day among the days of what is retrieved.

    python -m evals.questions --data DIR [--topic NAME]

DIR holds ``dev/timeline17``: the articles of four long stories, and timelines of them that newsrooms made.
All articles are in one archive, so that each story has the others about it. A fact counts where a snippet
was published on its day ("day"), and where one published then or on the day after has most of its words
("told": a day may be met by chance, the words are not). Facts of days without an article are unscored.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from agents.fence import on_topic
from agents.gathering import answers, merged
from agents.newsroom import Newsroom, open_newsroom
from agents.planner import EmbeddedPlanner
from agents.retriever import HybridRetriever
from agents.settings import load
from agents.surface import terms
from evals.texts import paragraphs, rows, source
from store.ingest import ingest
from store.records import Evidence, Question, Source

TOPICS = {
    "egypt": "Egypt protests against Mubarak",
    "h1n1": "swine flu outbreak",
    "haiti": "Haiti earthquake",
    "libya": "Libya war",
}
"""As a reader would name each story; the texts have no such names."""
COUNTS = (30, 100)
MOST = 0.5
"""Share of a fact's words from which a snippet tells it."""


@dataclass(frozen=True)
class Timeline:
    """Facts by day, of which there may be several; ``story`` names the articles."""

    story: str
    name: str
    facts: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Coverage:
    """Shares of the facts: their day is there, they are told; and of the snippets that are of the story."""

    day: float
    told: float
    own: float


def main() -> None:
    """Print a row for each timeline and way of asking."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/timeline17")
    parser.add_argument("--topic", choices=TOPICS, help="articles and timelines of this story alone")
    asked = parser.parse_args()
    folder = asked.data / "dev" / "timeline17"
    topics = [asked.topic] if asked.topic else list(TOPICS)
    with TemporaryDirectory() as home, open_newsroom(load(home=Path(home)), "evals.questions") as newsroom:
        for _ in ingest(chain.from_iterable(articles(folder, topic) for topic in topics), newsroom.archive):
            pass
        newsroom.index.catch_up(newsroom.archive)
        for line in measure(newsroom, [one for one in timelines(folder) if one.story in topics]):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


def articles(folder: Path, topic: str) -> Iterator[Source]:
    """Those of a story, each with its day."""
    for row in rows(folder / f"{topic}.jsonl.gz"):
        day = datetime.combine(_day(row["published"]), datetime.min.time(), UTC)
        yield source(paragraphs(row["sentences"]), day, f"https://example.org/{row['id']}", row["id"])


def timelines(folder: Path) -> Iterator[Timeline]:
    for row in rows(folder / "gold_timelines.jsonl.gz"):
        facts = ((_day(entry["date"]), told) for entry in row["entries"] for told in entry["sentences"])
        yield Timeline(row["topic"].removeprefix("tl17-"), row["timeline"], tuple(facts))


def measure(newsroom: Newsroom, wanted: Sequence[Timeline]) -> Iterator[str]:
    """A row for each timeline and way of asking, then the mean of the timelines."""
    days = {
        topic: {_published(one) for one in newsroom.archive.sources() if _story(one) == topic}
        for topic in {one.story for one in wanted}
    }
    columns = "".join(f" {f'day@{count}':>8} {f'told@{count}':>8} {f'own@{count}':>8}" for count in COUNTS)
    whole = f" {'day':>8} {'told':>8} {'own':>8} {'of':>5} {'s':>5}"
    yield f"{'timeline':<28} {'facts':>5}  {'asked':<8}{columns}{whole}"
    asked = {topic: {name: _timed(way, newsroom, topic) for name, way in WAYS.items()} for topic in days}
    scored: dict[str, list[list[Coverage]]] = {name: [] for name in WAYS}
    for one in wanted:
        facts = [fact for fact in one.facts if fact[0] in days[one.story]]
        for name, (found, took) in asked[one.story].items():
            row = [coverage(one.story, facts, evidence) for evidence in found]
            scored[name].append(row)
            title = f"{one.story} {one.name}"[:28]
            yield f"{title:<28} {len(facts):>5}  {name:<8}{_shown(row)} {len(found[-1]):>5} {took:>5.1f}"
    for name, table in scored.items():
        means = map(_mean, zip(*table, strict=True))
        yield f"{'mean of the timelines':<28} {'':>5}  {name:<8}{_shown(means)}"


def coverage(story: str, facts: Sequence[tuple[date, str]], evidence: Sequence[Evidence]) -> Coverage:
    """Of facts that could be found, with what was."""
    held: dict[date, list[frozenset[str]]] = {}
    for one in evidence:
        if _story(one.source) == story:
            held.setdefault(_published(one.source), []).append(terms(one.snippet.text))
    return Coverage(
        day=_share(day in held for day, _ in facts),
        told=_share(
            any(_tells(words, fact) for ahead in (0, 1) for words in held.get(day + timedelta(ahead), ()))
            for day, fact in facts
        ),
        own=_share(_story(one.source) == story for one in evidence),
    )


def once(newsroom: Newsroom, topic: str) -> list[Sequence[Evidence]]:
    """The topic's own words, by an agent that brings so many; at last all that the largest brought."""
    question = Question(text=topic)
    agents = [HybridRetriever(newsroom.archive, newsroom.index, count) for count in COUNTS]
    found = [agent.retrieve(question) for agent in agents]
    return [*(some[:count] for some, count in zip(found, COUNTS, strict=True)), found[-1]]


def planned(newsroom: Newsroom, topic: str) -> list[Sequence[Evidence]]:
    """As the editor has it done: the whole plan, merged, inside the fence; a snippet counts once."""
    first = newsroom.retriever.retrieve(Question(text=topic))
    questions = EmbeddedPlanner().plan(topic, None, first)
    met: dict[str, Evidence] = {}
    for one in on_topic(topic, merged([first, *answers(newsroom.retriever, questions)])):
        met.setdefault(one.snippet.id, one)
    found = list(met.values())
    return [*(found[:count] for count in COUNTS), found]


Way = Callable[[Newsroom, str], list[Sequence[Evidence]]]
"""What a topic finds, for each of ``COUNTS`` and as a whole."""

WAYS: dict[str, Way] = {"once": once, "planned": planned}


def _timed(way: Way, newsroom: Newsroom, topic: str) -> tuple[list[Sequence[Evidence]], float]:
    begun = time.perf_counter()
    return way(newsroom, TOPICS[topic]), time.perf_counter() - begun


def _shown(row: Iterable[Coverage]) -> str:
    return "".join(f" {one.day:>8.3f} {one.told:>8.3f} {one.own:>8.3f}" for one in row)


def _mean(many: Sequence[Coverage]) -> Coverage:
    return Coverage(*(fmean(getattr(one, name) for one in many) for name in ("day", "told", "own")))


def _tells(words: frozenset[str], fact: str) -> bool:
    wanted = terms(fact)
    return len(words & wanted) >= MOST * len(wanted)


def _share(given: Iterable[bool]) -> float:
    counted = list(given)
    return sum(counted) / len(counted) if counted else 0.0


def _story(one: Source) -> str:
    return one.name.split("/")[1]


def _published(one: Source) -> date:
    return (one.published_at or one.fetched_at).date()


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


if __name__ == "__main__":
    main()
