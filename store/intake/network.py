"""Connections that reach the public internet only and end at a deadline.

Addresses are checked where the connection is made, on the very address connected to: a name that
resolves to something else a moment later, or a redirect, gains nothing.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable

import httpcore

_UNICAST = ipaddress.IPv6Network("2000::/3")
_SET_ASIDE = (  # is_global of older Pythons lets parts of these through
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("2001::/23"),
    ipaddress.IPv6Network("3fff::/20"),
)
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


class Refused(Exception):
    """The reason why an address is not connected to, or its answer not read on."""


def is_public(address: str) -> bool:
    """Whether the whole internet reaches this address, whatever form hides the real one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if any(ip in network for network in _NAT64):
            hidden = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
        if ip not in _UNICAST:
            return False
    if any(ip in network for network in _SET_ASIDE):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


class PublicOnly(httpcore.SyncBackend):
    """Connects to public addresses only, and to nothing after the deadline."""

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
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Refused(f"there is no host {host[:100]}") from error
        addresses = [str(address[4][0]) for address in found]
        if not self._allow_private and not all(map(is_public, addresses)):
            raise Refused(f"{host[:100]} is not on the public internet")
        stream = super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Timed(stream, self._deadline)


class _Timed(httpcore.NetworkStream):
    """A stream that ends at the deadline, however slowly its bytes trickle."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

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
        inner = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Timed(inner, self._deadline)

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return min(left, timeout or left)
