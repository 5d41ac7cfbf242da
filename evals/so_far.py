"""The story so far: what a story written anew tells of what a reader has to know by some day.

    python -m evals.so_far --data DIR [--topic NAME] [--days N]

DIR holds ``dev/timeline17`` (articles and newsrooms' timelines of four long stories) and
``dev/background_summaries.jsonl.gz`` (what professionals wrote of a day: what came before it, and what was
new). All articles of a story are in one archive; as of days spread over those with such a background the
story is written, and told are the words of both (ROUGE recall), and of the lines of the timelines up to that
day those of which a sentence has most of the words ("facts"). Beside it, in as many words, the first
sentences of the articles of the day and of those before, the newest first.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from statistics import fmean

from agents.surface import terms
from evals.newsrooms import add, empty_newsroom, write
from evals.questions import MOST, TOPICS, articles, timelines
from evals.rouge import recall
from evals.texts import rows
from evals.updates import EVENTS, lead
from store.records import Source

WAYS = ("written", "leads")


@dataclass(frozen=True)
class Wanted:
    """What is to be told by a day; ``facts`` are those of the timelines until then."""

    day: date
    background: tuple[str, ...]
    news: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class SoFar:
    """Shares in 0..1 of what is wanted, and how many words it took."""

    background_1: float
    background_2: float
    news_1: float
    news_2: float
    facts: float
    words: float


def main() -> None:
    """Print a row for each story and way, then the means."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/")
    parser.add_argument("--topic", choices=TOPICS, help="this story alone")
    parser.add_argument("--days", type=int, default=10, metavar="N", help="of each story")
    asked = parser.parse_args()
    topics = [asked.topic] if asked.topic else list(TOPICS)
    for line in measure(asked.data / "dev", topics, asked.days):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def measure(folder: Path, topics: Sequence[str], count: int) -> Iterator[str]:
    """A row for each story and way, and the means over the stories."""
    names = [field.name for field in fields(SoFar)]
    yield f"{'story':<8}{'told':<9}{'days':>5}" + "".join(f"{name:>14}" for name in names)
    means: dict[str, list[SoFar]] = {way: [] for way in WAYS}
    for topic in topics:
        sources = sorted(articles(folder / "timeline17", topic), key=_published)
        told = of_story(topic, sources, wanted(folder, topic, count))
        for way, many in told.items():
            if many:
                means[way].append(_mean(many))
                yield _row(topic, way, len(many), means[way][-1])
    for way, many in means.items():
        if many:
            yield _row("mean", way, len(many), _mean(many))


def wanted(folder: Path, topic: str, count: int) -> list[Wanted]:
    """Of the days of which professionals wrote what came before and what was new, so many, evenly spread."""
    by_day: defaultdict[date, list[tuple[str, str]]] = defaultdict(list)
    for row in rows(folder / "background_summaries.jsonl.gz"):
        if row["event"] == EVENTS[topic] and row["background"].strip() and row["update"].strip():
            by_day[date.fromisoformat(row["date"])].append((row["background"], row["update"]))
    days = sorted(by_day)
    some = [days[int((place + 0.5) * len(days) / count)] for place in range(count)]
    facts = [fact for one in timelines(folder / "timeline17") if one.story == topic for fact in one.facts]
    return [
        Wanted(
            day,
            tuple(background for background, _ in by_day[day]),
            tuple(news for _, news in by_day[day]),
            tuple(told for of_day, told in facts if of_day <= day),
        )
        for day in dict.fromkeys(some)
    ]


def of_story(topic: str, sources: Sequence[Source], days: Sequence[Wanted]) -> dict[str, list[SoFar]]:
    """By way, what was told by each of the days by which there was anything to tell."""
    told: dict[str, list[SoFar]] = {way: [] for way in WAYS}
    with empty_newsroom() as newsroom:
        add(newsroom, sources)
        for one in days:
            version = write(newsroom, TOPICS[topic], datetime.combine(one.day, time.max, UTC))
            if version is None:
                continue
            claims = [claim.text for claim in version.claims()]
            told["written"].append(so_far(claims, one))
            known = [source for source in reversed(sources) if _published(source) <= one.day]
            told["leads"].append(so_far(lead(known, len(" ".join(claims).split())), one))
    return told


def so_far(sentences: Sequence[str], one: Wanted) -> SoFar:
    """What these tell of it; several professionals count alike."""
    text = " ".join(sentences)
    given = [terms(sentence) for sentence in sentences]
    facts = [terms(fact) for fact in one.facts]
    return SoFar(
        *(_recall(text, golds, size) for golds in (one.background, one.news) for size in (1, 2)),
        facts=_share([any(len(told & fact) >= MOST * len(fact) for told in given) for fact in facts]),
        words=len(text.split()),
    )


def _recall(text: str, golds: Sequence[str], size: int) -> float:
    return _share([recall(text, gold, size) for gold in golds])


def _share(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _mean(many: Sequence[SoFar]) -> SoFar:
    return SoFar(*(fmean(getattr(one, field.name) for one in many) for field in fields(SoFar)))


def _row(topic: str, way: str, count: int, one: SoFar) -> str:
    shares = "".join(f"{value:>14.3f}" for name, value in vars(one).items() if name != "words")
    return f"{topic:<8}{way:<9}{count:>5}{shares}{one.words:>14.0f}"


def _published(one: Source) -> date:
    return (one.published_at or one.fetched_at).date()


if __name__ == "__main__":
    main()
