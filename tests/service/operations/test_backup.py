"""A home copied while it is written, and made anew of its copy."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from agents.settings import load
from service.jobs import Write
from service.operations.backup import back_up
from store.archive import Archive
from store.index.state import IndexState
from store.records import Source, digest
from store.snippets import split
from tests.commands import Done, Written, call


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bridge.home, tmp_path / "home"))


@pytest.fixture(scope="module")
def backup(bridge: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "stories.tar.gz"
    assert call("backup", file, home=bridge.home).code == 0
    return file


def _source(text: str) -> Source:
    id_ = digest("", text)
    return Source(id=id_, text=text, name="", fetched_at=datetime.now(UTC), origin=id_)


def _contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables}


def _restored(file: Path, home: Path) -> Done:
    return call("restore", file, home=home)


def test_what_is_restored_is_what_was_there(home: Path, tmp_path: Path, backup: Path) -> None:
    again = tmp_path / "again"
    done = _restored(backup, again)
    assert (done.code, "archive.sqlite" in done.err) == (0, True)
    assert _contents(again / "archive.sqlite") == _contents(home / "archive.sqlite")
    assert call("stories", home=again).out == call("stories", home=home).out
    state = IndexState.model_validate_json((again / "index" / "state.json").read_bytes())
    assert state.count == IndexState.model_validate_json((home / "index" / "state.json").read_bytes()).count
    found = call("search", "bridge", "--json", home=again)
    assert json.loads(found.out)
    assert not [file for file in again.iterdir() if file.name.startswith("restore.")]
    assert call("doctor", home=again).code == 0


def test_a_backup_is_for_its_owner_and_holds_no_secret(backup: Path, bridge: Written) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup) as packed:
        assert set(packed.getnames()) <= {"manifest.json", "archive.sqlite", "jobs.sqlite"}
    assert list(backup.parent.iterdir()) == [backup]
    assert bridge.home.exists()


def test_a_copy_made_in_the_midst_of_writing_is_whole(home: Path, tmp_path: Path) -> None:
    """Sources are added all the while; each copy has those of one moment, whole, and later ones have more."""
    with Archive(f"sqlite:///{home / 'archive.sqlite'}") as archive:
        ended, begun = Event(), Event()
        before = archive.count()

        def write() -> None:
            number = 0
            while not ended.is_set():
                source = _source(f"Report {number}: the quay at pier {number} was closed on Monday.")
                archive.add(source, split(source))
                number += 1
                begun.set()

        writer = Thread(target=write)
        writer.start()
        assert begun.wait(30)
        try:
            for number in range(4):
                back_up(load(home=home), tmp_path / f"{number}.tar.gz")
        finally:
            ended.set()
            writer.join()
        after = archive.count()
    counts: list[int] = []
    for number in range(4):
        restored = tmp_path / f"home-{number}"
        assert _restored(tmp_path / f"{number}.tar.gz", restored).code == 0
        with Archive(f"sqlite:///{restored / 'archive.sqlite'}") as copied:
            counts.append(copied.count())
            assert all(copied.snippets_of(source.id) for source in copied.sources())
    assert before < counts[0] <= counts[1] <= counts[2] <= counts[3] <= after
    assert counts[0] < counts[3]


def test_jobs_go_along(home: Path, tmp_path: Path) -> None:
    from service.here import close_service, open_service

    service = open_service(load(home=home), working=False)
    try:
        job = service.works.order(Write(topic="harbour strike"))
        back_up(load(home=home), tmp_path / "jobs.tar.gz")
    finally:
        close_service(service)
    assert _restored(tmp_path / "jobs.tar.gz", tmp_path / "again").code == 0
    service = open_service(load(home=tmp_path / "again"), working=False)
    try:
        assert service.works.job(job.id) == job
    finally:
        close_service(service)


def test_a_home_that_has_something_is_never_overwritten(home: Path, backup: Path) -> None:
    before = (home / "archive.sqlite").read_bytes()
    done = _restored(backup, home)
    assert (done.code, "already" in done.err) == (2, True)
    assert (home / "archive.sqlite").read_bytes() == before


def _packed(members: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as packed:
        for name, content in members.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            packed.addfile(head, io.BytesIO(content))
    return raw.getvalue()


def _members(backup: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(backup)) as packed:
        return {name: (packed.extractfile(name) or io.BytesIO()).read() for name in packed.getnames()}


def _altered(backup: bytes) -> bytes:
    members = _members(backup)
    archive = bytearray(members["archive.sqlite"])
    archive[len(archive) // 2] ^= 1
    return _packed(members | {"archive.sqlite": bytes(archive)})


def _elsewhere(backup: bytes) -> bytes:
    """A manifest that names a file outside the home."""
    members = _members(backup)
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["../evil"] = manifest["files"]["archive.sqlite"]
    return _packed(
        members | {"manifest.json": json.dumps(manifest).encode(), "../evil": members["archive.sqlite"]}
    )


def _without_archive(backup: bytes) -> bytes:
    members = _members(backup)
    manifest = json.loads(members["manifest.json"])
    manifest["files"] = {}
    return _packed({"manifest.json": json.dumps(manifest).encode()})


def _later_format(backup: bytes) -> bytes:
    members = _members(backup)
    manifest = json.loads(members["manifest.json"]) | {"format": 2}
    return _packed(members | {"manifest.json": json.dumps(manifest).encode()})


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "half": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "text": lambda _: b"no backup at all",
    "no tar": lambda _: gzip.compress(b"no tar"),
    "other": lambda _: _packed({"other": b""}),
    "zeros": lambda whole: whole[:1000] + bytes(len(whole) - 1000),
    "altered": _altered,
    "elsewhere": _elsewhere,
    "no archive": _without_archive,
    "later": _later_format,
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_no_whole_backup_changes_nothing(tmp_path: Path, backup: Path, name: str) -> None:
    spoilt, home = tmp_path / "spoilt.tar.gz", tmp_path / "home"
    spoilt.write_bytes(SPOILT[name](backup.read_bytes()))
    done = _restored(spoilt, home)
    assert (done.code, "cannot be restored" in done.err) == (2, True)
    assert {file.name for file in home.iterdir()} <= {"lock"}
    assert {file.name for file in tmp_path.iterdir()} == {"spoilt.tar.gz", "home"}


def test_what_a_later_release_made_is_refused(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "archive.sqlite")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    back_up(load(home=home), tmp_path / "later.tar.gz")
    done = _restored(tmp_path / "later.tar.gz", tmp_path / "again")
    assert (done.code, "newest Storytree" in done.err) == (1, True)
    assert not (tmp_path / "again" / "archive.sqlite").exists()


def test_a_damaged_archive_is_not_copied_as_if_it_were_whole(home: Path, tmp_path: Path) -> None:
    archive = home / "archive.sqlite"
    whole = bytearray(archive.read_bytes())
    whole[4096:40960] = bytes(36864)
    archive.write_bytes(whole)
    done = call("backup", tmp_path / "copy.tar.gz", home=home)
    assert (done.code, "damaged" in done.err) == (1, True)
    assert not (tmp_path / "copy.tar.gz").exists()


def test_backups_that_cannot_be_are_told(home: Path, tmp_path: Path) -> None:
    nothing = call("backup", tmp_path / "copy.tar.gz", home=tmp_path / "nothing")
    assert (nothing.code, "no archive" in nothing.err) == (2, True)
    nowhere = call("backup", tmp_path / "no" / "such" / "copy.tar.gz", home=home)
    assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)
    missing = call("restore", tmp_path / "missing.tar.gz", home=tmp_path / "new")
    assert (missing.code, "cannot be restored" in missing.err) == (2, True)
    server = {"STORYTREE_DATABASE": "postgresql://stories@localhost/stories"}
    for words in (["backup"], ["restore"]):
        done = call(*words, tmp_path / "copy.tar.gz", home=home, **server)
        assert (done.code, "pg_dump" in done.err) == (2, True)
