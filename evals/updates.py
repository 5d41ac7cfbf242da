"""Updates: what a story that goes on day by day tells of a day's news, beside two other ways to tell it.

    python -m evals.updates --data DIR [--topic NAME] [--limit DAYS] [--every N] [--pairs N]

DIR holds ``dev/timeline17`` (articles of four long stories), ``dev/background_summaries.jsonl.gz`` (what
three professionals wrote of a day as its update) and ``dev/ecbplus`` (pairs of like stories). The articles of
the first days of each story are added day by day, and the story is updated after each. Of those days of which
the professionals wrote every third is scored, by words in common with their updates (ROUGE recall) and by
the checker's own entailment model (the share of their sentences that the text entails), beside:

* anew: the same sources in a home of their own, the whole story written again each time;
* lead: the first sentences of the day's articles, then the second ones, in as many words.

With --topic the pairs are left out. The entailment model is the one that checked the sentences: it favours
no way over another, for all of them are sentences of sources.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from itertools import chain, groupby, zip_longest
from pathlib import Path
from time import process_time

from agents.checker.entailment import Entailment
from agents.checker.support import Support
from agents.editor import story_name
from agents.newsroom import Newsroom
from evals.continuity import Continuity, continuity
from evals.newsrooms import add, empty_newsroom, go_on, write
from evals.questions import TOPICS, articles
from evals.telling import Telling, telling
from evals.texts import rows
from evals.twins import lines as of_twins
from store.records import Source, StoryVersion
from store.snippets import sentences

EVENTS = {
    "egypt": "egyptian_crisis",
    "h1n1": "swine_flu",
    "haiti": "haitian_earthquake",
    "libya": "libyan_war",
}
"""As the professionals' updates name the stories."""
WAYS = ("updated", "anew", "lead")


@dataclass(frozen=True)
class Day:
    """The sources of a day, and what each professional wrote of it; most days have nothing."""

    day: date
    sources: tuple[Source, ...]
    golds: tuple[str, ...]

    @property
    def end(self) -> datetime:
        return datetime.combine(self.day, time.max, UTC)


@dataclass(frozen=True)
class Result:
    """Of one story: by way, what was told on the days that are scored, and CPU seconds; the versions."""

    told: dict[str, list[Telling]]
    versions: tuple[StoryVersion, ...]
    seconds: Counter[str]


def main() -> None:
    """Print the table of each story, their means, then the pairs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/")
    parser.add_argument("--topic", choices=TOPICS, help="this story alone, and no pairs")
    parser.add_argument("--limit", type=int, default=12, metavar="DAYS", help="days with articles, the first")
    parser.add_argument(
        "--every", type=int, default=3, metavar="N", help="of the days with updates, each n-th"
    )
    parser.add_argument("--pairs", type=int, default=6, metavar="N", help="pairs of like stories at most")
    asked = parser.parse_args()
    topics = [asked.topic] if asked.topic else list(TOPICS)
    judge = Entailment()
    told = (
        (topic, measure(topic, sample(asked.data, topic, asked.limit, asked.every), judge))
        for topic in topics
    )
    twins = () if asked.topic else of_twins(asked.data, asked.pairs)
    for line in chain(table(told), twins):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def sample(data: Path, topic: str, limit: int, every: int) -> list[Day]:
    """The first days with articles; of those with updates each n-th keeps them, never the very first."""
    return days_of(data / "dev", topic, limit, every)


def days_of(folder: Path, topic: str, limit: int, every: int) -> list[Day]:
    """The same of the folder that has both sets."""
    golds: defaultdict[date, list[str]] = defaultdict(list)
    for row in rows(folder / "background_summaries.jsonl.gz"):
        if row["event"] == EVENTS[topic] and row["update"].strip():
            golds[date.fromisoformat(row["date"])].append(row["update"])
    told = sorted(articles(folder / "timeline17", topic), key=_published)
    days = [(day, tuple(some)) for day, some in groupby(told, key=_published)][:limit]
    scored = {day for day, _ in [one for one in days[1:] if one[0] in golds][every - 1 :: every]}
    return [Day(day, some, tuple(golds[day]) if day in scored else ()) for day, some in days]


def measure(topic: str, days: Sequence[Day], judge: Support) -> Result:
    """Day by day: added, updated; where the day is scored, written anew as well."""
    asked, told, seconds = TOPICS[topic], {way: list[Telling]() for way in WAYS}, Counter[str]()
    with empty_newsroom() as living, empty_newsroom() as again:
        for day in days:
            add(living, day.sources)
            add(again, day.sources)
            live, took = _timed(go_on, living, asked, day.end)
            if not day.golds or live is None:
                continue
            anew, took_anew = _timed(write, again, asked, day.end)
            seconds.update({"updated": took, "anew": took_anew})
            texts = {"updated": _texts(live), "anew": _texts(anew) if anew else []}
            texts["lead"] = lead(day.sources, len(" ".join(texts["updated"]).split()))
            for way, text in texts.items():
                told[way].append(telling(text, day.golds, judge))
        versions = living.archive.versions(story_name(asked)) if living.archive.stories() else ()
    return Result(told, versions, seconds)


Tell = Callable[[Newsroom, str, datetime], StoryVersion | None]


def _timed(tell: Tell, newsroom: Newsroom, topic: str, moment: datetime) -> tuple[StoryVersion | None, float]:
    begun = process_time()
    return tell(newsroom, topic, moment), process_time() - begun


def lead(sources: Iterable[Source], length: int) -> list[str]:
    """First sentences of all, then second ones and so on, of at most so many words."""
    cut = [[one.text[start:end] for start, end in sentences(one.text)] for one in sources]
    found: list[str] = []
    for sentence in chain.from_iterable(zip_longest(*cut)):
        if sentence is None:
            continue
        length -= len(sentence.split())
        if length < 0:
            break
        found.append(sentence)
    return found


def table(told: Iterable[tuple[str, Result]]) -> Iterator[str]:
    """A row for each story and way, the means over the stories, and how the versions went on."""
    yield (
        f"{'story':<8}{'told':<9}{'days':>5}" + "".join(f"{name:>10}" for name in _COLUMNS) + f"{'CPU s':>8}"
    )
    means: dict[str, list[Telling]] = {way: [] for way in WAYS}
    went_on = Continuity()
    updates = 0
    for topic, result in told:
        for way, many in result.told.items():
            if many:
                means[way].append(Telling.mean(many))
                yield _row(topic, way, len(many), means[way][-1], result.seconds[way] / len(many) or None)
        went_on += continuity(result.versions)
        updates += max(0, len(result.versions) - 1)
    for way, many in means.items():
        if many:
            yield _row("mean", way, len(many), Telling.mean(many), None)
    yield f"{updates} updates: " + ", ".join(f"{value} {name}" for name, value in vars(went_on).items())


_COLUMNS = tuple(field.name for field in fields(Telling))


def _row(topic: str, way: str, count: int, one: Telling, seconds: float | None) -> str:
    shares = "".join(f"{value:>10.3f}" for name, value in vars(one).items() if name != "words")
    took = "" if seconds is None else f"{seconds:>8.2f}"
    return f"{topic:<8}{way:<9}{count:>5}{shares}{one.words:>10.0f}{took}"


def _texts(version: StoryVersion) -> list[str]:
    return [claim.text for claim in version.claims()]


def _published(one: Source) -> date:
    return (one.published_at or one.fetched_at).date()


if __name__ == "__main__":
    main()
