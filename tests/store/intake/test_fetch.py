"""A fetch from a real server on loopback, and every address that must not be reached."""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from store.errors import Unfetched, UnreadableSource
from store.intake import Limits, read
from store.intake.fetch import Fetched, NotModified, Validators, fetch, fetch_if_changed
from store.intake.network import is_public
from store.records import Source
from store.version import __version__
from tests.site import Site, answer, serve

NOW = datetime(2025, 4, 1, tzinfo=UTC)
TEXT = "The ferry sails again on Monday. Nobody was hurt."
OPEN = Limits(allow_private=True, max_seconds=5)
BOMB = gzip.compress(b"a" * 30_000_000)


class _News(BaseHTTPRequestHandler):
    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers)))
        name = self.path.strip("/").partition("?")[0]
        getattr(self, f"get_{name}", self.get_missing)()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_text(self) -> None:
        self.answer(TEXT.encode(), Content_Type="text/plain; charset=utf-8", Set_Cookie="a=b")

    def get_latin(self) -> None:
        body = "The café on the quay is open again, said the mayor."
        self.answer(body.encode("latin-1"), Content_Type="text/plain; charset=iso-8859-1")

    def get_page(self) -> None:
        paragraphs = (
            f"<p>{TEXT}</p><p>The quay was full of people who had waited since the early morning.</p>"
        )
        html = f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1>{paragraphs}</body></html>"
        self.answer(gzip.compress(html.encode()), Content_Type="text/html", Content_Encoding="gzip")

    def get_pdf(self) -> None:
        self.answer(b"%PDF-1.7", Content_Type="application/pdf")

    def get_bomb(self) -> None:
        self.answer(BOMB, Content_Type="text/plain", Content_Encoding="gzip")

    def get_brotli(self) -> None:
        self.answer(b"\x0b\x02", Content_Type="text/plain", Content_Encoding="br")

    def get_torn(self) -> None:
        self.answer(b"\x1f\x8b no gzip", Content_Type="text/plain", Content_Encoding="gzip")

    def get_hop(self) -> None:
        self.answer(b"", 302, Location="/text")

    def get_loop(self) -> None:
        self.answer(b"", 302, Location="/loop")

    def get_away(self) -> None:
        self.answer(b"", 302, Location=f"http://127.0.0.2:{self.headers['Host'].rpartition(':')[2]}/text")

    def get_file(self) -> None:
        self.answer(b"", 302, Location="file:///etc/passwd")

    def get_trickle(self) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):  # the reader is gone
            for _ in range(40):
                self.wfile.write(b"a")
                time.sleep(0.1)

    def get_missing(self) -> None:
        self.answer(b"", 404)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    _News.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _News) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(server: ThreadingHTTPServer, path: str, limits: Limits = OPEN) -> Source | UnreadableSource:
    (found,) = read([f"http://127.0.0.1:{server.server_address[1]}/{path}"], now=NOW, limits=limits)
    return found


def test_text_by_url(server: ThreadingHTTPServer) -> None:
    found = get(server, "text?utm_source=x")
    assert isinstance(found, Source)
    assert found.text == TEXT
    assert found.url.endswith("/text")


def test_the_request_is_honest_and_keeps_nothing(server: ThreadingHTTPServer) -> None:
    get(server, "text")
    get(server, "text")
    for _, headers in _News.seen:
        assert headers["User-Agent"] == f"storytree/{__version__}"
        assert "Cookie" not in headers


def test_a_packed_page(server: ThreadingHTTPServer) -> None:
    found = get(server, "page")
    assert isinstance(found, Source)
    assert found.text.startswith(TEXT)


def test_the_encoding_of_the_server(server: ThreadingHTTPServer) -> None:
    found = get(server, "latin")
    assert isinstance(found, Source)
    assert "café" in found.text


def test_a_redirect(server: ThreadingHTTPServer) -> None:
    found = get(server, "hop")
    assert isinstance(found, Source)
    assert found.url.endswith("/text")
    assert found.name.endswith("/hop")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "answered 404"),
        ("pdf", "is damaged"),
        ("bomb", "larger than 20 MB"),
        ("brotli", "came compressed as br"),
        ("torn", "is no sound gzip"),
        ("loop", "redirects more than 5 times"),
        ("file", "is no http or https address"),
    ],
)
def test_what_cannot_be_read_is_told(server: ThreadingHTTPServer, path: str, reason: str) -> None:
    found = get(server, path)
    assert isinstance(found, UnreadableSource)
    assert reason in str(found)
    assert found.name.endswith(path)
    assert found.advice


def test_a_server_that_trickles_is_left(server: ThreadingHTTPServer) -> None:
    started = time.monotonic()
    found = get(server, "trickle", Limits(allow_private=True, max_seconds=0.5))
    assert isinstance(found, UnreadableSource)
    assert "too long" in str(found)
    assert time.monotonic() - started < 2


