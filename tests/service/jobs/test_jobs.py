"""Jobs from their order to their end: what they tell, whom they wait for, and how they fail."""

import errno
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.settings import Settings
from service.desk import Desk
from service.jobs import Add, Poll, State, Update, Write, ledger
from service.jobs.bench import Bench
from store.archive import Archive
from store.errors import HomeBusy, KeyReused, NothingToTell, UnknownJob
from store.home import Home
from tests.commands import STORY, TOPIC
from tests.service.jobs.conftest import Failing, Gated, first_told, over, stands, told_of, until, working

ORDER = Update(story=STORY)
OTHER = Update(story="harbour-strike")


def test_an_update_is_ordered_told_of_and_done(settings: Settings) -> None:
    with working(settings) as works:
        job = works.order(ORDER, actor="ana")
        told = told_of(works, job)
        done = works.job(job.id)
        assert (job.about, job.actor, done.state) == (STORY, "ana", State.DONE)
        assert done.outcome
        assert (done.outcome.version, done.outcome.new) == ("v0.2", True)
        assert done.ended_at
        assert done.ended_at >= done.ordered_at
    numbers, events = zip(*told, strict=True)
    assert numbers == tuple(range(1, len(told) + 1))
    assert [one.event for one in events][0 :: len(told) - 1] == ["planned", "done"]
    assert {"story": STORY, "version": "v0.2"} in [one.data for one in events]
    with Archive(Home(settings.home).archive_url) as archive:
        assert archive.version(STORY).label == "v0.2"


def test_who_comes_back_reads_on_after_the_last_event(settings: Settings) -> None:
    with working(settings) as works:
        job = works.order(ORDER)
        whole = told_of(works, job)
        assert told_of(works, job, after=3) == whole[3:]
        assert told_of(works, job, after=len(whole)) == []


