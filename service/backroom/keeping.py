"""The process at the back, kept from the front: begun, waited for, begun again where it ends, and ended."""

import logging
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Self

from agents.settings import Settings
from service.backroom import life
from service.operations.logs import Form
from store.errors import StorytreeError

ENDING = 45.0
"""Seconds in which it ends by itself: jobs that are worked on have 30 of them."""
_LOOK = 0.2
"""Seconds between two looks at whether it is there."""
_PAUSE = 1.0
"""Seconds from an end to the next beginning."""
_CONTEXT = get_context("spawn")
_log = logging.getLogger(__name__)


class Gone(StorytreeError):
    """The process at the back ended before it was ready."""

    retry = True


class BackRoom:
    """A context manager for who serves readers; raises what ``open_service`` raises there, and ``Gone``.

    ``working`` is whether jobs are done there.
    """

    def __init__(self, settings: Settings, form: Form, *, working: bool = True) -> None:
        self._folder = TemporaryDirectory(prefix="storytree-")  # nobody else may look into it
        self.socket = Path(self._folder.name) / "back"
        self._room = life.Room(settings, form, working, self.socket)
        self._first: Future[None] = Future()
        self._leaving = Event()
        self._keeper = Thread(target=self._keep, name="back room", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        try:
            self._first.result()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._keeper.join()
        self._folder.cleanup()

    def _keep(self) -> None:
        while not self._leaving.is_set():
            try:
                self._live()
            except StorytreeError as error:
                if not self._first.done():
                    self._first.set_exception(error)
                    return
                _log.error("what searches and adds is not there: %s %s", error, error.advice)
            self._leaving.wait(_PAUSE)

    def _live(self) -> None:
        """Until nobody wants it any more. Raises why it does not begin, and that it ended."""
        with _begun(self._room) as process:
            if not self._first.done():
                self._first.set_result(None)
            while not self._leaving.wait(_LOOK):
                if not process.is_alive():
                    raise Gone(f"Its process ended ({process.exitcode}).", advice="It is begun again.")


@contextmanager
def _begun(room: life.Room) -> Generator[BaseProcess]:
    line, theirs = _CONTEXT.Pipe()
    # By hand, not as a daemon: it has children of its own.
    process = _CONTEXT.Process(target=life.live, args=(room, theirs), name="storytree back room")
    try:
        process.start()
        theirs.close()
        _wait(line)
        yield process
    finally:
        line.close()
        process.join(ENDING)
        process.kill()
        process.join()


def _wait(line: Connection) -> None:
    """Until it is ready, or says why not."""
    try:
        told = line.recv()
    except (EOFError, ConnectionError):
        raise Gone("What searches and adds ended before it was ready; the log says why.") from None
    if isinstance(told, StorytreeError):
        raise told
