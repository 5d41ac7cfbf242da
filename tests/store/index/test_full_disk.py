"""A disk that is full in mid-add: told, nothing lost, and the next add completes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from store import errors
from store.archive import Archive
from store.embeddings.static import StaticEmbedder
from store.errors import HomeReadOnly, StoreError
from store.home import Home
from store.index import Index
from store.records import Snippet, Source

pytest.importorskip("resource", reason="limits of this kind are POSIX")

Made = tuple[Source, tuple[Snippet, ...]]
ROOT = Path(__file__).parents[3]
COUNT = 2400

CRAMPED = """
import json, resource, sys
from pathlib import Path
from store.archive import Archive
from store.embeddings.static import StaticEmbedder
from store.errors import StoreError
from store.home import Home
from store.index import Index
home = Home(Path(sys.argv[1]))
with Archive(home.archive_url) as archive:
    index = Index(home.index_folder, StaticEmbedder())
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        index.catch_up(archive)
        told = ["", "", ""]
    except StoreError as error:
        told = [type(error).__name__, str(error), error.advice]
    sys.stdout.write(json.dumps(told))
    index.close()
"""


class Told(NamedTuple):
    kind: str
    message: str
    advice: str


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, made: Callable[..., Made]) -> Path:
    """A home whose snippets have no vectors yet: enough for two rewritings of Chroma's graph."""
    home = Home(tmp_path_factory.mktemp("kept")).open()
    with Archive(home.archive_url) as archive:
        archive.add_many(
            made(*(f"Gull {day} of Velm saw ship {n} near pier {day * n}." for n in range(12)), day=day)
            for day in range(COUNT // 12)
        )
    return home.folder


@pytest.fixture
def home(kept: Path, tmp_path: Path) -> Home:
    shutil.copytree(kept, tmp_path / "home")
    return Home(tmp_path / "home")


def cramped(home: Home, kilobytes: int) -> Told:
    """What an add is told, in a process whose files may be no longer than this."""
    command = [sys.executable, "-c", CRAMPED, str(home.folder), str(kilobytes * 1024)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return Told(*json.loads(done.stdout))


def completes(home: Home) -> None:
    with Archive(home.archive_url) as archive:
        index = Index(home.index_folder, StaticEmbedder())
        index.catch_up(archive)
        some = [snippet for n in range(0, COUNT, 24) for _, snippet in archive.arrived(n, 1)]
        found = sum(index.nearest(snippet.text, 1)[0][1] > 0.999 for snippet in some)
        assert found >= 0.99 * len(some)
        assert index.catch_up(archive) == 0
        index.close()


@pytest.mark.parametrize("kilobytes", [0, 1000])
def test_a_database_that_cannot_grow_is_told_and_the_next_add_completes(home: Home, kilobytes: int) -> None:
    told = cramped(home, kilobytes)
    assert told.kind == "HomeReadOnly"
    assert "full" in told.message
    assert "Make room" in told.advice
    completes(home)


def test_a_graph_that_is_cut_off_is_noticed(home: Home) -> None:
    """Chroma itself says nothing, and finds a part from then on."""
    told = cramped(home, 2000)
    assert told.kind == "HomeReadOnly"
    assert "full" in told.message
    completes(home)


def test_whatever_chroma_makes_of_it_is_an_error_of_ours_and_is_made_good(home: Home) -> None:
    told = cramped(home, 1700)
    assert issubclass(getattr(errors, told.kind), StoreError)
    assert told.advice
    completes(home)


def test_nothing_is_added_where_there_is_hardly_room(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home.folder)

    def hardly(_: Path) -> object:
        return usage._replace(free=1 << 20)

    with Archive(home.archive_url) as archive:
        index = Index(home.index_folder, StaticEmbedder())
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", hardly)
            with pytest.raises(HomeReadOnly, match="full"):
                index.catch_up(archive)
        assert index.catch_up(archive) == COUNT
        index.close()
