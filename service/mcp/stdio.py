"""The server for one client that starts it, on standard input and output."""

import logging
import socket
import sys

import anyio
from anyio import to_thread

from agents.settings import Settings
from service.here import close_service, open_service
from service.mcp.server import Server


def serve_stdio(settings: Settings) -> None:
    """Until standard input ends. Nothing but the protocol is written to standard output."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    anyio.run(_serve, settings.model_copy(update={"worker": _named(settings)}))


async def _serve(settings: Settings) -> None:
    service = await to_thread.run_sync(open_service, settings)
    try:
        await Server(lambda: service).run_stdio_async()
    finally:
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(close_service, service)


def _named(settings: Settings) -> str:
    """Apart from a service on the same machine: each goes on with its own jobs alone."""
    return f"{settings.worker or socket.gethostname()}, mcp"
