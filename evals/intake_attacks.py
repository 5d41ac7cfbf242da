"""What gets through to this machine when hostile addresses are fetched, and how bad servers end.

    python -m evals.intake_attacks --urls FILE     addresses, one a line, each refused or allowed
    python -m evals.intake_attacks --servers       servers that mean harm: seconds, memory, reason

No look-up and no connection leaves the machine. A stand-in takes the place of the whole internet: its
names lead to one public address, which is a server here, but for names that mean to lead inside. Whatever
is connected to inside reaches another server here, which counts the bytes ("bytes in"). The baseline
("plain") is what a plain client that follows redirects sends there, with the same stand-ins.
"""

import argparse
import re
import socket
import ssl
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from evals.bad_servers import BAD_SERVERS
from evals.hostile_urls import BENIGN, LEADS_INSIDE, LOOPBACK, is_outside, label_of, leads_inside
from evals.loopback import Loopback, page, serving
from store.errors import UnreadableSource
from store.intake import Limits
from store.intake.fetch import fetch

_PUBLIC = "198.41.0.4"
"""Any address that the whole internet reaches; nothing is sent to it."""
_LIMITS = Limits(max_seconds=5)
_PAGE = page(b"The ferry of Velm sails again on Monday, the port authority says.")


@dataclass
class Internet:
    """What the stand-in does with the next address, and what came of it."""

    inside: Loopback
    outside: Loopback
    redirects_to: str = ""
    look_ups: Counter[str] = field(default_factory=Counter[str])

    def look_up(self, host: Any, port: Any, *_: object, **__: object) -> list[tuple[Any, ...]]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        self.look_ups[name] += 1
        with suppress(OSError):  # an address, as the system reads it, in whatever form
            return _getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        found = LOOPBACK if leads_inside(name, self.look_ups[name]) else _PUBLIC
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    def connect(self, address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        found = str(self.look_up(*address)[0][4][0])
        server = self.outside if is_outside(found) else self.inside
        return _create_connection((LOOPBACK, server.port), timeout=_LIMITS.max_seconds)

    def answer(self) -> bytes:
        """Of the server that is the rest of the world."""
        redirect = page(b"", f"Location: {self.redirects_to}", status="302 Found")
        return redirect if self.redirects_to else _PAGE


_getaddrinfo, _create_connection = socket.getaddrinfo, socket.create_connection


@contextmanager
def stand_in() -> Generator[Internet]:
    """In place of the network of this process, for as long as the block takes."""
    with (
        serving(lambda connection, _: connection.sendall(_PAGE)) as inside,
        serving(lambda connection, _: connection.sendall(internet.answer())) as outside,
    ):
        internet = Internet(inside, outside)
        with (
            patch.object(socket, "getaddrinfo", internet.look_up),
            patch.object(socket, "create_connection", internet.connect),
            patch.object(ssl.SSLContext, "wrap_socket", _bare),  # the stand-in has no certificate
        ):
            yield internet


def _bare(_context: ssl.SSLContext, connection: socket.socket, **_: object) -> socket.socket:
    return connection


@dataclass
class Row:
    """What became of the addresses with one label."""

    refused: int = 0
    allowed: int = 0
    failed: int = 0
    """Neither: nothing to learn from them."""
    inside: int = 0
    """Bytes that reached a server inside."""
    plain: int = 0
    """The same, for the plain client."""


def attack(urls: Iterable[str]) -> dict[str, Row]:
    """Fetch each address twice, with the product and with the plain client; rows by label."""
    rows: dict[str, Row] = {}
    with stand_in() as internet:
        for number, url in enumerate(urls):
            label = label_of(url)
            row = rows.setdefault(label, Row())
            internet.redirects_to = (
                LEADS_INSIDE[number % len(LEADS_INSIDE)] if label == "leads inside" else ""
            )
            row.inside += _bytes_inside(internet, lambda url=url, row=row: _fetch(url, row))
            row.plain += _bytes_inside(internet, lambda url=url: _fetch_plainly(url))
    return rows


def _bytes_inside(internet: Internet, ask: Callable[[], None]) -> int:
    internet.look_ups.clear()
    before = internet.inside.received
    ask()
    return internet.inside.received - before


def _fetch(url: str, row: Row) -> None:
    try:
        fetch(url, _LIMITS)
        row.allowed += 1
    except UnreadableSource as error:
        is_refusal = type(error.__cause__).__name__ in ("Refused", "InvalidURL")
        row.refused += is_refusal
        row.failed += not is_refusal


def _fetch_plainly(url: str) -> None:
    with suppress(httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
        httpx.get(url, follow_redirects=True, timeout=_LIMITS.max_seconds, trust_env=False)


def _tell_urls(urls: list[str]) -> None:
    heads = ("n", "refused", "allowed", "failed", "bytes in", "plain")
    sys.stdout.write(f"{'label':<20}{''.join(f'{head:>10}' for head in heads)}\n")
    rows = attack(urls)
    for label, row in sorted(rows.items(), key=lambda one: one[0] == BENIGN):
        n = row.refused + row.allowed + row.failed
        counts = (n, row.refused, row.allowed, row.failed, row.inside, row.plain)
        sys.stdout.write(f"{label:<20}{''.join(f'{count:>10,}' for count in counts)}\n")
    benign = rows.pop(BENIGN, Row())
    refused, allowed = (sum(getattr(row, name) for row in rows.values()) for name in ("refused", "allowed"))
    unscored = benign.failed + sum(row.failed for row in rows.values())
    sys.stdout.write(
        f"\nhostile refused: {refused} of {refused + allowed}; "
        f"benign allowed: {benign.allowed} of {benign.refused + benign.allowed}; unscored: {unscored}\n"
    )


def _tell_servers() -> None:
    write = sys.stdout.write
    write(f"{'server':<32}{'seconds':>8}{'MB':>7}  reason\n")
    for name, (answer, expected) in BAD_SERVERS.items():
        tracemalloc.start()
        started = time.monotonic()
        with serving(answer) as server:
            try:
                found = fetch(f"http://127.0.0.1:{server.port}/", Limits(allow_private=True))
                reason = f"{len(found.body)} bytes"
            except UnreadableSource as error:
                reason = str(error)
            seconds, peak = time.monotonic() - started, tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        note = "" if re.search(expected, reason) else f"   (expected: {expected})"
        write(f"{name:<32}{seconds:>8.1f}{peak:>7.0f}  {reason[:80]}{note}\n")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--urls", type=Path, metavar="FILE", help="addresses, one a line")
    parser.add_argument("--servers", action="store_true", help="measure servers that mean harm")
    asked = parser.parse_args()
    if asked.urls:
        lines = asked.urls.read_text("utf-8").splitlines()
        _tell_urls([line for line in lines if line.strip()])
    if asked.servers:
        _tell_servers()


if __name__ == "__main__":
    main()
