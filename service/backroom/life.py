"""The life of the process at the back."""

import logging
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from uvicorn import Config, Server

from agents.settings import Settings
from service.operations.logs import Form, set_up
from service.orphans import end_with_parent
from store.errors import StorytreeError

READERS_FIRST = 5
"""How much nicer than the process at the front; those that do jobs are nicer still."""
TURN = 0.001
"""Seconds for which a thread has the interpreter while others wait for it: so long do readers wait."""
_KEPT = 60
"""Seconds for which a connection is kept: longer than the front keeps it, which so never finds it closed."""
_PATIENCE = 10
"""Seconds that answers under way have to end."""


@dataclass(frozen=True)
class Room:
    """What it is begun with."""

    settings: Settings
    form: Form
    working: bool
    socket: Path


def live(room: Room, line: Connection) -> None:
    """Until the line ends, or the other process does. One letter is sent: None, or why it cannot begin."""
    from service.here import close_service, open_service, settle
    from service.site import build_back

    end_with_parent(lambda: shutil.rmtree(room.socket.parent, ignore_errors=True))
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # they are for the other process, which ends this one
    os.nice(READERS_FIRST)
    sys.setswitchinterval(TURN)
    set_up(room.form)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # the front says what is begun and ended
    try:
        service = open_service(room.settings, working=room.working, apart=True)
    except StorytreeError as error:
        line.send(error)
        return
    try:
        app = build_back(service)
        settle()
        _serve(_Listening(_config(app, room.socket), line), line)
    finally:
        close_service(service)


def _config(app: object, socket: Path) -> Config:
    return Config(
        app,  # pyright: ignore[reportArgumentType]
        uds=str(socket),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEPT,
        timeout_graceful_shutdown=_PATIENCE,
    )


class _Listening(Server):
    """Tells once it listens."""

    def __init__(self, config: Config, line: Connection) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, *args: object, **named: object) -> None:
        await super().startup(*args, **named)  # pyright: ignore[reportArgumentType]
        self._line.send(None)


def _serve(server: Server, line: Connection) -> None:
    """In a thread: signals are no business of the server."""
    thread = Thread(target=server.run, name="server")
    thread.start()
    try:
        line.recv()
    except (EOFError, ConnectionError):
        server.should_exit = True
    thread.join()
