"""What a request says of where it comes from, and whom it means. All but the peer is the asker's word."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_SAME = {"same-origin", "none"}
"""What browsers say of a request that a page of ours made, or that a person typed."""


def is_loopback(host: str) -> bool:
    """Whether an address, or ``localhost``, is the machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def host_name(host: str) -> str:
    """Without the port, in small letters; empty for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_local(connection: HTTPConnection) -> bool:
    """Whether it comes from the machine itself, and from no proxy there that speaks for others."""
    peer = connection.client.host if connection.client else ""
    if not is_loopback(peer) or any(name in connection.headers for name in _FORWARDING):
        return False
    return is_loopback(host_name(connection.headers.get("host", "")))


def is_meant(connection: HTTPConnection, hosts: Iterable[str]) -> bool:
    """Whether the host that was asked for is this service.

    A page that lets its own name point to this machine (DNS rebinding) asks for its own name: on the machine
    itself none is taken but ``hosts`` and loopback names, elsewhere any where none are set.
    """
    name = host_name(connection.headers.get("host", ""))
    known = set(hosts)
    if is_loopback(name) or name in known:
        return True
    peer = connection.client.host if connection.client else ""
    return bool(name) and not known and not is_loopback(peer)


def is_same_origin(connection: HTTPConnection) -> bool:
    """Whether a page of ours asks, or no browser at all: those say whose page it is."""
    if site := connection.headers.get("sec-fetch-site"):
        return site in _SAME
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    return origin.lower() == f"{connection.url.scheme}://{connection.headers.get('host', '')}".lower()


def network(host: str) -> str:
    """What counts as one asker: an address, of IPv6 the /64 that one household has."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
