"""The rooms of one home put together. Composition happens here and nowhere else."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from agents.checker import Checker
from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from agents.editor import Editor, Staff
from agents.marks import MADE_BY, packed
from agents.planner import EmbeddedPlanner
from agents.retriever import HybridRetriever, Retriever
from agents.settings import Settings
from agents.writer.extractive import ExtractiveWriter
from store.archive import Archive
from store.embeddings import Embedder
from store.embeddings.named import embedder
from store.errors import EmbedderChanged
from store.home import Home
from store.index import Index
from store.intake import DEFAULT_LIMITS, Limits
from store.intake.polite import Guest
from store.polling import Poller
from store.visits import Habits, Visitor

Progress = Callable[[int, int], None]
"""Told how many snippets are indexed, and of how many."""


@dataclass(frozen=True)
class Newsroom:
    """What the commands work with while they hold the home."""

    archive: Archive
    index: Index
    retriever: Retriever
    editor: Editor

    def catch_up(self, progress: Progress | None = None) -> None:
        """Bring what finding looks through up to the archive: the index, and the marks of sources."""
        self.index.catch_up(self.archive, progress or _silent)
        self.archive.mark(MADE_BY, packed)


def embedded_checker(settings: Settings) -> Checker:
    """The checker by itself: it needs no archive and no index."""
    return EmbeddedChecker(LexicalSupport(settings.support))


@contextmanager
def read_archive(settings: Settings) -> Generator[Archive]:
    """The archive alone, for reading; others may write meanwhile."""
    archive = Archive(Home(settings.home).open().archive_url)
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def write_archive(settings: Settings, doing: str) -> Generator[Archive]:
    """Hold the home, and the archive alone: for what changes no snippet. Raises HomeBusy."""
    home = Home(settings.home).open()
    with home.lock(doing, wait=settings.wait), read_archive(settings) as archive:
        yield archive


@contextmanager
def open_newsroom(settings: Settings, doing: str, progress: Progress | None = None) -> Generator[Newsroom]:
    """Hold the home, the index brought up to the archive; raises what ``store.errors.StoreError`` covers."""
    with _held(settings, doing) as (archive, index):
        newsroom = assemble(settings, archive, index)
        newsroom.catch_up(progress)
        yield newsroom


@dataclass(frozen=True)
class FeedDesk:
    """What the commands around feeds work with. It holds the home only while it keeps something."""

    archive: Archive
    guest: Guest
    poller: Poller
    limits: Limits
    hold: Callable[[], AbstractContextManager[None]]


@contextmanager
def open_feed_desk(
    settings: Settings, doing: str, *, every: timedelta = timedelta(0), allow_private: bool = False
) -> Generator[FeedDesk]:
    """The archive alone, with those who visit feeds for it; the index follows with ``open_newsroom``."""
    home = Home(settings.home).open()
    limits = replace(DEFAULT_LIMITS, allow_private=allow_private)
    with read_archive(settings) as archive:
        guest = Guest(limits, archive.host, pause=settings.pause)
        habits = Habits(limits, settings.full_text, every)
        visitor = Visitor(guest, archive.unread, habits, lambda: datetime.now(UTC))
        hold = partial(home.lock, doing, wait=settings.wait)
        yield FeedDesk(archive, guest, Poller(archive, visitor, guest, hold), limits, hold)


def reindex(settings: Settings, progress: Progress) -> int:
    """Build the index anew from the archive, beside the old one; how many snippets were added.

    What was killed, or failed on the way, goes on from there the next time.
    """
    home = Home(settings.home)
    with write_archive(settings, "storytree reindex") as archive:
        index = Index(home.next_index_folder, _embedder(settings))
        try:
            count = index.catch_up(archive, progress)
        except EmbedderChanged:
            count = index.rebuild(archive, progress)
        finally:
            index.close()
        home.swap_index()
        return count


def _embedder(settings: Settings) -> Embedder:
    key = settings.openai_api_key.get_secret_value()
    return embedder(settings.embedder, key=key, url=settings.embedder_url)


@contextmanager
def _held(settings: Settings, doing: str) -> Generator[tuple[Archive, Index]]:
    with write_archive(settings, doing) as archive:
        home = Home(settings.home)
        home.finish_swap()
        index = Index(home.index_folder, _embedder(settings))
        try:
            yield archive, index
        finally:
            index.close()


def _silent(done: int, whole: int) -> None:
    """Progress that nobody watches."""


def assemble(settings: Settings, archive: Archive, index: Index) -> Newsroom:
    """Everyone in their place, as the settings say."""
    staff = Staff(
        planner=EmbeddedPlanner(),
        retriever=HybridRetriever(archive, index, settings.depth),
        writer=ExtractiveWriter(settings.length),
        checker=embedded_checker(settings),
    )
    return Newsroom(archive, index, staff.retriever, Editor(archive, staff, settings))
