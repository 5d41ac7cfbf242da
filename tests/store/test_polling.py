"""Feeds polled from a real server on loopback: what comes in, and not again, and what goes wrong."""

from datetime import timedelta
from pathlib import Path

import pytest

from store.archive import Archive
from store.errors import HomeBusy
from store.feeds import FeedState, FullText
from store.home import Home
from store.intake import Limits
from store.intake.polite import Guest
from store.polling import Poller
from store.visits import Habits, Visitor
from tests.feeds import FERRY, OPEN, TRAM, Desk, item, rss
from tests.site import Answer, Site, answer, serve

# ---- what comes in -----------------------------------------------------------------------------------------


def test_what_is_new_comes_in_and_what_is_known_does_not(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)), ETag='"a"')
    assert desk.one().added == 1
    assert (desk.feed.title, desk.feed.added, desk.feed.state) == ("Radio Norvane", 1, FeedState.ACTIVE)
    desk.site.answers["/feed"] = answer(rss(item(2, TRAM), item(1, FERRY)), ETag='"b"')
    assert desk.one().added == 1
    assert desk.texts() == [FERRY, TRAM]
    assert [source.revises for source in desk.sources()] == [None, None]
    assert {source.outlet for source in desk.sources()} == {"Radio Norvane"}


def test_the_same_guid_with_another_text_revises(desk: Desk) -> None:
    texts = [FERRY, f"{FERRY} One man was.", f"{FERRY} Two men were."]
    for text in texts:
        desk.site.answers["/feed"] = answer(rss(item(1, text)))
        desk.one()
    sources = desk.sources()
    assert [source.text for source in sources] == texts
    assert [source.revises for source in sources] == [None, sources[0].id, sources[1].id]


def test_an_unchanged_feed_is_not_sent_again(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(
        rss(item(1, FERRY)), ETag='"a"', Last_Modified="Tue, 01 Apr 2025 09:00:00 GMT"
    )
    desk.one()
    assert desk.one().visit.unchanged
    _, headers = desk.site.asked[-1]
    assert headers["If-None-Match"] == '"a"'
    assert headers["If-Modified-Since"] == "Tue, 01 Apr 2025 09:00:00 GMT"


def test_an_unchanged_feed_is_seen_as_such_where_the_server_does_not_say_so(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)))
    assert [desk.one().visit.unchanged for _ in range(3)] == [False, True, True]


def test_a_feed_that_gives_all_entries_new_guids_brings_nothing(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY), item(2, TRAM)))
    desk.one()
    renamed = (item(1, FERRY, guid="urn:x:1"), item(2, TRAM, guid="urn:x:2"))
    desk.site.answers["/feed"] = answer(rss(*renamed))
    assert desk.one().added == 0
    assert len(desk.sources()) == 2


def test_two_reports_at_one_address_do_not_revise_each_other(desk: Desk) -> None:
    both = [item(1, FERRY, link="https://r.example/"), item(2, TRAM, link="https://r.example/")]
    desk.site.answers["/feed"] = answer(rss(*both))
    desk.one()
    assert [source.revises for source in desk.sources()] == [None, None]


def test_a_report_that_gets_another_guid_and_another_text_revises(desk: Desk) -> None:
    for guid, text in (("urn:a", FERRY), ("urn:b", f"{FERRY} One man was.")):
        desk.site.answers["/feed"] = answer(rss(item(1, text, guid=guid)))
        desk.one()
    first, second = desk.sources()
    assert second.revises == first.id


def test_the_same_guid_twice_in_one_feed(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY), item(1, FERRY), item(1, TRAM)))
    assert desk.one().added == 2
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY), item(1, TRAM)))
    assert desk.one().added == 0


def test_entries_without_guid_link_date_or_title(desk: Desk) -> None:
    bare = f"<item><description>{FERRY}</description></item>"
    desk.site.answers["/feed"] = answer(rss(bare, f"<item><description>{TRAM}</description></item>"))
    assert desk.one().added == 2
    desk.site.answers["/feed"] = answer(rss(bare))
    assert desk.one().added == 0
    assert [(source.guid, source.url) for source in desk.sources()] == [("", "")] * 2


def test_a_thousand_entries(desk: Desk) -> None:
    entries = [item(n, f"The ferry number {n} of Velm sailed at noon.") for n in range(1_000)]
    desk.site.answers["/feed"] = answer(rss(*entries))
    assert desk.one().added == 1_000
    desk.site.answers["/feed"] = answer(rss(*entries, item(1_000, TRAM)))
    assert desk.one().added == 1


