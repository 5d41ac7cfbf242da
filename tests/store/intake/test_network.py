"""Where a connection may lead: the address's own words first, then the very address connected to."""

import socket
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.bad_servers import TEXT
from evals.hostile_urls import REBINDS
from evals.intake_attacks import stand_in
from evals.loopback import page, serving
from store.errors import UnreadableSource
from store.intake import Limits, read
from store.intake.bodies import Refused
from store.intake.network import is_own, is_public, web_address
from store.records import Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
OPEN = Limits(allow_private=True, max_seconds=5)


def refusal(url: str, limits: Limits | None = None) -> str:
    (found,) = read([url], now=NOW, limits=limits or Limits())
    assert isinstance(found, UnreadableSource)
    return str(found)


@pytest.fixture
def no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, *_: object, **__: object) -> Any:
        pytest.fail(f"{host} was looked up")

    monkeypatch.setattr("store.intake.network.socket.getaddrinfo", look_up)


@pytest.mark.usefixtures("no_resolver")
@pytest.mark.parametrize("limits", [Limits(), OPEN], ids=["public", "private too"])
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://0x7f000001/", "is a number, and no address as it is written"),
        ("http://2130706433/", "is a number"),
        ("http://127.1/", "is a number"),
        ("http://0x7f.0.0.1/", "is a number"),
        ("http://127.0.0.1./", "is a number"),
        ("http://0177.0.0.1/", "Invalid IPv4 address"),
        ("http://velm.0x1/", "is a number"),
        ("http://①②⑦.⓪.⓪.①/", "Invalid IDNA hostname"),
        ("http://mayor:secret@velm.example/", "has a name or a password in its address"),
        ("http://mayor@velm.example/", "has a name or a password"),
        ("http://velm.example\\@10.1.2.3/", "has a backslash or a control character"),
        ("http://velm.example/a\r\nX: y", "has a backslash or a control character"),
        ("http://velm.example/a\tb", "has a backslash or a control character"),
        ("http://velm.example/\0", "has a backslash or a control character"),
        ("http://velm.example/\x85b", "has a backslash or a control character"),
        ("http://velm.example:0x50/", "is no http or https address"),
        ("http://velm.example:-80/", "is no http or https address"),
        ("ws://velm.example/", "is no http or https address"),
    ],
)
def test_addresses_refused_as_they_are_written(url: str, reason: str, limits: Limits) -> None:
    assert reason in refusal(url, limits)


@pytest.mark.usefixtures("no_resolver")
@pytest.mark.parametrize("port", [1, 21, 22, 25, 53, 110, 445, 1023])
def test_ports_of_other_services(port: int) -> None:
    assert refusal(f"http://velm.example:{port}/").startswith(f"port {port} is not the web's")


@pytest.mark.usefixtures("no_resolver")
@pytest.mark.parametrize("name", ["localhost", "localhost.", "wiki", "metadata"])
def test_names_of_the_local_network(name: str) -> None:
    assert "is a name without a dot" in refusal(f"http://{name}/")


@pytest.mark.parametrize(
    "address",
    """169.254.169.254 169.254.170.2 fe80::1 100.100.100.200 168.63.129.16 fd00:ec2::254 192.0.0.192
    fd20:ce::254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 0.0.0.0 :: 224.0.0.1 ff02::1 240.0.0.1
    255.255.255.255 192.0.2.1 2001:db8::1 64:ff9b:1:7f00:0:100:808:808""".split(),
)
def test_what_is_neither_public_nor_ones_own(address: str) -> None:
    assert not is_public(address)
    assert not is_own(address)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.8.8.8 10.1.2.3 172.31.0.1 192.168.0.1 100.64.0.1 ::1 fd12::1 ::ffff:10.0.0.1".split(),
)
def test_ones_own_network(address: str) -> None:
    assert is_own(address)
    assert not is_public(address)


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "0.0.0.1", "[::ffff:a9fe:a9fe]"])
def test_a_clouds_secrets_stay_shut_on_ones_own_network(host: str) -> None:
    assert "is not on the public internet" in refusal(f"http://{host}/", OPEN)


def test_a_name_bound_anew_between_two_requests() -> None:
    with stand_in() as internet:
        internet.redirects_to = f"http://{REBINDS}/again"
        assert refusal(f"http://{REBINDS}/") == f"{REBINDS} is not on the public internet"
    assert (internet.outside.connections, internet.inside.connections) == (1, 0)


def test_the_next_address_where_one_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, *_: object, **__: object) -> list[tuple[Any, ...]]:
        addresses = ["127.0.0.2", "127.0.0.1"] if host == "velm.example" else [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("store.intake.network.socket.getaddrinfo", look_up)
    with serving(lambda connection, _: connection.sendall(page(TEXT))) as server:
        (found,) = read([f"http://velm.example:{server.port}/"], now=NOW, limits=OPEN)
    assert isinstance(found, Source)


def test_nothing_in_an_address_becomes_a_header() -> None:
    requests: list[bytes] = []

    def answer(connection: socket.socket, request: bytes) -> None:
        requests.append(request)
        connection.sendall(page(b"", "Location: /b%0d%0aX-Other:%20y", status="302 Found"))

    with serving(answer) as server:
        refusal(f"http://127.0.0.1:{server.port}/a%0d%0aX-Evil:%20y?b c\u2028d", OPEN)
    assert len(requests) == 6
    for request in requests:
        head, _, rest = request.partition(b"\r\n\r\n")
        assert rest == b""
        names = [line.partition(b":")[0] for line in head.split(b"\r\n")[1:]]
        assert names == [b"Host", b"User-Agent", b"Accept", b"Accept-Encoding"]


PARTS = st.text(st.sampled_from("@:/\\?#[].%x0a1 \t\r\nvelm。ａ")) | st.text()


@given(st.tuples(st.sampled_from(["http://", "https://", "HTTP:\\\\", ""]), PARTS, PARTS).map("".join))
def test_an_address_is_read_in_one_way(address: str) -> None:
    try:
        url = web_address(address)
    except (Refused, httpx.InvalidURL):
        return
    parts = urlsplit(str(url))
    assert (parts.scheme, parts.hostname) == (url.scheme, url.raw_host.decode())
    assert (parts.username, parts.password) == (None, None)
    assert url.raw_path.isascii()
    assert not {*b"\r\n\t \0"} & {*url.raw_path, *url.netloc}