def test_sources_that_lie_beside_are_added(empty: Settings, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry to Ost sank.\n\nNine people died.", "utf-8")
    places = (str(tmp_path / "ferry.txt"), str(tmp_path / "nothing.txt"))
    with working(empty) as works:
        outcome = over(works, works.order(Add(places=places))).outcome
    assert outcome
    assert outcome.added == 1
    assert not outcome.problem
    (skipped,) = outcome.skipped
    assert "nothing.txt" in skipped.detail


def test_what_fails_says_why(empty: Settings) -> None:
    with working(empty) as works:
        job = over(works, works.order(Write(topic=TOPIC)))
        ending = told_of(works, job)[-1][1]
    assert job.state is State.FAILED
    assert job.outcome
    assert job.outcome.problem
    assert (job.outcome.problem.kind, ending.event) == (NothingToTell.__name__, "failed")
    assert ending.text.endswith(job.outcome.problem.advice)


def test_one_update_of_a_story_at_a_time_and_stories_side_by_side(empty: Settings, desk: Desk) -> None:
    bench = Gated(empty, desk)
    with working(empty, bench) as works:
        first, second, other = (works.order(order) for order in (ORDER, ORDER, OTHER))
        until(lambda: len(bench.begun) == 2)
        assert set(bench.begun) == {first.id, other.id}
        assert works.job(second.id).state is State.WAITING
        bench.gate.set()
        assert {over(works, job).state for job in (first, second, other)} == {State.DONE}
    assert bench.at_once == [1, 1, 1]


def test_a_job_that_is_cancelled_is_left(
    empty: Settings, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Gated(empty, desk)
    with working(empty, bench) as works:
        job, waiting = works.order(ORDER), works.order(ORDER)
        assert first_told(works, job) == "checked"
        assert [works.cancel(one.id).state for one in (waiting, job, job)] == [State.CANCELLED] * 3
        later = works.order(ORDER)
        until(lambda: len(bench.begun) == 2)
        bench.gate.set()
        assert over(works, later).state is State.DONE
        assert works.cancel(later.id).state is State.DONE
        assert bench.begun == [job.id, later.id]
        assert {one.event for _, one in told_of(works, job)} == {"checked"}
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_a_key_stands_for_one_order_of_one_actor(empty: Settings) -> None:
    with ledger(empty) as book:
        first = book.order(ORDER, key="k/1", actor="ana")
        assert book.order(ORDER, key="k/1", actor="ana") == first
        assert book.order(ORDER, key="k/1", actor="ben").id != first.id
        assert book.order(ORDER, actor="ana").id != first.id
        with pytest.raises(KeyReused):
            book.order(OTHER, key="k/1", actor="ana")
        assert len(book.jobs()) == 3


def test_jobs_of_a_story_the_newest_first(empty: Settings) -> None:
    with ledger(empty) as book:
        jobs = [book.order(order) for order in (ORDER, OTHER, ORDER, Poll())]
        assert {one.id for one in book.jobs()} == {one.id for one in jobs}
        assert {one.id for one in book.jobs(about=STORY)} == {jobs[0].id, jobs[2].id}
        assert len(book.jobs(limit=1)) == len(book.jobs(limit=1, offset=3)) == 1
        assert book.jobs(about="nobody") == book.jobs(offset=4) == []


@pytest.mark.parametrize("id_", ["", "nonesuch", "0b6f3c1e-5f0e-4c58-9f0e-5d0c8a3f1e2d", "%", "é\x00"])
def test_an_unknown_job(empty: Settings, id_: str) -> None:
    with ledger(empty) as book:
        for ask in (book.job, book.cancel):
            with pytest.raises(UnknownJob):
                ask(id_)


def test_an_error_that_is_none_of_ours_fails_the_job_and_is_logged(
    empty: Settings, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    class Unpicklable(Exception):
        def __init__(self) -> None:
            super().__init__("secret")
            self.desk = desk

    with working(empty, Failing(empty, desk, Unpicklable())) as works:
        job = over(works, works.order(ORDER))
        assert told_of(works, job)[-1][1].event == "failed"
        assert over(works, works.order(ORDER)).state is State.DONE
    assert job.outcome
    assert job.outcome.problem
    assert job.outcome.problem.kind == "Unpicklable"
    assert "secret" not in job.model_dump_json()
    assert [one.exc_info is not None for one in caplog.records if job.id in one.getMessage()] == [True]


def test_a_full_disk_is_said(empty: Settings, desk: Desk) -> None:
    with working(empty, Failing(empty, desk, OSError(errno.ENOSPC, "No space left"))) as works:
        job = over(works, works.order(ORDER))
    assert job.outcome
    assert job.outcome.problem
    assert (job.outcome.problem.kind, job.outcome.problem.detail) == (
        "DiskFull",
        "The disk of the service is full.",
    )


def test_what_may_pass_is_waited_for(settings: Settings) -> None:
    with Home(settings.home).lock("storytree add"), working(settings) as works:
        job = works.order(ORDER)
        assert first_told(works, job) == "waiting"
        assert works.job(job.id).state is State.WORKING
    with working(settings) as works:
        assert over(works, job).state is State.DONE
        assert [one.event for _, one in told_of(works, job)].count("emitted") == 1


def test_a_process_that_ends_leaves_the_job_to_the_next(empty: Settings, desk: Desk) -> None:
    with working(empty, Gated(empty, desk)) as works:
        job = works.order(ORDER)
        stands(works, job, State.WORKING)
    with ledger(empty) as book:
        assert book.job(job.id).state is State.WORKING
    bench = Gated(empty, desk)
    bench.gate.set()
    with working(empty, bench) as works:
        assert over(works, job).state is State.DONE
    assert bench.begun == [job.id]


def test_one_process_does_the_jobs_of_a_home(empty: Settings, desk: Desk) -> None:
    from service.jobs import Works

    with working(empty):
        with pytest.raises(HomeBusy, match="does the jobs"):
            Works(empty, Bench(empty, desk)).open()
        beside = Works(empty, Bench(empty, desk), working=False)
        beside.open()
        beside.close()


def test_jobs_that_are_over_are_forgotten_with_what_they_told(empty: Settings, desk: Desk) -> None:
    with working(empty, Failing(empty, desk)) as works:
        done = over(works, works.order(ORDER, key="once"))
        bench = Gated(empty, desk)
        assert works.forget(datetime.now(UTC) - timedelta(days=1)) == 0
        assert works.forget(datetime.now(UTC) + timedelta(seconds=1)) == 1
        with pytest.raises(UnknownJob):
            works.job(done.id)
        assert over(works, works.order(ORDER, key="once")).id == done.id
        assert [one.event for _, one in told_of(works, done)] == ["done"]
        assert not bench.begun
