"""A newsroom in a home of its own, that is given sources and goes on with one story."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.editor import story_name
from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.errors import NothingToTell
from store.ingest import ingest
from store.records import Source, StoryVersion


@contextmanager
def empty_newsroom(shortest: int | None = None) -> Generator[Newsroom]:
    """Its home goes when it closes. Whatever the environment says, it stays off databases and servers."""
    with TemporaryDirectory() as home:
        settings = load(home=Path(home), database="", index_url="", shortest=shortest)
        with open_newsroom(settings, "measuring stories") as newsroom:
            yield newsroom


def add(newsroom: Newsroom, sources: Iterable[Source]) -> None:
    """To the archive and to what finding looks through."""
    for _ in ingest(sources, newsroom.archive):
        pass
    newsroom.catch_up()


def go_on(newsroom: Newsroom, topic: str, as_of: datetime | None = None) -> StoryVersion | None:
    """The story's live version after an update; where there is no story yet, one is written."""
    story = story_name(topic)
    if story not in newsroom.archive.stories():
        return write(newsroom, topic, as_of)
    try:
        return _live(newsroom.editor.update(story, as_of))
    except NothingToTell:
        return newsroom.archive.version(story)


def write(newsroom: Newsroom, topic: str, as_of: datetime | None = None) -> StoryVersion | None:
    """The story written anew, or None where there is too little to tell."""
    try:
        return _live(newsroom.editor.write(topic, as_of))
    except NothingToTell:
        return None


def _live(events: Iterable[object]) -> StoryVersion:
    return next(event.version for event in events if isinstance(event, Emitted | Unchanged))
