"""The bundled sources as intake reads them, week by week, and a newsroom that holds them."""

from collections.abc import Generator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.archive import Archive
from store.home import Home
from store.index import Index
from store.ingest import ingest
from store.intake import read
from store.records import Source
from store.snippets import split
from tests.agents.towns import EMBEDDER, TOWN

EXAMPLE = Path(__file__).parents[2] / "examples" / "marrow-bridge"


def end_of_week(week: int) -> datetime:
    """Of the nine weeks of the bundled story."""
    return datetime.combine(date(2025, 3, 2) + timedelta(weeks=week), time.max, UTC)


@pytest.fixture(scope="session")
def bundled() -> tuple[Source, ...]:
    """What can be read of the nine weeks; each page was fetched at the end of its week."""
    found = [
        source
        for week in range(1, 10)
        for source in read([str(EXAMPLE / "sources" / f"week-{week}")], now=end_of_week(week))
        if isinstance(source, Source)
    ]
    assert len(found) > 35
    return tuple(found)


@pytest.fixture(scope="session")
def bundled_newsroom(
    bundled: tuple[Source, ...], tmp_path_factory: pytest.TempPathFactory
) -> Generator[Newsroom]:
    settings = load(home=tmp_path_factory.mktemp("bundled"))
    with open_newsroom(settings, "test") as newsroom:
        for _ in ingest(bundled, newsroom.archive):
            pass
        newsroom.index.catch_up(newsroom.archive)
        yield newsroom


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Archive, Index]]:
    """An archive and an index that hold the sources of ``tests.agents.towns``."""
    home = Home(tmp_path_factory.mktemp("town")).open()
    with Archive(home.archive_url) as archive:
        assert all(archive.add_many((source, split(source)) for source in TOWN))
        index = Index(home.index_folder, EMBEDDER)
        index.catch_up(archive)
        yield archive, index
