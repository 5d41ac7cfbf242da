"""A newsroom in a home of its own, that is given sources and goes on with one story."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.editor import story_name
from agents.events import Emitted, Unchanged
from agents.holding import read_archive
from agents.model.roles import Models, configured
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import Settings, load
from store.errors import NothingToTell
from store.ingest import ingest
from store.records import Source, StoryVersion


@contextmanager
def empty_newsroom(shortest: int | None = None, paid_in: Path | None = None) -> Generator[Newsroom]:
    """Its home goes when it closes. Whatever the environment says, it stays off databases and servers.

    What models answer and were paid is kept in the home ``paid_in``, where one is named: nothing is paid for
    twice, and what a day may cost holds for all stories together.
    """
    with TemporaryDirectory() as home:
        settings = load(home=Path(home), database="", index_url="", shortest=shortest)
        with (
            _paying(settings, paid_in) as models,
            open_newsroom(settings, "measuring stories", models=models) as newsroom,
        ):
            yield newsroom


@contextmanager
def _paying(settings: Settings, home: Path | None) -> Generator[Models | None]:
    """None where no model is asked, or nobody keeps what it costs."""
    if home is None or not configured(settings):
        yield None
        return
    there = settings.model_copy(update={"home": home})
    with read_archive(there) as ledger:
        yield Models(there, ledger)


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
