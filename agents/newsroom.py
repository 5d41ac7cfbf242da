"""The rooms of one home put together. Composition happens here and nowhere else."""

import logging
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from threadpoolctl import threadpool_limits

from agents.checker import Checker
from agents.checker.embedded import EmbeddedChecker
from agents.checker.entailment import Entailment
from agents.checker.remembered import RememberingChecker
from agents.checker.support import LexicalSupport
from agents.editor import Editor
from agents.marks import MADE_BY, packed
from agents.model import Model
from agents.model.roles import Models
from agents.planner import EmbeddedPlanner, Planner
from agents.retriever import HybridRetriever, Retriever
from agents.reviser.embedded import EmbeddedReviser
from agents.settings import Settings
from agents.staff import Staff
from agents.trace import UNWATCHED, Watch
from agents.trace.watching import watching
from agents.watched import WatchedEditor
from agents.writer import Writer
from agents.writer.extractive import ExtractiveWriter
from store.archive import Archive
from store.embeddings.named import embedder
from store.errors import EmbedderChanged, EmbedderFailed, IndexDamaged, IndexUnreachable, StoreError
from store.home import ARCHIVE, Home
from store.index import Index, ServerPlace, VectorIndex
from store.intake import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from store.intake.polite import Guest
    from store.polling import Poller

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many snippets are indexed, and of how many."""


@dataclass(frozen=True)
class Newsroom:
    """What the commands work with while they hold the home."""

    archive: Archive
    index: VectorIndex
    retriever: Retriever
    checker: RememberingChecker
    editor: Editor

    def catch_up(self, progress: Progress | None = None) -> None:
        """Bring what finding looks through up to the archive: the index, and the marks of sources."""
        follow(self.archive, self.index, progress)


def embedded_checker(settings: Settings) -> Checker:
    """The checker by itself: it needs no archive and no index."""
    return EmbeddedChecker(LexicalSupport(settings.support), Entailment(threshold=settings.entailment))


@contextmanager
def read_archive(settings: Settings) -> Generator[Archive]:
    """The archive alone, for reading; others may write meanwhile."""
    home = Home(settings.home).open()
    archive = Archive(settings.database.get_secret_value() or home.archive_url)
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def ledger(settings: Settings) -> Generator[Archive | None]:
    """The archive, for what models cost that no story is written with; None where there is none yet."""
    if not settings.database.get_secret_value() and not (Home(settings.home).folder / ARCHIVE).exists():
        yield None
        return
    with read_archive(settings) as archive:
        yield archive


@contextmanager
def write_archive(settings: Settings, doing: str) -> Generator[Archive]:
    """Hold the home, and the archive alone: for what changes no snippet. Raises HomeBusy."""
    home = Home(settings.home).open()
    with home.lock(doing, wait=settings.wait), read_archive(settings) as archive:
        yield archive


@contextmanager
def open_newsroom(
    settings: Settings, doing: str, progress: Progress | None = None, models: Models | None = None
) -> Generator[Newsroom]:
    """Hold the home for searching and writing; raises what ``store.errors.StoreError`` covers.

    The index is brought up to the archive. Where that fails, what has no vectors is found by its words alone.
    The ledger and the answers of ``models`` are where these were opened, else in the home.
    """
    with watching(settings) as watch, hold(settings, doing) as (archive, index):
        try:
            follow(archive, index, progress)
        except (IndexDamaged, IndexUnreachable, EmbedderFailed) as error:
            _log.warning("the index is behind the archive: %s %s", error, error.advice)
        newsroom = assemble(settings, archive, index, Terms(watch, models))
        try:
            yield newsroom
        finally:
            newsroom.checker.keep()


@contextmanager
def open_for_adding(
    settings: Settings, doing: str, progress: Progress | None = None
) -> Generator[tuple[Archive, Index]]:
    """Hold the home; at the end the index follows the archive, which keeps what it has if that fails."""
    with hold(settings, doing) as (archive, index):
        yield archive, index
        follow(archive, index, progress)


@dataclass(frozen=True)
class FeedDesk:
    """What the commands around feeds work with. It holds the home only while it keeps something."""

    archive: Archive
    guest: "Guest"
    poller: "Poller"
    limits: Limits
    hold: Callable[[], AbstractContextManager[None]]


Hold = Callable[[], AbstractContextManager[None]]
"""Holds the home while something is kept."""


@contextmanager
def open_feed_desk(
    settings: Settings,
    doing: str,
    *,
    every: timedelta = timedelta(0),
    allow_private: bool = False,
    hold: Hold | None = None,
) -> Generator[FeedDesk]:
    """The archive alone, with those who visit feeds for it; the index follows with ``open_for_adding``.

    ``hold`` is for who holds the home already: its lock can be had once in a process.
    """
    from store.intake.polite import Guest
    from store.polling import Poller
    from store.visits import Habits, Visitor

    home = Home(settings.home).open()
    limits = replace(DEFAULT_LIMITS, allow_private=allow_private)
    with read_archive(settings) as archive:
        guest = Guest(limits, archive.host, pause=settings.pause)
        habits = Habits(limits, settings.full_text, every)
        visitor = Visitor(guest, archive.unread, habits, lambda: datetime.now(UTC))
        hold = hold or partial(home.lock, doing, wait=settings.wait)
        yield FeedDesk(archive, guest, Poller(archive, visitor, guest, hold), limits, hold)


class Built(NamedTuple):
    """How many snippets were added, and what a server counted for them; 0 where none does."""

    snippets: int
    tokens: int


def reindex(settings: Settings, progress: Progress) -> Built:
    """Build the index anew from the archive, beside the old one.

    What was killed, or failed on the way, goes on from there the next time.
    """
    home = _home(settings)
    with write_archive(settings, "storytree reindex") as archive:
        _tidy(settings, home)
        index = _index(settings, home, home.next_index_folder)
        try:
            count = index.catch_up(archive, progress)
        except (EmbedderChanged, IndexDamaged):
            count = index.rebuild(archive, progress)
        finally:
            index.close()
        home.swap_index()
        _tidy(settings, home)
        return Built(count, index.tokens)


def _home(settings: Settings) -> Home:
    return Home(settings.home, served=bool(settings.index_url))


def _index(settings: Settings, home: Home, folder: Path) -> Index:
    key = settings.openai_api_key.get_secret_value()
    made_by = embedder(settings.embedder, key=key, url=settings.embedder_url)
    return Index(folder, made_by, ServerPlace(settings.index_url, home.folder) if home.served else None)


def _tidy(settings: Settings, home: Home) -> None:
    """End a swap that was cut short, and remove what it replaced; the next time, if a server is gone."""
    home.finish_swap()
    if home.old_index_folder.exists():
        with suppress(StoreError):
            _index(settings, home, home.old_index_folder).remove()


@contextmanager
def hold(settings: Settings, doing: str) -> Generator[tuple[Archive, Index]]:
    """Hold the home, its archive and its index as they are; ``follow`` brings the index up to the archive."""
    with write_archive(settings, doing) as archive:
        home = _home(settings)
        _tidy(settings, home)
        index = _index(settings, home, home.index_folder)
        try:
            # Several agents search at once, with small matrices: more threads would wait for each other.
            with threadpool_limits(limits=1, user_api="blas"):
                yield archive, index
        finally:
            index.close()


def follow(archive: Archive, index: VectorIndex, progress: Progress | None = None) -> None:
    """Bring the index up to the archive, and before it the marks, which no server can fail."""
    archive.mark(MADE_BY, packed)
    index.catch_up(archive, progress or _silent)


def _silent(done: int, whole: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Terms:
    """On which a newsroom works."""

    watch: Watch = UNWATCHED
    models: Models | None = None
    """Those that are asked, with their ledger and answers; else opened for it, with those of the home."""
    job: str = ""
    """The piece of work that it is for, where that may be done twice: it writes one version."""


def assemble(settings: Settings, archive: Archive, index: VectorIndex, terms: Terms = Terms()) -> Newsroom:
    """Everyone in their place, as the settings say; for one run at a time."""
    models = terms.models or Models(settings, archive, watch=terms.watch)
    checker = RememberingChecker(the_checker(settings, models), archive, settings.verdict_digest())
    staff = Staff(
        planner=_planner(models.model("planner")),
        retriever=HybridRetriever(archive, index, settings.depth),
        writer=_writer(settings, models.model("writer")),
        checker=checker,
        reviser=EmbeddedReviser(),
        models=models,
        job=terms.job,
    )
    editor = WatchedEditor(archive, staff, settings, terms.watch)
    return Newsroom(archive, index, staff.retriever, checker, editor)


def the_checker(settings: Settings, models: Models) -> Checker:
    """The embedded one, and where it doubts, the model that is set."""
    model, embedded = models.model("checker"), embedded_checker(settings)
    if model is None:
        return embedded
    from agents.checker.prompted import PromptedChecker

    return PromptedChecker(embedded, model)


def _planner(model: Model | None) -> Planner:
    if model is None:
        return EmbeddedPlanner()
    from agents.planner.prompted import PromptedPlanner

    return PromptedPlanner(model)


def _writer(settings: Settings, model: Model | None) -> Writer:
    if model is None:
        return ExtractiveWriter(settings.length)
    from agents.writer.prompted.writer import PromptedWriter

    return PromptedWriter(model, settings.length, settings.language)