def test_a_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    (found,) = read([f"http://127.0.0.1:{port}/"], now=NOW, limits=OPEN)
    assert isinstance(found, UnreadableSource)
    assert "cannot be fetched" in str(found)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_loopback_is_refused_before_anything_is_sent(server: ThreadingHTTPServer, host: str) -> None:
    (found,) = read([f"http://{host}:{server.server_address[1]}/text"], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert "not on the public internet" in str(found)
    assert not _News.seen


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and the addresses that each look-up of them gives; a look-up takes the name's first."""
    names: dict[str, list[str]] = {}

    def look_up(host: str, port: int, *_: object, **__: object) -> list[tuple[Any, ...]]:
        if host not in names and host != "127.0.0.1":
            raise socket.gaierror(host)
        answers = names[host].pop(0).split() if host in names else [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answers]

    monkeypatch.setattr("store.intake.network.socket.getaddrinfo", look_up)
    return names


@pytest.mark.parametrize(
    "answer",
    ["10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "203.0.114.9 127.0.0.1", "0.0.0.1"],
)
def test_a_name_that_leads_inside_is_refused(resolver: dict[str, list[str]], answer: str) -> None:
    resolver["news.example"] = [answer]
    (found,) = read(["http://news.example/"], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert str(found) == "news.example is not on the public internet"


def test_a_name_that_is_rebound_is_looked_up_once(
    server: ThreadingHTTPServer, resolver: dict[str, list[str]]
) -> None:
    resolver["news.example"] = ["127.0.0.1", "10.0.0.7"]
    port = server.server_address[1]
    (found,) = read([f"http://news.example:{port}/text"], now=NOW, limits=OPEN)
    assert isinstance(found, Source)
    assert resolver["news.example"] == ["10.0.0.7"]
    assert _News.seen[0][1]["Host"] == f"news.example:{port}"


def test_a_redirect_inside_is_refused(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.intake.network.is_public", "127.0.0.1".__eq__)
    found = get(server, "away", Limits())
    assert isinstance(found, UnreadableSource)
    assert "127.0.0.2 is not on the public internet" in str(found)
    assert [path for path, _ in _News.seen] == ["/away"]


def test_a_name_that_is_not_there(resolver: dict[str, list[str]]) -> None:
    assert not resolver
    (found,) = read(["https://nowhere.example/"], now=NOW)
    assert "there is no host nowhere.example" in str(found)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/a",
        "gopher://127.0.0.1/",
        "http://",
        "http://[",
        "http://a:99999999/",
        "http://\0/",
    ],
)
def test_addresses_of_other_kinds(url: str) -> None:
    (found,) = read([url], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert found.name == url
    assert found.advice


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 192.0.0.1
    192.0.2.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1
    64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:0:0:0:0:0:80ff:fffe fc00::1 fd12::1 fe80::1
    fe80::1%eth0 fec0::1 ff02::1 2001:db8::1 100::1 192.0.0.192 2001:db8:1::1 3fff::1""".split(),
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


# ---- what changed, what moved, what is to wait -------------------------------------------------------------


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def test_a_page_is_asked_for_by_what_is_known_of_it(site: Site) -> None:
    site.answers["/page"] = answer("a", ETag='W/"1"', Last_Modified="Tue, 01 Apr 2025 09:00:00 GMT")
    first = fetch_if_changed(site.url("/page"), OPEN, Validators())
    assert isinstance(first, Fetched)
    assert first.validators == Validators('W/"1"', "Tue, 01 Apr 2025 09:00:00 GMT")
    assert fetch_if_changed(site.url("/page"), OPEN, first.validators) == NotModified()
    asked = [headers for _, headers in site.asked]
    assert "If-None-Match" not in asked[0]
    assert (asked[1]["If-None-Match"], asked[1]["If-Modified-Since"]) == (
        'W/"1"',
        "Tue, 01 Apr 2025 09:00:00 GMT",
    )
    assert "application/atom+xml" in asked[0]["Accept"]


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [((), ""), ((301,), "/1"), ((308, 301), "/2"), ((302,), ""), ((301, 302), "/1"), ((307, 301), "")],
)
@pytest.mark.parametrize("etag", ['"a"', '"b"'])
def test_where_a_page_is_for_good(site: Site, hops: tuple[int, ...], moved_to: str, etag: str) -> None:
    site.answers |= {f"/{n}": answer(status=s, Location=f"/{n + 1}") for n, s in enumerate(hops)}
    site.answers[f"/{len(hops)}"] = answer("a", ETag=etag)
    found = fetch_if_changed(site.url("/0"), OPEN, Validators('"a"'))
    assert isinstance(found, NotModified if etag == '"a"' else Fetched)
    assert found.moved_to == (site.url(moved_to) if moved_to else "")


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("9" * 99, 999_999_999_999),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        pytest.param(
            format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True), 7200, id="in two hours"
        ),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(site: Site, wish: str, seconds: float) -> None:
    site.answers["/page"] = answer(status=503, Retry_After=wish)
    with pytest.raises(Unfetched) as caught:
        fetch(site.url("/page"), OPEN)
    assert caught.value.status == 503
    assert caught.value.retry_after == pytest.approx(seconds, abs=1800)


@pytest.mark.parametrize(
    ("status", "passing"), [(400, False), (404, False), (410, False), (429, True), (502, True)]
)
def test_which_answers_may_change(site: Site, status: int, passing: bool) -> None:
    site.answers["/page"] = answer(status=status)
    with pytest.raises(Unfetched) as caught:
        fetch(site.url("/page"), OPEN)
    assert (caught.value.status, caught.value.retry) == (status, passing)


def test_a_packed_page_that_is_cut_off(site: Site) -> None:
    site.answers["/page"] = answer(gzip.compress(TEXT.encode())[:-9], Content_Encoding="gzip")
    with pytest.raises(Unfetched, match="was cut off before its end"):
        fetch(site.url("/page"), OPEN)


def test_a_gate_stands_before_every_request(site: Site) -> None:
    site.answers |= {"/0": answer(status=302, Location="/1"), "/1": answer("a")}
    passed: list[str] = []

    @contextlib.contextmanager
    def gate(url: str) -> Generator[None]:
        passed.append(url)
        yield

    fetch(site.url("/0"), OPEN, gate)
    assert passed == [site.url("/0"), site.url("/1")]