def test_a_feed_in_a_file(archive: Archive, site: Site, tmp_path: Path) -> None:
    desk, path = Desk(archive, site, full_text=FullText.NEVER), tmp_path / "feed.xml"
    desk.follow(str(path))
    assert "cannot be opened" in str(desk.one().visit.error)
    path.write_text(rss(item(1, FERRY)), "utf-8")
    assert desk.one().added == 1
    assert desk.one().visit.unchanged


# ---- what goes wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (answer("<!DOCTYPE html><html><body><h1>503</h1></body></html>"), "is an HTML page, not a feed"),
        (answer(b""), "is no feed"),
        (answer(b"\0\1\2\3"), "is no feed"),
        (answer("{}"), "is no feed"),
        (answer("{"), "broken JSON"),
        (answer(status=404), "the server answered 404"),
        (answer(status=500), "the server answered 500"),
        (answer(status=302, Location="/feed"), "redirects more than 5 times"),
        (answer(b"\x1f\x8b\x08\0", Content_Encoding="gzip"), "was cut off before its end"),
        (answer(b"x" * 20_000_001), "larger than 20 MB"),
    ],
)
def test_what_is_no_feed_is_told_and_others_go_on(desk: Desk, given: Answer, reason: str) -> None:
    desk.follow(desk.site.url("/other"))
    desk.site.answers |= {"/feed": given, "/other": answer(rss(item(1, FERRY)))}
    by_path = {polled.visit.address[-5:]: polled for polled in desk.poll()}
    assert reason in str(by_path["/feed"].visit.error)
    assert by_path["other"].added == 1
    failing, well = desk.archive.feeds()
    assert (failing.state, failing.failures) == (FeedState.FAILING, 1)
    assert reason in failing.problem
    assert well.state is FeedState.ACTIVE


def test_a_feed_without_entries_is_well(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(rss())
    assert desk.one().visit.error is None


def test_a_failing_feed_is_tried_later_each_time_and_keeps_what_it_knows(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)), ETag='"a"')
    desk.one()
    desk.site.answers["/feed"] = answer(status=503)
    waits: list[timedelta] = []
    for _ in range(12):
        desk.one()
        assert desk.feed.due_at
        waits.append(desk.feed.due_at - desk.now)
    assert [wait.total_seconds() / 60 for wait in waits[:4]] == [5, 10, 20, 40]
    assert max(waits) == waits[-1] == timedelta(days=1)
    assert desk.feed.etag == '"a"'
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)), ETag='"a"')
    assert desk.one().visit.unchanged
    assert (desk.feed.failures, desk.feed.problem) == (0, "")


def test_a_host_is_left_alone_as_long_as_it_asks(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(status=429, Retry_After="7200")
    desk.one()
    assert desk.feed.due_at == desk.now + timedelta(hours=2)
    desk.site.paths()
    desk.now += timedelta(hours=1)
    assert "asked to be left alone until 2025-04-01 14:00 UTC" in str(desk.one().visit.error)
    assert desk.site.paths(robots=True) == []
    desk.now += timedelta(hours=1)
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)))
    assert desk.one().added == 1


def test_a_feed_that_is_gone_is_told_and_not_due(desk: Desk) -> None:
    desk.site.answers["/feed"] = answer(status=410)
    assert desk.one().feed.gone
    assert (desk.feed.state, desk.feed.due_at) == (FeedState.GONE, None)
    assert desk.feed.is_held_back(desk.now + timedelta(days=900))
    desk.follow(desk.site.url("/feed"))
    assert desk.feed.state is FeedState.NEW


@pytest.mark.parametrize("status", [301, 308])
def test_a_feed_that_moves_for_good_is_followed_there(desk: Desk, status: int) -> None:
    desk.site.answers |= {
        "/feed": answer(status=status, Location="/moved"),
        "/moved": answer(rss(item(1, FERRY)), ETag='"a"'),
    }
    desk.one()
    assert desk.feed.address == desk.site.url("/moved")
    desk.site.paths()
    assert desk.one().visit.unchanged
    assert desk.site.paths() == ["/moved"]


@pytest.mark.parametrize("there", [answer("<html><body>Log in</body></html>"), answer(status=500)])
def test_a_feed_moves_only_to_a_feed(desk: Desk, there: Answer) -> None:
    desk.site.answers |= {"/feed": answer(status=301, Location="/portal"), "/portal": there}
    desk.one()
    assert desk.feed.address == desk.site.url("/feed")


