"""What is ordered again and again: by the service, and from the command line without one."""

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from agents.newsroom import open_feed_desk
from agents.settings import Settings
from service.desk import Desk
from service.jobs import SOURCES, Poll, State, Update, ledger
from store.archive import Archive
from store.errors import UsageError
from store.feeds import FullText
from store.home import Home
from tests.commands import STORY, call
from tests.feeds import FERRY, TRAM, item, rss
from tests.service.jobs.conftest import Failing, Gated, over, until, working
from tests.site import Site, answer, serve

ORDER = Update(story=STORY)
SECONDS = "* * * * * *"


def test_a_schedule_orders_what_it_says(empty: Settings, desk: Desk) -> None:
    with ledger(empty) as book:
        book.schedule(ORDER, SECONDS)
    with working(empty, Failing(empty, desk)) as works:
        until(lambda: len(works.jobs(about=STORY)) >= 2)
        assert works.unschedule(STORY)
        assert {(job.order, job.actor) for job in works.jobs()} == {(ORDER, "schedule")}
        assert all(over(works, job).state is State.DONE for job in works.jobs())
        assert not works.unschedule(STORY)


def test_updates_do_not_pile_up(empty: Settings, desk: Desk) -> None:
    bench = Gated(empty, desk)
    with working(empty, bench) as works:
        works.schedule(ORDER, SECONDS)
        until(lambda: len(works.jobs()) == 2)
        time.sleep(3)
        states = sorted(job.state for job in works.jobs())
        works.unschedule(STORY)
        bench.gate.set()
    assert states == [State.WAITING, State.WORKING]


@pytest.mark.parametrize("cron", ["", "hourly", "99 * * * *", "* * * *", "* * * * * * * *", "0 0 31 2 *"])
def test_what_is_no_schedule(empty: Settings, cron: str) -> None:
    with ledger(empty) as book:
        book.schedule(ORDER, "0 * * * *")
        with pytest.raises(UsageError, match="no schedule"):
            book.schedule(ORDER, cron)
        assert book.schedules() == {STORY: "0 * * * *"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        site.answers["/feed"] = answer(rss(item(1, FERRY), item(2, TRAM)))
        yield site


def test_feeds_are_polled_though_the_service_holds_the_home(
    empty: Settings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.jobs import bench

    monkeypatch.setattr(bench, "open_feed_desk", partial(open_feed_desk, allow_private=True))
    asked = {"STORYTREE_PAUSE": "0", "STORYTREE_FULL_TEXT": "never"}
    assert call("follow", "--allow-private", site.url("/feed"), home=empty.home, **asked).code == 0
    quick = empty.model_copy(update={"pause": 0.0, "full_text": FullText.NEVER})
    desk = Desk(quick, "a test")
    with working(quick, bench.Bench(quick, desk)) as works, desk.house():
        first, again = (over(works, works.order(Poll(feeds=(site.url("/feed"),)))) for _ in range(2))
    desk.close()
    assert first.outcome
    assert not first.outcome.skipped
    assert first.outcome
    assert (first.outcome.added, first.outcome.problem) == (2, None)
    assert again.outcome
    assert (again.outcome.added, again.outcome.problem) == (0, None)
    with Archive(Home(empty.home).archive_url) as archive:
        assert archive.count() == 2


def test_from_the_command_line(home: Path) -> None:
    assert "Nothing is scheduled" in call("schedule", "--list", home=home).err
    done = call("schedule", STORY, "30 6 * * 1-5", "--no-poll", home=home)
    assert done.out == f"{STORY} is updated at 30 6 * * 1-5 (UTC), as long as a service runs.\n"
    assert call("schedule", "--feeds", "*/15 * * * *", home=home).code == 0
    rows = json.loads(call("schedule", "--list", "--json", home=home).out)
    assert [(row["about"], row["times"], row["order"]["kind"]) for row in rows] == [
        (STORY, "30 6 * * 1-5", "update"),
        (SOURCES, "*/15 * * * *", "poll"),
    ]
    assert rows[0]["order"]["poll"] is False
    assert call("schedule", STORY, "--remove", home=home).code == 0
    assert STORY not in call("schedule", "--list", home=home).out
    assert call("schedule", STORY, "--remove", home=home).code == 2


@pytest.mark.parametrize(
    "words",
    [
        (),
        (STORY,),
        ("--feeds",),
        ("nonesuch", "0 * * * *"),
        (STORY, "never"),
        (STORY, "0 * * * *", "--list"),
        ("--list", "--remove"),
        ("--feeds", STORY, "0 * * * *"),
    ],
    ids=" ".join,
)
def test_wrong_use(home: Path, words: tuple[str, ...]) -> None:
    done = call("schedule", *words, home=home)
    assert (done.code, done.out) == (2, "")
    assert "nothing is scheduled" not in call("schedule", "--list", home=home).out.lower()


def test_jobs_are_listed_shown_and_cancelled(home: Path, empty: Settings) -> None:
    with ledger(empty.model_copy(update={"home": home})) as book:
        job = book.order(ORDER, actor="ana")
    assert call("jobs", home=home).out.splitlines()[1].split()[:2] == [job.id, "waiting"]
    assert json.loads(call("jobs", "--json", "--story", STORY, home=home).out)[0]["actor"] == "ana"
    assert call("jobs", "--story", "other", home=home).out == ""
    assert json.loads(call("jobs", "show", job.id, home=home).out)["about"] == STORY
    assert call("jobs", "cancel", job.id, home=home).out == f"{job.id} is cancelled.\n"
    assert call("jobs", "cancel", job.id, home=home).code == 0
    assert call("jobs", "cancel", "nonesuch", home=home).code == 2
