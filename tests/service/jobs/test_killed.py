"""kill -9 of the service in the middle of a job, and of one worker of two on a server."""

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from agents.settings import Settings, load
from service.desk import Desk
from service.jobs import State, Update, ledger
from service.jobs import works as rounds
from service.jobs.bench import Bench, Tell
from service.jobs.orders import Outcome
from service.jobs.steps import Stopped
from store.archive import Archive
from store.home import Home
from tests.commands import ROOT, STORY, start
from tests.postgres import Server
from tests.service.jobs.conftest import Failing, Gated, first_told, over, stands, told_of, until, working

ORDER = Update(story=STORY)
OTHER = """
import sys, time
from pathlib import Path
from agents.settings import load
from service.desk import Desk
from tests.service.jobs.conftest import Gated, working

settings = load(home=Path(sys.argv[1]), database=sys.argv[2])
with working(settings, Gated(settings, Desk(settings, "the other"))):
    time.sleep(600)
"""
"""A worker whose jobs do not end."""


def served(home: Path, **env: str) -> "subprocess.Popen[bytes]":
    """A process that does the jobs of this home."""
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    return start("serve", "--port", "0", home=home, env=env, **quiet)


@contextmanager
def running(child: "subprocess.Popen[bytes]") -> Generator["subprocess.Popen[bytes]"]:
    """It is gone in the end, however the test goes."""
    try:
        yield child
    finally:
        kill(child)


def kill(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()


def labels(archive_url: str) -> list[str]:
    with Archive(archive_url) as archive:
        return [version.label for version in archive.versions(STORY)]


def test_an_update_goes_on_after_a_kill_and_writes_one_version(home: Path, settings: Settings) -> None:
    with ledger(settings) as book:
        job = book.order(ORDER)
        with running(served(home)) as child:
            assert first_told(book, job) == "planned"
            kill(child)
    with working(settings) as works:
        done = over(works, job)
    assert done.outcome
    assert (done.outcome.version, done.outcome.new) == ("v0.2", True)
    assert labels(Home(home).archive_url) == ["v0.1", "v0.2"]


def test_a_version_that_was_written_before_the_kill_is_not_written_twice(settings: Settings) -> None:
    """The kill fell between the commit of the version and the note that the step is done."""

    class Killed(Bench):
        def update(self, order: Update, job: str, tell: Tell) -> Outcome:
            super().update(order, job, tell)
            raise Stopped

    desk = Desk(settings, "a test", linger=0.0)
    with working(settings, Killed(settings, desk)) as works:
        job = works.order(ORDER)
        until(lambda: labels(Home(settings.home).archive_url) == ["v0.1", "v0.2"])
        time.sleep(0.2)
    desk.close()
    with working(settings) as works:
        done = over(works, job)
        assert [one.event for _, one in told_of(works, job)].count("emitted") == 1
    assert done.outcome
    assert (done.outcome.version, done.outcome.new) == ("v0.2", True)
    assert labels(Home(settings.home).archive_url) == ["v0.1", "v0.2"]


@pytest.fixture
def shared(server: Server, tmp_path: Path) -> Settings:
    """A database of the test's own on the server, and a home for one worker."""
    return load(home=tmp_path / "home", database=server.make(), wait=0.5)


def test_jobs_on_a_server(shared: Settings) -> None:
    desk = Desk(shared, "a test", linger=0.0)
    bench = Gated(shared, desk)
    with working(shared, bench) as works:
        first, second = (works.order(ORDER, key=key) for key in "ab")
        until(lambda: bench.begun == [first.id])
        assert works.order(ORDER, key="a").id == first.id
        assert [job.id for job in works.jobs(about=STORY)] == [second.id, first.id]
        works.cancel(first.id)
        until(lambda: bench.begun == [first.id, second.id])
        bench.gate.set()
        assert over(works, second).state is State.DONE
        works.schedule(ORDER, "* * * * * *")
        until(lambda: len(works.jobs()) > 3)
        assert works.unschedule(STORY)
    desk.close()


def test_what_a_worker_left_another_goes_on_with(
    shared: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND", 0.5)
    desk = Desk(shared, "a test", linger=0.0)
    address = shared.database.get_secret_value()
    other = [sys.executable, "-c", OTHER, str(tmp_path / "other"), address]
    with ledger(shared) as book, running(subprocess.Popen(other, cwd=ROOT)) as child:
        job = book.order(ORDER)
        assert first_told(book, job) == "checked"
        with working(shared, Failing(shared, desk)) as works:
            time.sleep(5 * rounds.ROUND)
            assert works.job(job.id).state is State.WORKING
            kill(child)
            assert over(works, job).state is State.DONE
    desk.close()


def test_a_database_that_goes_away_and_comes_back(shared: Settings) -> None:
    desk = Desk(shared, "a test", linger=0.0)
    bench = Gated(shared, desk)
    with working(shared, bench) as works:
        job = works.order(ORDER)
        stands(works, job, State.WORKING)
        with psycopg.connect(shared.database.get_secret_value(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        bench.gate.set()
        assert over(works, job).state is State.DONE
        assert over(works, works.order(ORDER)).state is State.DONE
    desk.close()
