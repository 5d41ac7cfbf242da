"""A home in a folder of its own, and sources of a town that does not exist."""

import inspect
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.archive import Archive
from store.feeds import FullText
from store.home import Home
from store.records import Snippet, Source, digest
from tests.feeds import Desk
from tests.postgres import Server
from tests.site import Site, serve

Made = tuple[Source, tuple[Snippet, ...]]
Make = Callable[..., Made]

ON_BOTH = {
    "test_archive",
    "test_copies",
    "test_corrections",
    "test_editions",
    "test_feeds",
    "test_kinds",
    "test_shelf",
    "test_standing",
    "test_usage",
}

START = datetime(2031, 3, 3, 9, 30, tzinfo=UTC)


def make(*sentences: str, url: str = "", day: int = 0, published: bool = False) -> Made:
    """A source with one snippet for each sentence, fetched so many days after the first."""
    text = "\n".join(sentences)
    source_id = digest(url, text)
    moment = START + timedelta(days=day)
    dated = {"published_at": moment, "published_basis": "metadata"} if published else {}
    source = Source.model_validate(
        {"id": source_id, "text": text, "url": url, "fetched_at": moment, "origin": source_id, **dated}
    )
    snippets: list[Snippet] = []
    for ordinal, sentence in enumerate(sentences):
        start = snippets[-1].end + 1 if snippets else 0
        end = start + len(sentence)
        snippets.append(Snippet(source_id=source_id, ordinal=ordinal, start=start, end=end, text=sentence))
    return source, tuple(snippets)


@pytest.fixture(scope="session")
def made() -> Make:
    return make


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").open()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On both databases: the tests of an archive, but for those that look at its file, in a home."""
    if (
        metafunc.definition.path.stem not in ON_BOTH
        or "home" in inspect.signature(metafunc.function).parameters
    ):
        return
    for place in ("archive_url", "shared_url"):
        if place in metafunc.fixturenames:
            metafunc.parametrize(place, ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def archive_url(request: pytest.FixtureRequest, home: Home) -> Iterator[str]:
    """Where a new archive goes: in the home, or on a server."""
    yield from _at(request, home)


@pytest.fixture(scope="module")
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As ``archive_url``, for one archive that many tests share."""
    yield from _at(request, Home(tmp_path_factory.mktemp("laws")).open())


def _at(request: pytest.FixtureRequest, home: Home) -> Iterator[str]:
    if getattr(request, "param", "sqlite") == "sqlite":
        yield home.archive_url
        return
    server: Server = request.getfixturevalue("server")
    with server.archive() as url:
        yield url


@pytest.fixture
def archive(archive_url: str) -> Generator[Archive]:
    with Archive(archive_url) as opened:
        yield opened


@pytest.fixture
def town(archive: Archive, made: Make) -> list[Snippet]:
    """Sixty snippets in an archive, no two alike."""
    places = ["harbour", "bridge", "market", "school", "tunnel", "library"]
    pairs = [
        made(
            *(
                f"The {place} of Velm, watch {hour}, day {day}, closed after gull {hour * day} sang."
                for hour in (1, 2)
            ),
            url=f"https://velm.example/{place}/{day}",
            day=day,
        )
        for place in places
        for day in range(1, 6)
    ]
    assert all(archive.add_many(pairs))
    return [snippet for _, snippets in pairs for snippet in snippets]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def desk(archive: Archive, site: Site) -> Desk:
    """It follows /feed and reads no pages."""
    desk = Desk(archive, site, full_text=FullText.NEVER)
    desk.follow(site.url("/feed"))
    return desk
