"""Which addresses are hostile, by what is written in them: a rule of its own, apart from what is measured.

The label is the first that fits:

    other scheme         anything but http:// or https:// with a host
    credentials          an @ or a backslash before the path
    inner address        a host that is a number or an IP address in any notation, and not a public one
    inner name           a host without a dot, or with letters that only stand for others
    name that leads in   a host that holds an inner address, or is that of a cloud's metadata
    leads inside         a public host whose address says that it redirects or passes on to an inner one
    benign               the rest: a public host by its plain name or address
"""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

BENIGN = "benign"
LOOPBACK = "127.0.0.1"
REBINDS = "rebinds.example"
"""Leads to a public address at the first look-up, and inside at the second."""

LEADS_INSIDE = (
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://169.254.169.254/latest/meta-data/",
    "//10.0.0.1/",
    "http://metadata/",
    f"http://{REBINDS}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_",
)
"""Where a redirect leads, in turn."""

_NOT_OUTSIDE = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b::/96", "2002::/16", "2001::/32", "::ffff:0:0/96"))
)
"""What Pythons take for public: the internet's own protocols, and IPv6 forms that hide an IPv4 address."""
_METADATA = re.compile(r"(?:^|\.)(?:metadata|instance-data|[\w-]+\.internal)(?:\.|$)")
_INNER = r"(?:169\.254|127|10|192\.168|100\.100)(?:\.\d{1,3}){1,3}"
_HOLDS_INNER = re.compile(rf"(?:^|\.){_INNER}(?:\.|$)")
_REDIRECTS = re.compile(rf"{_INNER}|localhost|\b30[12378]\b|redir|[?&]ip=\d")


def label_of(url: str) -> str:
    """One of the labels above."""
    if not re.match(r"https?://[^/]", url, re.IGNORECASE):
        return "other scheme"
    authority = re.split(r"[/?#]", url.partition("://")[2])[0]
    if "@" in authority or "\\" in url.partition("#")[0].partition("?")[0].rpartition("@")[0]:
        return "credentials"
    host = _host(url)
    return _of_host(host) or ("leads inside" if _REDIRECTS.search(url) else BENIGN)


def are_addresses(lines: Sequence[str]) -> bool:
    """Whether a text is a list of them: no line has a blank within, and most have a scheme."""
    told = [line.strip() for line in lines if line.strip()]
    return all(" " not in line for line in told) and 2 * sum("://" in line for line in told) > len(told)


def leads_inside(name: str, look_up: int) -> bool:
    """Whether a resolver that means harm gives an inner address at this look-up of the name, from 1 on."""
    name = name.rstrip(".")
    is_inner = "." not in name or bool(_METADATA.search(name) or _HOLDS_INNER.search(name))
    return is_inner or (name == REBINDS and look_up > 1)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return re.split(r"[/?#]", url.partition("://")[2])[0]


def _of_host(host: str) -> str:
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").strip("[]").rstrip(".")
    if ":" in plain or re.search(r"(?:^|\.)(?:\d+|0x[\da-f]*)$", plain, re.IGNORECASE):
        return "" if is_outside(plain) else "inner address"
    if "." not in plain or plain != host.rstrip("."):
        return "inner name"
    return "name that leads in" if leads_inside(plain, 1) else ""


def is_outside(address: str) -> bool:
    """Whether it is a public address, read as leniently as the system reads it."""
    with suppress(ValueError):
        return _is_global(ipaddress.ip_address(address.partition("%")[0]))
    with suppress(OSError):
        return _is_global(ipaddress.IPv4Address(socket.inet_aton(address)))
    return False


def _is_global(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not any(ip in network for network in _NOT_OUTSIDE)
