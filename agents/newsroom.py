"""The rooms of one home put together. Composition happens here and nowhere else."""

import logging
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from agents.checker import Checker
from agents.checker.embedded import EmbeddedChecker
from agents.checker.entailment import Entailment
from agents.checker.remembered import RememberingChecker
from agents.checker.support import LexicalSupport
from agents.editor import Editor
from agents.holding import Progress, follow, open_for_finding, read_archive
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
from store.home import Home
from store.index import VectorIndex
from store.intake import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from store.intake.polite import Guest
    from store.polling import Poller

_log = logging.getLogger(__name__)


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
def open_newsroom(
    settings: Settings, doing: str, progress: Progress | None = None, models: Models | None = None
) -> Generator[Newsroom]:
    """Hold the home for searching and writing; raises what ``store.errors.StoreError`` covers.

    The index is brought up to the archive. Where that fails, what has no vectors is found by its words alone.
    The ledger and the answers of ``models`` are where these were opened, else in the home.
    """
    with watching(settings) as watch, open_for_finding(settings, doing, progress) as (archive, index):
        newsroom = assemble(settings, archive, index, Terms(watch, models))
        try:
            yield newsroom
        finally:
            newsroom.checker.keep()


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
