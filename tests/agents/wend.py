"""A small story of a dam, and what it takes to write and update it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom
from store.records import Change, ChangeKind, Source, StoryVersion, digest
from store.snippets import split
from tests.builders import a_source

TOPIC = "Wend dam collapse"
STORY = "wend-dam-collapse"
FIRST = datetime(2025, 3, 6, 9, tzinfo=UTC)


def report(text: str, days: float = 0, **fields: object) -> Source:
    """Of the Herald, so many days after the dam broke."""
    told = {"title": "Wend dam collapse", "url": f"https://herald.example/{digest(text)[:8]}"}
    return a_source(text, published_at=FIRST + timedelta(days=days), **told | fields)


COLLAPSE = report(
    "The Wend dam collapsed at dawn on Thursday and flooded the lower town of Wend. "
    "Two people died in the collapse of the Wend dam, the Wend police said. "
    "Engineers of the Ard River Board had inspected the Wend dam in October 2024. "
    "About 300 houses in Wend stood under water on Thursday evening.",
    title="Dam at Wend collapses and floods the lower town",
)


def add(newsroom: Newsroom, sources: Iterable[Source]) -> None:
    newsroom.archive.add_many((source, split(source)) for source in sources)
    newsroom.index.catch_up(newsroom.archive)


def write(newsroom: Newsroom, days: float = 0) -> StoryVersion:
    last = list(newsroom.editor.write(TOPIC, FIRST + timedelta(days=days)))[-1]
    assert isinstance(last, Emitted)
    return last.version


def update(newsroom: Newsroom, days: float) -> StoryVersion:
    """The live version after the update, be it a new one or not."""
    last = list(newsroom.editor.update(STORY, FIRST + timedelta(days=days)))[-1]
    assert isinstance(last, Emitted | Unchanged)
    return last.version


def text(version: StoryVersion) -> str:
    return " ".join(claim.text for claim in (version.title, *version.claims()))


def retired(version: StoryVersion) -> list[Change]:
    return [change for change in version.changes if change.kind is ChangeKind.RETIRED]
