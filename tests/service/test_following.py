"""The commands around feeds: follow, unfollow, feeds, poll."""

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import pytest

from service.cli.polling import duration
from store.archive import Archive
from store.errors import UsageError
from store.home import Home
from tests.commands import Done, call, start
from tests.feeds import FERRY, TRAM, item, rss
from tests.site import Answer, Site, answer, serve

OPEN = "--allow-private"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        site.answers["/feed"] = answer(rss(item(1, FERRY), item(2, TRAM)), ETag='"a"')
        yield site


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(*words: str | Path, home: Path) -> Done:
    return call(*words, home=home, STORYTREE_PAUSE="0", STORYTREE_FULL_TEXT="never", STORYTREE_WAIT="0")


def follow(site: Site, home: Path, *paths: str) -> Done:
    done = run("follow", OPEN, *(site.url(path) for path in paths or ("/feed",)), home=home)
    assert done.code == 0, done.err
    return done


def texts(home: Path) -> list[str]:
    with Archive(Home(home).archive_url) as archive:
        return [source.text for source in archive.sources()]


def test_a_feed_is_followed_polled_listed_and_left(site: Site, home: Path) -> None:
    address = site.url("/feed")
    assert follow(site, home).out == f"Following Radio Norvane ({address})\n"
    assert "new " in run("feeds", home=home).out
    done = run("poll", OPEN, home=home)
    assert done == Done(0, "1 polled, 2 sources added, 0 failed.\n", f"Radio Norvane ({address}): 2 new\n")
    assert texts(home) == [FERRY, TRAM]
    again = run("poll", OPEN, home=home)
    assert again == Done(
        0, "1 polled, 0 sources added, 0 failed.\n", f"Radio Norvane ({address}): unchanged\n"
    )
    (row,) = json.loads(run("feeds", "--json", home=home).out)
    assert (row["address"], row["state"], row["etag"], row["failures"]) == (address, "active", '"a"', 0)
    assert run("unfollow", "norvane", home=home).out == f"Not followed any more: Radio Norvane ({address})\n"
    assert run("feeds", home=home) == Done(0, "", "No feeds yet. Follow one with: storytree follow FEED\n")
    assert texts(home) == [FERRY, TRAM]


def test_a_poll_for_a_program(site: Site, home: Path) -> None:
    follow(site, home)
    polled, done = map(json.loads, run("poll", OPEN, "--json", home=home).out.splitlines())
    assert (polled["outcome"], polled["added"], polled["revised"], polled["title"]) == (
        "polled",
        2,
        0,
        "Radio Norvane",
    )
    assert done == {"outcome": "done", "polled": 1, "added": 2, "failed": 0}


def test_a_page_offers_a_feed_and_another(site: Site, home: Path) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{h}">' for h in ("/feed", "/two")
    )
    site.answers["/"] = answer(f"<html><head>{links}</head></html>", Content_Type="text/html")
    done = follow(site, home, "/")
    assert site.url("/feed") in done.out
    assert f"also offers a feed: storytree follow {site.url('/two')}" in done.err


def test_what_cannot_be_followed_is_told(site: Site, home: Path) -> None:
    done = run("follow", OPEN, site.url("/none"), site.url("/feed"), home=home)
    assert done.code == 0
    assert f"not followed: {site.url('/none')}: the server answered 404." in done.err
    refused = run("follow", site.url("/feed"), home=home)
    assert refused.code == 1
    assert "is not on the public internet" in refused.err
    assert run("follow", "nowhere.xml", home=home).code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("follow",),
        ("follow", " "),
        ("follow", "--opml", "nowhere.opml"),
        ("follow", "--full-text", "sometimes", "x"),
        ("unfollow", "elsewhere"),
        ("poll", "elsewhere"),
        ("poll", "--every", "often"),
        ("poll", "--every", "5s"),
        ("feeds", "--out", "list.opml"),
    ],
)
def test_wrong_use(site: Site, home: Path, words: tuple[str, ...]) -> None:
    follow(site, home)
    done = run(*words, home=home)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_nothing_is_polled_where_nothing_is_followed(home: Path) -> None:
    done = run("poll", home=home)
    assert done == Done(1, "", "storytree: No feed is followed.\nFollow one with: storytree follow FEED\n")


