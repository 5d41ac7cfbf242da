"""Connections that reach the public internet only and end at a deadline.

Addresses are checked where the connection is made, on the very address connected to: a name that
resolves to something else a moment later, or a redirect, gains nothing.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import httpcore
import httpx

from store.intake.bodies import Refused
from store.intake.clean import canonical_url

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNICAST = ipaddress.IPv6Network("2000::/3")
_SET_ASIDE = tuple(  # is_global of older Pythons lets parts of these through
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_OWN = tuple(
    map(
        ipaddress.ip_network,
        "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 ::1/128 fc00::/7".split(),
    )
)
"""One's own machine and network, where a newsroom may have an archive: nothing link-local is in it."""
_METADATA = frozenset(
    map(ipaddress.ip_address, "100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254 fd20:ce::254".split())
)
"""Where clouds tell a machine its secrets, beside the link-local 169.254.169.254; one looks public."""

_WEB_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024
"""Below it ports are of one service each; from it on, a site may stand on any."""
_READ_IN_TWO_WAYS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
"""Left out or turned into a slash by one reader of addresses, and not by another."""
_NUMBER = re.compile(r"\d+|0x[\da-f]*", re.IGNORECASE)


def web_address(address: str) -> httpx.URL:
    """What the address names; raises Refused, or httpx.InvalidURL, where that is no page of the web."""
    address = address.strip()
    if _READ_IN_TWO_WAYS.search(address):
        raise Refused("has a backslash or a control character in its address")
    if not canonical_url(address):
        raise Refused("is no http or https address")
    url = httpx.URL(address)
    if url.userinfo:
        raise Refused("has a name or a password in its address, which are sent to nobody")
    return url


def is_public(address: str) -> bool:
    """Whether the whole internet reaches this address, whatever form hides the real one."""
    ip = _plain(address)
    if ip in _METADATA or any(ip in network for network in _SET_ASIDE):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _UNICAST:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def is_own(address: str) -> bool:
    """Whether this address is of one's own machine or network."""
    ip = _plain(address)
    return ip not in _METADATA and any(ip in network for network in _OWN)


def _plain(address: str) -> Address:
    """Without the IPv6 form that an IPv4 address can hide in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


class PublicOnly(httpcore.SyncBackend):
    """Connects to public addresses only, and to nothing after the deadline.

    Only the web's two ports and those from 1024 on: the others are of services that are no web server.
    ``allow_private`` opens one's own network besides, with its names without a dot, and every port.
    """

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self._check(host, port)
        left = _left(self._deadline, timeout)
        addresses = [host] if _is_address(host) else _looked_up(host, port, left)
        if not all(map(self._may_reach, addresses)):
            raise Refused(f"{host[:100]} is not on the public internet")
        connect = partial(super().connect_tcp, local_address=local_address, socket_options=socket_options)
        *others, last = addresses
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return _Timed(connect(address, port, _left(self._deadline, timeout)), self._deadline)
        return _Timed(connect(last, port, _left(self._deadline, timeout)), self._deadline)

    def _check(self, host: str, port: int) -> None:
        """Raises Refused for what no look-up is needed for."""
        last = host.rstrip(".").rpartition(".")[2]
        if _NUMBER.fullmatch(last) and not _is_address(host):
            raise Refused(f"{host[:100]} is a number, and no address as it is written")
        if self._allow_private:
            return
        if "." not in host.rstrip(".") and not _is_address(host):
            raise Refused(f"{host[:100]} is a name without a dot, and not on the public internet")
        if port < _FIRST_FREE_PORT and port not in _WEB_PORTS:
            raise Refused(f"port {port} is not the web's: 80, 443, or one from {_FIRST_FREE_PORT} on")

    def _may_reach(self, address: str) -> bool:
        return is_public(address) or (self._allow_private and is_own(address))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """In a thread of its own, because the system's resolver knows no deadline."""
    with_deadline = ThreadPoolExecutor(1)
    try:
        look_up = with_deadline.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(found[4][0]) for found in look_up.result(seconds)))
    except TimeoutError as error:
        raise httpcore.ConnectTimeout from error
    except (OSError, UnicodeError) as error:
        raise Refused(f"there is no host {host[:100]}") from error
    finally:
        with_deadline.shutdown(wait=False)


class _Timed(httpcore.NetworkStream):
    """A stream that ends at the deadline, however slowly its bytes trickle."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Timed(inner, self._deadline)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return min(left, timeout or left)
