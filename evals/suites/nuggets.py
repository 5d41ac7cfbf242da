"""What a story should tell, as data: nuggets, and summaries that people wrote."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evals.questions import TOPICS, articles, timelines
from evals.suites.histories import ArrivedRow, Time, arrived_row
from evals.texts import rows
from evals.updates import EVENTS
from store.records import Source

DAYS = 12
"""With articles, the first of a story."""


class NuggetRow(BaseModel):
    """One thing that a story should tell, or may."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(min_length=1)
    vital: bool = True


class CoverageRow(BaseModel):
    """A story, or a topic with the sources of which production writes one; and what it should tell."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)
    text: str = Field(default="", description="Of a story; ids and numbers in brackets count for nothing.")
    topic: str = Field(default="", description="Instead of a text: what production writes about.")
    sources: list[ArrivedRow] = []
    as_of: Time | None = None
    nuggets: list[NuggetRow] = []
    references: list[str] = Field(default=[], description="Summaries that people wrote.")

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        if bool(self.text.strip()) == bool(self.topic.strip() and self.sources):
            raise ValueError("give either a text, or a topic with sources")
        if not (self.nuggets or any(one.strip() for one in self.references)):
            raise ValueError("give nuggets or references")
        return self


def backgrounds(folder: Path) -> Iterator[CoverageRow]:
    """Stories of Timeline17: timelines of newsrooms, and what people wrote of the story so far."""
    for topic, asked in TOPICS.items():
        told = sorted(articles(folder / "timeline17", topic), key=_published)
        days = sorted({_published(one) for one in told})[:DAYS]
        so_far = _so_far(folder, topic)
        ends = [day for day in so_far if days[0] < day <= days[-1]]
        if ends:
            until = ends[-1]
            yield CoverageRow(
                id=f"{topic} {until}",
                topic=asked,
                as_of=datetime.combine(until - timedelta(days=1), time.max, UTC),
                sources=[arrived_row(one) for one in told if _published(one) < until],
                nuggets=list(_nuggets(folder / "timeline17", topic, days[0], until)),
                references=so_far[until],
            )


def _so_far(folder: Path, topic: str) -> dict[date, list[str]]:
    found: defaultdict[date, list[str]] = defaultdict(list)
    for row in rows(folder / "background_summaries.jsonl.gz"):
        if row["event"] == EVENTS[topic] and row["background"].strip():
            found[date.fromisoformat(row["date"])].append(row["background"])
    return dict(sorted(found.items()))


def _nuggets(folder: Path, topic: str, begin: date, end: date) -> Iterator[NuggetRow]:
    """What stands on any timeline, each once."""
    facts = [fact for one in timelines(folder) if one.story == topic for fact in one.facts]
    for text in dict.fromkeys(text for day, text in sorted(facts) if begin <= day < end):
        yield NuggetRow(text=text)


def _published(one: Source) -> date:
    return (one.published_at or one.fetched_at).date()