def test_a_list_goes_out_and_comes_in(site: Site, home: Path, tmp_path: Path) -> None:
    follow(site, home)
    opml, other = tmp_path / "list.opml", tmp_path / "other"
    assert run("feeds", "--opml", "--out", opml, home=home).code == 0
    assert run("follow", "--opml", opml, home=other).out == f"Following Radio Norvane ({site.url('/feed')})\n"
    again = run("follow", "--opml", opml, "--full-text", "always", home=other)
    assert again.out == f"Followed already: Radio Norvane ({site.url('/feed')})\n"
    (row,) = json.loads(run("feeds", "--json", home=other).out)
    assert row["full_text"] == "always"
    assert run("feeds", "--opml", home=other).out == opml.read_text("utf-8")


def test_a_list_without_feeds(home: Path, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("<opml><body/></opml>", "utf-8")
    done = run("follow", "--opml", tmp_path / "list.opml", home=home)
    assert done.code == 1
    assert "has no feeds in it" in done.err


def test_a_feed_that_fails_is_told_and_left_alone_unless_it_is_named(site: Site, home: Path) -> None:
    site.answers["/other"] = answer(rss(item(3, TRAM), title="Other"))
    follow(site, home, "/feed", "/other")
    site.answers["/feed"] = answer(status=500)
    done = run("poll", OPEN, home=home)
    assert (done.code, done.out) == (0, "1 polled, 1 sources added, 1 failed.\n")
    assert "): the server answered 500. The next try is at 2" in done.err
    site.paths()
    held = run("poll", OPEN, home=home)
    assert "is left alone until 2" in held.err
    assert site.paths() == ["/other"]
    named = run("poll", OPEN, site.url("/feed"), home=home)
    assert named.code == 1
    assert site.paths() == ["/feed"]
    assert "→ the server answered 500" in run("feeds", home=home).out


def test_a_feed_that_is_gone_is_told(site: Site, home: Path) -> None:
    follow(site, home)
    site.answers["/feed"] = answer(status=410)
    done = run("poll", OPEN, home=home)
    assert done.code == 1
    assert "gone, and polled no more: the server answered 410." in done.err
    assert "is gone: the server answered 410." in run("poll", OPEN, home=home).err


def test_what_is_wrong_with_entries_is_told(site: Site, home: Path) -> None:
    follow(site, home)
    site.answers["/feed"] = answer(rss("<item><title>Nothing</title></item>", item(1, FERRY)))
    done = run("poll", OPEN, home=home)
    assert f"skipped {site.url('/feed')} entry 1: has only 0 characters of text" in done.err
    assert "1 new, 1 skipped" in done.err


def test_a_busy_home_is_told_and_nothing_is_lost(site: Site, home: Path) -> None:
    follow(site, home)
    with Home(home).lock("somebody else"):
        done = run("poll", OPEN, home=home)
    assert done.code == 1
    assert "is in use by process" in done.err
    assert run("poll", OPEN, home=home).out == "1 polled, 2 sources added, 0 failed.\n"


def _as_it_is(_number: int, _handler: object) -> None:
    """Signals of the process that tests stay what they are."""


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept between rounds; nobody sleeps, and the third time it is Ctrl-C."""
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds))
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("service.cli.polling.time.sleep", sleep)
    monkeypatch.setattr("service.cli.polling.signal.signal", _as_it_is)
    return slept


def test_polling_for_ever_sleeps_until_a_feed_is_due(site: Site, home: Path, sleeps: list[float]) -> None:
    follow(site, home)
    site.paths()
    done = run("poll", OPEN, "--every", "2h", home=home)
    assert (done.code, done.out) == (0, "1 polled, 2 sources added, 0 failed.\n")
    assert sleeps == pytest.approx([7200] * 3, abs=60)
    assert site.paths() == ["/feed"]


def test_polling_for_ever_follows_a_feed_that_moves(site: Site, home: Path, sleeps: list[float]) -> None:
    follow(site, home)
    site.answers |= {"/moved": site.answers["/feed"], "/feed": answer(status=301, Location="/moved")}
    done = run("poll", OPEN, "--every", "1m", site.url("/feed"), home=home)
    assert f"{site.url('/feed')} moved to {site.url('/moved')}" in done.err
    assert json.loads(run("feeds", "--json", home=home).out)[0]["address"] == site.url("/moved")
    assert len(sleeps) == 3


def test_polling_for_ever_waits_for_a_home_that_is_busy(site: Site, home: Path, sleeps: list[float]) -> None:
    follow(site, home)
    with Home(home).lock("somebody else"):
        done = run("poll", OPEN, "--every", "2h", home=home)
    assert (done.code, done.out) == (0, "0 polled, 0 sources added, 0 failed.\n")
    assert done.err.count("The next try is in a minute.") == 3
    assert sleeps == [60] * 3


def test_a_poll_keeps_what_is_new_where_the_index_cannot_follow(
    site: Site, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(site, home)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("STORYTREE_INDEX_URL", site.url(""))
        done = run("poll", OPEN, home=home)
    assert done.out == "1 polled, 2 sources added, 0 failed.\n"
    assert "is no Chroma" in done.err
    assert "indexed by the next command" in done.err
    assert texts(home) == [FERRY, TRAM]


# ---- in a process of its own -------------------------------------------------------------------------------


@pytest.fixture
def heeds_ctrl_c() -> None:
    """A shell starts background jobs with SIGINT ignored, and children inherit that; a handler undoes it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


SILENT = {"STORYTREE_PAUSE": "0", "STORYTREE_FULL_TEXT": "never"}


def until(child: "subprocess.Popen[bytes]", words: str) -> str:
    """What the process says on standard error up to a line with these words."""
    said = ""
    for line in cast("IO[bytes]", child.stderr):
        said += line.decode()
        if words in said:
            return said
    raise AssertionError(said)


def test_polling_for_ever_ends_when_it_is_told_to(site: Site, home: Path) -> None:
    follow(site, home)
    site.answers["/feed"] = answer(rss())
    with start("poll", OPEN, "--every", "15m", home=home, env=SILENT) as child:
        until(child, "0 new")
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=20)
    assert (child.returncode, out.decode()) == (0, "1 polled, 0 sources added, 0 failed.\n"), err


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_a_slow_host_does_not_hold_up_the_end(site: Site, home: Path) -> None:
    follow(site, home)
    gate = threading.Event()
    site.answers["/feed"] = lambda: Answer(str(gate.wait(20)))
    site.paths()
    with start("poll", OPEN, "--every", "15m", home=home, env=SILENT) as child:
        while "/feed" not in site.paths():
            time.sleep(0.02)
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
        gate.set()
    assert (child.returncode, out.decode()) == (0, "0 polled, 0 sources added, 0 failed.\n"), err
    assert time.monotonic() - began < 10


