"""What is wrong with a home is found, told with what to do about it, and left as it is."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.settings import load
from service.access import tokens
from service.jobs import Write
from service.operations import doctor
from service.operations.doctor import Health, examine
from store.archive import Archive
from store.feeds import Feed
from store.home import Home
from store.records import Scope
from tests.chroma import running
from tests.commands import STORY, Written, call
from tests.postgres import Server


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bridge.home, tmp_path / "home"))


def _ill(home: Path, **settings: object) -> dict[str, str]:
    return {
        sign.name: f"{sign.detail} {sign.advice}"
        for sign in examine(load(home=home, **settings))
        if sign.health is not Health.WELL
    }


def test_a_home_that_is_well(home: Path) -> None:
    done = call("doctor", home=home)
    assert done.code == 0
    names = [line.split()[1] for line in done.out.splitlines()]
    looked = "home disk clock models archive migration stories index jobs feeds tokens"
    assert names == looked.split()
    assert {line.split()[0] for line in done.out.splitlines()} == {"well"}
    told = json.loads(call("doctor", "--json", home=home).out)
    assert [sign["name"] for sign in told] == names


def _sql(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def _zeroed(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[4096:40960] = bytes(36864)
    file.write_bytes(whole)


@dataclass(frozen=True)
class Broken:
    """What is done to a home, where the doctor sees it, and in which words."""

    break_it: Callable[[Path], object]
    sign: str
    words: str


def _state(home: Path, **changed: object) -> None:
    file = home / "index" / "state.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))


def _without_vectors(home: Path) -> None:
    name = json.loads((home / "index" / "state.json").read_text())["name"]
    shutil.rmtree(home / "index" / name)


BROKEN: dict[str, Broken] = {
    "no home": Broken(shutil.rmtree, "home", "no home at"),
    "no archive": Broken(lambda home: (home / "archive.sqlite").unlink(), "archive", "none yet"),
    "zeros": Broken(lambda home: _zeroed(home / "archive.sqlite"), "archive", "storytree restore"),
    "no database": Broken(
        lambda home: (home / "archive.sqlite").write_bytes(b"no database" * 999), "archive", "not a database"
    ),
    "broken reference": Broken(
        lambda home: _sql(home / "archive.sqlite", "DELETE FROM sources WHERE sequence = 1"),
        "archive",
        "not there",
    ),
    "older": Broken(
        lambda home: _sql(home / "archive.sqlite", "UPDATE alembic_version SET version_num = '0008'"),
        "migration",
        "storytree backup",
    ),
    "newer": Broken(
        lambda home: _sql(home / "archive.sqlite", "UPDATE alembic_version SET version_num = '9999'"),
        "migration",
        "newest Storytree",
    ),
    "no index": Broken(lambda home: shutil.rmtree(home / "index"), "index", "storytree reindex"),
    "state of nothing": Broken(
        lambda home: (home / "index" / "state.json").write_text("{"), "index", "storytree reindex"
    ),
    "vectors gone": Broken(_without_vectors, "index", "changed or gone"),
    "another embedder": Broken(lambda home: _state(home, embedder="openai:x"), "index", "openai:x"),
    "another digest": Broken(lambda home: _state(home, digest="0" * 64), "index", "storytree reindex"),
    "index behind": Broken(lambda home: _state(home, sequence=1), "index", "have none yet"),
    "jobs": Broken(lambda home: (home / "jobs.sqlite").write_bytes(b"nothing" * 999), "jobs", "damaged"),
    "written in time to come": Broken(
        lambda home: _sql(home / "archive.sqlite", "UPDATE versions SET written_at = '2999-01-01 00:00:00'"),
        "stories",
        "Set the clock",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_home_that_is_broken(home: Path, name: str) -> None:
    broken = BROKEN[name]
    broken.break_it(home)
    before = {
        file: file.read_bytes() for file in home.rglob("*") if file.is_file() and "lock" not in file.name
    }
    told = call("doctor", home=home)
    ill = _ill(home)
    assert broken.sign in ill
    assert broken.words in ill[broken.sign]
    weak = {"no index", "state of nothing", "index behind"}
    assert told.code == (0 if name in weak else 1)
    assert broken.words in told.out
    for file, content in before.items():
        if not file.name.endswith(("-shm", "-wal")):
            assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("free", "health"), [(1 << 20, Health.ILL), (1 << 29, Health.WEAK), (1 << 40, Health.WELL)]
)
def test_a_disk_that_fills(home: Path, monkeypatch: pytest.MonkeyPatch, free: int, health: Health) -> None:
    usage = shutil.disk_usage(home)._replace(free=free)

    def told(_: Path) -> object:
        return usage

    monkeypatch.setattr(doctor.shutil, "disk_usage", told)
    assert {sign.name: sign.health for sign in examine(load(home=home))}["disk"] is health


def test_jobs_that_nobody_does(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.here import close_service, open_service

    service = open_service(load(home=home), working=False)
    try:
        job = service.works.order(Write(topic="harbour strike"))
    finally:
        close_service(service)
    assert "jobs" not in _ill(home)
    monkeypatch.setattr(doctor, "LONG", timedelta(0))
    told = _ill(home)["jobs"]
    assert job.id in told
    assert "harbour-strike" in told


def test_feeds_that_fail(home: Path) -> None:
    now = datetime.now(UTC)
    feed = Feed(address="https://example.org/feed", followed_at=now, failures=3, problem="It answered 500.")
    with Archive(Home(home).archive_url) as archive:
        archive.follow([feed])
        archive.keep_visit(feed.address, feed, [], [])
    told = _ill(home)["feeds"]
    assert "https://example.org/feed: It answered 500." in told
    assert call("doctor", home=home).code == 0


@pytest.mark.parametrize(
    ("settings", "sign", "words"),
    [
        ({"writer_model": "openai:m"}, "models", "OPENAI_API_KEY"),
        ({"public": True}, "tokens", "token create"),
        ({"hosts": "stories.example.org"}, "tokens", "token create"),
        ({"index_url": "http://localhost:1"}, "index", "reindex"),
        ({"embedder": "openai:m"}, "index", "needs a key"),
    ],
    ids=["no key", "public", "hosts", "no server", "no key of embedder"],
)
def test_settings_that_cannot_do(home: Path, settings: dict[str, Any], sign: str, words: str) -> None:
    assert words in _ill(home, **settings)[sign]


def test_a_home_that_somebody_holds_is_well(home: Path) -> None:
    with Home(home).lock("storytree add"):
        signs = examine(load(home=home))
    assert signs[0].health is Health.WELL
    assert "storytree add" in signs[0].detail


def test_tokens_are_told_by_their_scopes(home: Path) -> None:
    with Archive(Home(home).archive_url) as archive:
        key, _ = tokens.create(archive.keys, "desk", Scope.WRITE, by="test")
    told = call("doctor", home=home).out
    assert "1 write" in told
    assert key not in told
    assert STORY not in _ill(home)


def test_servers_are_asked(server: Server, tmp_path: Path) -> None:
    """What keeps the archive and what keeps the vectors: there, gone, and there again."""
    reports = tmp_path / "ferry.txt"
    reports.write_text("The ferry to Ost sank.\n\nNine people died.", "utf-8")
    with running(tmp_path) as chroma:
        there = {"database": server.make(), "index_url": chroma.url}
        env = {f"STORYTREE_{name.upper()}": value for name, value in there.items()}
        assert call("add", str(reports), home=tmp_path / "home", **env).code == 0
        assert _ill(tmp_path / "home", **there) == {}
        chroma.kill()
        assert [*_ill(tmp_path / "home", **there)] == ["index"]
        chroma.start()
        assert _ill(tmp_path / "home", **there) == {}
        gone = {**there, "database": server.url("nonesuch")}
        (told,) = _ill(tmp_path / "home", **gone).items()
        assert told[0] == "archive"
        assert "createdb" in told[1]
