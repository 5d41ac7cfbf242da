"""A guest that knows how to behave: robots.txt, one request at a time, pauses, hosts that want peace."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from store.errors import Unfetched
from store.feeds import LONGEST_WISH, Host
from store.intake import Limits
from store.intake.polite import LONGEST_PAUSE, ROBOTS_FOR, Guest
from tests.feeds import OPEN
from tests.site import Answer, Site, answer, serve

START = datetime(2025, 4, 1, 12, tzinfo=UTC)


@dataclass
class Visitor:
    """A guest, with a memory of hosts and a clock that only its own waiting moves."""

    site: Site
    hosts: dict[str, Host] = field(default_factory=dict[str, Host])
    now: datetime = START
    waits: list[float] = field(default_factory=list[float])
    limits: Limits = OPEN

    def guest(self, pause: float = 0.0) -> Guest:
        return Guest(self.limits, self.hosts.get, pause=pause, clock=lambda: self.now, wait=self.wait)

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += timedelta(seconds=seconds)

    def fetch(self, *paths: str, pause: float = 0.0) -> list[str]:
        """Each body, or what was wrong, with a new guest that knows what the last ones learned."""
        guest = self.guest(pause)
        told = [_told(guest, self.site.url(path)) for path in paths]
        self.hosts |= {host.name: host for host in guest.learned()}
        return told


def _told(guest: Guest, url: str) -> str:
    try:
        return guest.fetch(url).body.decode()
    except Unfetched as error:
        return str(error) if error.name == url else error.name


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with serve() as site:
        site.answers |= {"/a": answer("a"), "/b": answer("b"), "/shop/c": answer("c")}
        yield Visitor(site)


def robots(*lines: str) -> Answer:
    return answer("\n".join(lines))


def test_robots_that_are_not_there_allow_everything(visitor: Visitor) -> None:
    assert visitor.fetch("/a", "/b") == ["a", "b"]
    assert visitor.site.paths(robots=True) == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    ("lines", "allowed"),
    [
        (("User-agent: *", "Disallow: /shop/"), True),
        (("User-agent: *", "Disallow: /a"), False),
        (("User-agent: *", "Disallow: /"), False),
        (("User-agent: storytree", "Disallow: /a"), False),
        (("User-agent: STORYTREE", "Disallow: /a"), False),
        (("User-agent: other", "Disallow: /"), True),
        (("User-agent: *", "Disallow: /", "", "User-agent: storytree", "Allow: /"), True),
        (("User-agent: *", "Disallow: /*a$"), False),
        (("<html>", "no robots here"), True),
        (("\0\xff\xfe",), True),
    ],
)
def test_robots_are_obeyed(visitor: Visitor, lines: tuple[str, ...], allowed: bool) -> None:
    visitor.site.answers["/robots.txt"] = robots(*lines)
    (told,) = visitor.fetch("/a")
    assert told == ("a" if allowed else "its robots.txt asks programs to stay away")
    assert ("/a" in visitor.site.paths()) == allowed


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_robots_that_are_refused_allow_everything(visitor: Visitor, status: int) -> None:
    visitor.site.answers["/robots.txt"] = answer(status=status)
    assert visitor.fetch("/a") == ["a"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_that_cannot_be_read_now_allow_nothing_now(visitor: Visitor, status: int) -> None:
    visitor.site.answers["/robots.txt"] = answer("User-agent: *\nAllow: /", status=status)
    (told,) = visitor.fetch("/a")
    assert (
        told == f"its robots.txt cannot be read (the server answered {status}), so it is left alone for now"
    )
    assert visitor.site.paths() == []
    visitor.site.answers["/robots.txt"] = answer("")
    assert visitor.fetch("/a") == ["a"]


def test_robots_are_read_once_a_day(visitor: Visitor) -> None:
    for wait in (timedelta(0), ROBOTS_FOR - timedelta(seconds=1), timedelta(seconds=1)):
        visitor.now += wait
        visitor.fetch("/a", "/b")
    assert visitor.site.paths(robots=True).count("/robots.txt") == 2


def test_robots_of_a_host_that_is_not_public_are_not_asked_for(visitor: Visitor) -> None:
    visitor.limits = Limits()
    assert visitor.fetch("/a") == ["127.0.0.1 is not on the public internet"]
    assert visitor.site.asked == []


def test_robots_are_obeyed_where_a_redirect_leads(visitor: Visitor) -> None:
    with serve() as other:
        other.answers |= {"/robots.txt": robots("User-agent: *", "Disallow: /"), "/x": answer("x")}
        visitor.site.answers["/a"] = answer(status=302, Location=other.url("/x"))
        assert visitor.fetch("/a") == ["its robots.txt asks programs to stay away"]
        assert other.paths() == []


def test_a_pause_between_two_requests(visitor: Visitor) -> None:
    visitor.fetch("/a", "/b", pause=2.0)
    assert visitor.waits == [2.0, 2.0]


@pytest.mark.parametrize(("asked", "given"), [(0.5, 1.0), (7, 7.0), (900, LONGEST_PAUSE)])
def test_a_longer_pause_is_granted_to_a_limit(visitor: Visitor, asked: float, given: float) -> None:
    visitor.site.answers["/robots.txt"] = robots("User-agent: *", f"Crawl-delay: {asked}")
    visitor.fetch("/a", pause=1.0)
    visitor.waits.clear()
    visitor.fetch("/a", "/b", pause=1.0)
    assert visitor.waits == [given]


def test_one_request_at_a_time_to_one_host(visitor: Visitor) -> None:
    busy, most = [0], [0]

    def slowly() -> Answer:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.02)
        busy[0] -= 1
        return answer("slow")

    visitor.site.answers |= {f"/{n}": slowly for n in range(6)}
    guest = visitor.guest()
    threads = [threading.Thread(target=guest.fetch, args=(visitor.site.url(f"/{n}"),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(visitor.site.paths()) == 6
    assert most == [1]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_wants_peace_has_it(visitor: Visitor, status: int) -> None:
    visitor.site.answers["/a"] = answer(status=status, Retry_After="60")
    assert visitor.fetch("/a", "/b") == [
        f"the server answered {status}",
        "its host asked to be left alone until 2025-04-01 12:01 UTC",
    ]
    assert visitor.site.paths() == ["/a"]
    visitor.now += timedelta(seconds=60)
    assert visitor.fetch("/b") == ["b"]


def test_no_host_has_peace_for_ever(visitor: Visitor) -> None:
    visitor.site.answers["/a"] = answer(status=503, Retry_After="99999999999")
    visitor.fetch("/a")
    visitor.now += LONGEST_WISH
    assert visitor.fetch("/b") == ["b"]