def test_a_kill_leaves_nothing_half_done(site: Site, home: Path) -> None:
    gate = threading.Event()
    page = f"<html><body><article><p>{FERRY}</p><p>{TRAM}</p></article></body></html>"
    follow(site, home)
    site.answers |= {
        "/feed": answer(
            rss(item(1, FERRY, link=site.url("/1")), item(2, TRAM, link=site.url("/2"))), ETag='"b"'
        ),
        "/1": answer(page, Content_Type="text/html"),
        "/2": lambda: Answer(str(gate.wait(20)), status=404),
    }
    with start("poll", OPEN, home=home, env={"STORYTREE_PAUSE": "0"}) as child:
        while "/2" not in site.paths():
            time.sleep(0.02)
        child.kill()
        child.communicate(timeout=20)
    gate.set()
    assert texts(home) == []
    assert json.loads(run("feeds", "--json", home=home).out)[0]["etag"] == ""
    done = call("poll", OPEN, home=home, STORYTREE_PAUSE="0")
    assert done.out == "1 polled, 2 sources added, 0 failed.\n"
    assert len(texts(home)) == 2


@pytest.mark.parametrize(
    ("text", "seconds"), [("15m", 900), ("90s", 90), ("2h", 7200), ("1D", 86400), (" 1m ", 60)]
)
def test_times_between_polls(text: str, seconds: int) -> None:
    assert duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "15", "m", "0m", "59s", "31d", "1.5h", "-5m", "99999999d", "１５m"])
def test_what_is_no_time_between_polls(text: str) -> None:
    with pytest.raises(UsageError, match="is no time") as caught:
        duration(text)
    assert caught.value.advice