def test_a_feed_that_moves_for_now_stays_where_it_was(desk: Desk) -> None:
    desk.site.answers |= {
        "/feed": answer(status=302, Location="/today"),
        "/today": answer(rss(item(1, FERRY))),
    }
    assert desk.one().added == 1
    assert desk.feed.address == desk.site.url("/feed")


def test_a_feed_that_moves_to_another_that_is_followed_is_not_followed_twice(desk: Desk) -> None:
    desk.follow(desk.site.url("/other"))
    desk.site.answers |= {
        "/feed": answer(status=301, Location="/other"),
        "/other": answer(rss(item(1, FERRY))),
    }
    assert sum(polled.added for polled in desk.poll()) == 1
    moved, other = desk.archive.feeds()
    assert (moved.state, other.state) == (FeedState.GONE, FeedState.ACTIVE)
    assert "is followed already" in moved.problem


def test_a_feed_that_leads_inside_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.intake.network.is_public", "127.0.0.1".__eq__)
    desk.limits = Limits(max_seconds=5)
    desk.site.answers["/feed"] = answer(status=301, Location=desk.site.url("/secret", host="127.0.0.2"))
    assert "127.0.0.2 is not on the public internet" in str(desk.one().visit.error)
    assert "/secret" not in desk.site.paths()


def test_a_feed_that_is_cut_off_loses_no_entry(desk: Desk) -> None:
    whole = rss(item(1, FERRY), item(2, TRAM))
    desk.site.answers["/feed"] = answer(whole[: whole.index("It rained")], ETag='"a"')
    polled = desk.one()
    assert desk.texts() == [FERRY]
    assert "is cut off" in str(polled.skipped[0])
    assert desk.feed.etag == ""
    desk.site.answers["/feed"] = answer(whole, ETag='"a"')
    desk.one()
    assert desk.texts() == [FERRY, TRAM]
    assert desk.feed.etag == '"a"'


def test_a_kill_between_sources_and_validators_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)), ETag='"a"')
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "keep_visit", _killed)
        with pytest.raises(KeyboardInterrupt):
            desk.one()
    assert desk.texts() == [FERRY]
    assert (desk.feed.etag, desk.feed.state) == ("", FeedState.NEW)
    assert desk.one().added == 0
    assert desk.feed.etag == '"a"'


def test_a_kill_before_the_sources_leaves_the_feed_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)), ETag='"a"')
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "add_many", _killed)
        with pytest.raises(KeyboardInterrupt):
            desk.one()
    assert (desk.texts(), desk.feed.etag) == ([], "")
    assert desk.one().added == 1


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_feed_that_was_unfollowed_meanwhile_stays_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.site.answers["/feed"] = answer(rss(item(1, FERRY)))
    feeds = desk.archive.feeds()
    desk.archive.unfollow(feeds[0].address)
    monkeypatch.setattr(desk.archive, "feeds", lambda: feeds)
    assert desk.one().added == 1
    monkeypatch.undo()
    assert desk.archive.feeds() == ()


# ---- one writer --------------------------------------------------------------------------------------------


def test_hosts_are_visited_side_by_side_and_one_host_in_order(archive: Archive, site: Site) -> None:
    desk = Desk(archive, site, full_text=FullText.NEVER)
    desk.follow(*(site.url(f"/{n}") for n in range(6)))
    with serve() as other:
        desk.follow(*(other.url(f"/{n}") for n in range(6)))
        assert len(desk.poll()) == 12
        for one in (site, other):
            assert one.paths(robots=True) == ["/robots.txt", *(f"/{n}" for n in range(6))]


def test_the_home_is_held_only_while_something_is_kept(home: Home, archive: Archive, site: Site) -> None:
    desk = Desk(archive, site, full_text=FullText.NEVER)
    desk.follow(site.url("/feed"))
    held: list[bool] = []

    def feed() -> Answer:
        with home.lock("somebody else", wait=0):
            held.append(False)
        return answer(rss(item(1, FERRY)))

    site.answers["/feed"] = feed
    guest = Guest(OPEN, archive.host, pause=0)
    visitor = Visitor(guest, archive.unread, Habits(OPEN, FullText.NEVER), lambda: desk.now)
    poller = Poller(archive, visitor, guest, lambda: home.lock("polling", wait=0))
    assert [polled.added for polled in poller.poll(archive.feeds())] == [1]
    assert held == [False]
    with home.lock("somebody else", wait=0), pytest.raises(HomeBusy):
        list(poller.poll(archive.feeds()))
    assert archive.feeds()[0].failures == 0
