"""Jobs in processes of their own: what comes of them, what they tell, and what is left when one is gone."""

import logging
import os
import signal
import subprocess
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import psutil
import pytest

from agents.settings import Settings
from service.desk import Desk
from service.jobs import Add, State, Told, Update, Write, ledger
from service.jobs import apart as processes
from service.jobs.apart import Apart, Gone
from service.jobs.bench import Bench, Cancelled
from service.jobs.orders import Outcome
from service.jobs.steps import Stopped
from store.archive import Archive
from store.errors import HomeBusy, NothingToTell
from store.home import Home
from tests.commands import STORY, TOPIC, start
from tests.service.jobs.conftest import first_told, over, told_of, until, working

ORDER = Update(story=STORY)


@pytest.fixture
def held(settings: Settings) -> Iterator[Desk]:
    desk = Desk(settings, "a test", linger=0.0)
    yield desk
    desk.close()


@pytest.fixture
def worker(settings: Settings, held: Desk) -> Iterator[Apart]:
    made = Apart(settings, held)
    yield made
    made.close()
    until(lambda: not active_children(), 10.0)


def unheard(_: Told) -> None:
    """Nobody listens."""


def test_it_does_and_tells_what_a_bench_does(home: Path, settings: Settings, held: Desk) -> None:
    told: dict[type, list[Told]] = {Apart: [], Bench: []}
    outcomes: list[Outcome] = []
    for kind in (Apart, Bench):
        worker = kind(settings, held)
        outcomes.append(worker.do(ORDER, "a job", told[kind].append))
        worker.close()
    with Archive(Home(home).archive_url) as archive:
        assert [version.label for version in archive.versions(STORY)] == ["v0.1", "v0.2"]
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].version == "v0.2"
    assert told[Bench] == []  # the version of the job was there
    assert [one.event for one in told[Apart]][:: len(told[Apart]) - 1] == ["planned", "emitted"]


def test_one_after_the_other_is_done_by_the_same_process(worker: Apart, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry to Ost sank.\n\nNine people died.", "utf-8")
    places = (str(tmp_path / "ferry.txt"), str(tmp_path / "nothing.txt"))
    pids = set[int | None]()
    for added in (1, 0):
        outcome = worker.do(Add(places=places), "", unheard)
        assert (outcome.added, outcome.known, len(outcome.skipped)) == (added, 1 - added, 1)
        pids.update(one.pid for one in active_children())
    assert len(pids) == 1


def test_what_fails_says_why_and_the_home_is_let_go_of(settings: Settings, worker: Apart, held: Desk) -> None:
    outcome = worker.do(Write(topic="volcano of Ister"), "", unheard)
    assert outcome.problem
    assert (outcome.problem.kind, outcome.problem.advice) == (NothingToTell.__name__, NothingToTell.advice)
    held.close()
    with Home(settings.home).lock("another"):
        pass


def test_a_home_that_another_has_is_told(settings: Settings, worker: Apart) -> None:
    with Home(settings.home).lock("storytree write"):
        outcome = worker.do(ORDER, "", unheard)
    assert outcome.problem
    assert (outcome.problem.kind, outcome.problem.retry) == (HomeBusy.__name__, True)
    assert "storytree write" in outcome.problem.detail


def test_a_job_that_is_cancelled_ends_and_its_process_does_the_next(worker: Apart) -> None:
    def cancel(_: Told) -> None:
        raise Cancelled("enough")

    outcome = worker.do(ORDER, "", cancel)
    assert outcome.problem
    assert (outcome.problem.kind, outcome.problem.detail) == (Cancelled.__name__, "enough")
    (before,) = active_children()
    assert worker.do(ORDER, "", unheard).version == "v0.2"
    assert active_children() == [before]


@pytest.mark.parametrize("error", [Stopped, RuntimeError])
def test_where_this_process_breaks_off_so_does_the_other(
    home: Path, worker: Apart, error: type[BaseException]
) -> None:
    def end(_: Told) -> None:
        raise error

    with pytest.raises(error):
        worker.do(ORDER, "", end)
    assert not active_children()
    with Archive(Home(home).archive_url) as archive:
        assert archive.version(STORY).label == "v0.1"


def test_a_process_that_is_killed_is_told_and_the_next_is_a_new_one(worker: Apart) -> None:
    def kill(_: Told) -> None:
        for one in active_children():
            one.kill()

    with pytest.raises(Gone, match="-9") as caught:
        worker.do(ORDER, "", kill)
    assert caught.value.retry
    assert worker.do(ORDER, "", unheard).version == "v0.2"
    for one in active_children():
        one.kill()
        one.join()
    assert worker.do(ORDER, "", unheard).version == "v0.2"


def test_a_job_goes_on_when_its_process_is_killed(settings: Settings, held: Desk) -> None:
    with working(settings, Apart(settings, held)) as works:
        job = works.order(ORDER)
        assert first_told(works, job) == "planned"
        for one in active_children():
            one.kill()
        done = over(works, job)
        assert "waiting" in [one.event for _, one in told_of(works, job)]
    assert done.outcome
    assert (done.state, done.outcome.version) == (State.DONE, "v0.2")


def test_closing_ends_what_is_at_work_and_it_is_gone_on_with(settings: Settings, held: Desk) -> None:
    with working(settings, Apart(settings, held)) as works:
        job = works.order(ORDER)
        assert first_told(works, job) == "planned"
    assert not active_children()
    with working(settings, Apart(settings, held)) as works:
        assert over(works, job).state is State.DONE


def test_who_has_nothing_to_do_is_let_go(worker: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    worker.do(Write(topic="volcano of Ister"), "", unheard)
    worker.rest()
    assert len(active_children()) == 1
    monkeypatch.setattr(processes, "IDLE", 0.0)
    worker.rest()
    assert not active_children()


def test_what_it_logs_is_logged_here(
    settings: Settings, held: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that cannot be used here is told there, and what is told there is written here."""
    from store.errors import IndexDamaged
    from store.index import Index

    def damaged(*_: object) -> object:
        raise IndexDamaged("it is gone")

    monkeypatch.setattr(Index, "nearest", damaged)
    worker = Apart(settings, held)
    with caplog.at_level(logging.INFO):
        assert worker.do(Write(topic=TOPIC), "", unheard).version == "v0.2"
    worker.close()
    (line,) = [one for one in caplog.records if one.name == "agents.retriever"]
    assert line.getMessage().startswith("found by words alone: it is gone Rebuild it")


def test_it_ends_with_the_process_that_it_works_for(home: Path, settings: Settings) -> None:
    with ledger(settings) as book:
        job = book.order(ORDER)
        quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        served = start("serve", "--port", "0", home=home, **quiet)
        try:
            assert first_told(book, job) == "planned"
            left = psutil.Process(served.pid).children(recursive=True)
        finally:
            os.kill(served.pid, signal.SIGKILL)
            served.wait()
    assert left
    _, alive = psutil.wait_procs(left, timeout=10)
    assert not alive
