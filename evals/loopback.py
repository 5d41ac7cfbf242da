"""Servers on this machine that answer as they are told, and count what they were sent."""

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

Answer = Callable[[socket.socket, bytes], None]
"""Answers on the connection a request that begins so; it ends when whoever asked is gone."""

_PATIENCE = 60.0
"""Seconds after which an answer that nobody reads is given up."""


@dataclass
class Loopback:
    """A server that is up, and what came to it so far."""

    port: int
    connections: int = 0
    received: int = 0
    """Bytes."""


@contextmanager
def serving(answer: Answer) -> Generator[Loopback]:
    """A server for as long as the block takes; each connection is answered once, in a thread."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        server = Loopback(listening.getsockname()[1])
        threading.Thread(target=_accept, args=(listening, server, answer), daemon=True).start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: Loopback, answer: Answer) -> None:
    with suppress(OSError):  # the block is over
        while True:
            connection, _ = listening.accept()
            server.connections += 1
            threading.Thread(target=_answer, args=(connection, server, answer), daemon=True).start()


def _answer(connection: socket.socket, server: Loopback, answer: Answer) -> None:
    with connection, suppress(OSError):  # whoever asked is gone
        connection.settimeout(_PATIENCE)
        request = connection.recv(65_536)
        server.received += len(request)
        answer(connection, request)


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer, its length left to its end."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/plain; charset=utf-8", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
