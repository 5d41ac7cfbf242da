"""A home in use: its archive alone, or with the index of it. No agent is needed, so none is loaded."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agents.settings import Settings
from store.archive import Archive
from store.errors import EmbedderChanged, EmbedderFailed, IndexDamaged, IndexUnreachable, StoreError
from store.home import ARCHIVE, Home

if TYPE_CHECKING:
    from store.embeddings import Embedder
    from store.index import Index, OnDemand, Place, VectorIndex

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many snippets are indexed, and of how many."""


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
def open_for_adding(
    settings: Settings, doing: str, progress: Progress | None = None
) -> Generator[tuple[Archive, "OnDemand"]]:
    """Hold the home; at the end the index follows the archive, which keeps what it has if that fails."""
    with hold(settings, doing) as (archive, index):
        yield archive, index
        follow(archive, index, progress)


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


def _index(settings: Settings, home: Home, folder: Path) -> "Index":
    from store.index import Index

    return Index(folder, *_made_and_kept(settings, home))


def _made_and_kept(settings: Settings, home: Home) -> tuple["Embedder", "Place | None"]:
    """What makes vectors, and where they lie if that is not in the home."""
    from store.embeddings.named import embedder
    from store.index import ServerPlace

    key = settings.openai_api_key.get_secret_value()
    made_by = embedder(settings.embedder, key=key, url=settings.embedder_url)
    return made_by, ServerPlace(settings.index_url, home.folder) if home.served else None


def _tidy(settings: Settings, home: Home) -> None:
    """End a swap that was cut short, and remove what it replaced; the next time, if a server is gone."""
    home.finish_swap()
    if home.old_index_folder.exists():
        with suppress(StoreError):
            _index(settings, home, home.old_index_folder).remove()


@contextmanager
def hold(settings: Settings, doing: str) -> Generator[tuple[Archive, "OnDemand"]]:
    """Hold the home, its archive and its index as they are; ``follow`` brings the index up to the archive."""
    from threadpoolctl import threadpool_limits

    from store.index import OnDemand

    with write_archive(settings, doing) as archive:
        home = _home(settings)
        _tidy(settings, home)
        index = OnDemand(home.index_folder, *_made_and_kept(settings, home))
        try:
            # Several agents search at once, with small matrices: more threads would wait for each other.
            with threadpool_limits(limits=1, user_api="blas"):
                yield archive, index
        finally:
            index.close()


def follow(archive: Archive, index: "VectorIndex", progress: Progress | None = None) -> None:
    """Bring the index up to the archive, and before it the marks, which no server can fail."""
    from agents.marks import MADE_BY, packed

    archive.mark(MADE_BY, packed)
    index.catch_up(archive, progress or _silent)


def caught_up(archive: Archive, index: "VectorIndex", progress: Progress | None = None) -> None:
    """As ``follow``; where it cannot, what has no vectors is found by its words alone."""
    try:
        follow(archive, index, progress)
    except (IndexDamaged, IndexUnreachable, EmbedderFailed) as error:
        _log.warning("the index is behind the archive: %s %s", error, error.advice)


@contextmanager
def open_for_finding(
    settings: Settings, doing: str, progress: Progress | None = None
) -> Generator[tuple[Archive, "OnDemand"]]:
    """Hold the home, its index brought up to the archive before; raises what ``StoreError`` covers."""
    with hold(settings, doing) as (archive, index):
        caught_up(archive, index, progress)
        yield archive, index


def _silent(done: int, whole: int) -> None:
    """Progress that nobody watches."""
