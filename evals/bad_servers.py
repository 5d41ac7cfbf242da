"""What a server can do to whoever fetches from it, each with the reason that is told for it."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterable
from itertools import chain, repeat

from evals.loopback import Answer, page

TEXT = b"The ferry of Velm sails again on Monday, the port authority says. Nobody was hurt in the ice. "
_PIECE = TEXT * 640
_TWO_GIGABYTES = 2 * 1024**3
_ENDLESS = range(_TWO_GIGABYTES // len(_PIECE))
_EVERY = 0.1
"""Seconds between two bytes of a server that trickles: a client's clock starts anew with each."""

_SLOW, _LARGE, _BROKEN = "took too long to answer", "larger than", "cannot be fetched"


def sends(*parts: bytes | Iterable[bytes]) -> Answer:
    """An answer of these parts, one after another."""

    def answer(connection: socket.socket, _request: bytes) -> None:
        for part in chain.from_iterable([part] if isinstance(part, bytes) else part for part in parts):
            connection.sendall(part)

    return answer


def trickles(start: bytes, endless: bytes) -> Answer:
    """An answer that goes on for ever, a byte at a time."""

    def answer(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(start)
        for byte in endless * 100_000:
            connection.sendall(bytes([byte]))
            time.sleep(_EVERY)

    return answer


def waits(start: bytes = b"") -> Answer:
    """An answer that stops in the middle, with the line held open."""

    def answer(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(start)
        connection.recv(1)

    return answer


def _redirects_on(connection: socket.socket, request: bytes) -> None:
    number = int(request.split()[1].strip(b"/") or b"0") + 1
    connection.sendall(page(b"", f"Location: /{number}", status="302 Found"))


_BOMB = gzip.compress(bytes(30_000_000), 1) * 20
_BOMB_IN_BOMB = gzip.compress(_BOMB)

BAD_SERVERS: dict[str, tuple[Answer, str]] = {
    "2 GB, announced": (sends(page(b"", f"Content-Length: {_TWO_GIGABYTES}"), repeat(_PIECE)), _LARGE),
    "2 GB, not announced": (sends(page(b""), (_PIECE for _ in _ENDLESS)), _LARGE),
    "endless chunks": (
        sends(page(b"", "Transfer-Encoding: chunked"), repeat(b"%x\r\n%b\r\n" % (len(_PIECE), _PIECE))),
        _LARGE,
    ),
    "endless chunks of one byte": (
        sends(page(b"", "Transfer-Encoding: chunked"), repeat(b"1\r\na\r\n" * 1000)),
        f"{_SLOW}|{_LARGE}",
    ),
    "gzip bomb": (sends(page(_BOMB, "Content-Encoding: gzip")), _LARGE),
    "gzip in gzip": (
        sends(page(_BOMB_IN_BOMB, "Content-Encoding: gzip, gzip")),
        "came compressed as gzip, gzip",
    ),
    "deflate bomb": (
        sends(page(zlib.compress(bytes(30_000_000)), "Content-Encoding: deflate")),
        "came compressed as deflate",
    ),
    "brotli": (sends(page(b"\x0b\x02\x80a\x03", "Content-Encoding: br")), "came compressed as br"),
    "gzip, then for ever no gzip": (
        sends(page(gzip.compress(b""), "Content-Encoding: gzip"), repeat(_PIECE)),
        "has only 0 characters|^0 bytes",
    ),
    "gzip, then for ever empty gzip": (
        sends(page(b"", "Content-Encoding: gzip"), repeat(gzip.compress(b"") * 1000)),
        _SLOW,
    ),
    "gzip cut off": (
        sends(page(gzip.compress(_PIECE)[:-20], "Content-Encoding: gzip")),
        "was cut off before its end",
    ),
    "redirects for ever": (_redirects_on, "redirects more than 5 times"),
    "redirects in a circle": (
        sends(page(b"", "Location: /", status="302 Found")),
        "redirects more than 5 times",
    ),
    "never answers": (waits(), _SLOW),
    "stops in its header": (waits(b"HTTP/1.1 200 OK\r\nContent-Ty"), _SLOW),
    "stops in its text": (waits(page(TEXT)), _SLOW),
    "header, a byte at a time": (trickles(b"HTTP/1.1 200 OK\r\nX: ", b"a"), _SLOW),
    "text, a byte at a time": (trickles(page(b""), TEXT), _SLOW),
    "one endless line of header": (sends(b"HTTP/1.1 200 OK\r\nX: ", repeat(_PIECE)), _BROKEN),
    "endless lines of header": (sends(b"HTTP/1.1 200 OK\r\n", repeat(b"X: y\r\n" * 1000)), _BROKEN),
    "promises an answer for ever": (sends(repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)), _SLOW),
    "shorter than it says": (sends(page(TEXT, "Content-Length: 5000")), _BROKEN),
    "a chunk shorter than it says": (
        sends(page(b"ffff\r\nshort\r\n0\r\n\r\n", "Transfer-Encoding: chunked")),
        _BROKEN,
    ),
    "a chunk of negative size": (sends(page(b"-5\r\nshort\r\n", "Transfer-Encoding: chunked")), _BROKEN),
    "a chunk of immense size": (
        sends(page(b"f" * 30 + b"\r\nshort\r\n", "Transfer-Encoding: chunked")),
        _BROKEN,
    ),
    "two lengths": (sends(page(TEXT, "Content-Length: 5", "Content-Length: 50")), _BROKEN),
    "no HTTP": (sends(b"220 mail.velm.example ESMTP\r\n"), _BROKEN),
    "hangs up": (sends(b""), _BROKEN),
}
"""Each with a pattern for the reason."""
