"""The home as the service holds it: opened when somebody needs it, let go when nobody does.

One process may search and add at a time. A service that held the home for all its life would lock out the
command line; one that opened it for each request would open the index each time.
"""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Protocol

from agents.holding import open_for_finding
from agents.settings import Settings
from store.archive import Archive
from store.errors import HomeBusy, StorytreeError
from store.index import VectorIndex


@dataclass(frozen=True)
class House:
    """What is held."""

    archive: Archive
    index: VectorIndex


class Lender(Protocol):
    """Of whom the house can be had, by any number of threads at once."""

    def house(self) -> AbstractContextManager[House]:
        """Raises HomeBusy, and what StoreError covers."""
        ...

    def hold(self) -> AbstractContextManager[None]:
        """The home, for who has an archive of its own to write to. Raises as ``house``."""
        ...


class Desk:
    """Lends the house to any number of threads at once.

    ``linger`` is for how many seconds after its last use it is kept open. The lock on a home belongs to the
    thread that takes it: a keeper of its own opens and closes.
    """

    def __init__(self, settings: Settings, doing: str, linger: float = 10.0) -> None:
        self._settings = settings
        self._doing = doing
        self._linger = linger
        self._changed = Condition()
        self._users = 0
        self._house: House | None = None
        self._error: StorytreeError | None = None
        self._keeper: Thread | None = None
        self._closing = False

    @contextmanager
    def house(self) -> Generator[House]:
        """The house, open until the last who uses it is done. Raises HomeBusy, and what StoreError covers."""
        house = self._enter()
        try:
            yield house
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    @contextmanager
    def hold(self) -> Generator[None]:
        """The home, for who has an archive of its own to write to. Raises as ``house``."""
        with self.house():
            yield

    def close(self) -> None:
        """Let go of the home once nobody uses it; nobody is let in any more."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            keeper = self._keeper
        if keeper:
            keeper.join()

    def _enter(self) -> House:
        with self._changed:
            self._users += 1
            try:
                while not self._house:
                    self._opened()
            except StorytreeError:
                self._users -= 1
                raise
            return self._house

    def _opened(self) -> None:
        """Wait for a keeper to open the house, or to fail; one that was just letting go did neither."""
        if self._closing:
            raise HomeBusy("The service is shutting down.", advice="Try again when it is up.")
        if not self._keeper:
            self._error = None
            self._keeper = Thread(target=self._keep, name="desk", daemon=True)
            self._keeper.start()
        keeper = self._keeper
        self._changed.wait_for(lambda: self._house or self._keeper is not keeper)
        if self._error and not self._house:
            raise self._error

    def _keep(self) -> None:
        try:
            with open_for_finding(self._settings, self._doing) as (archive, index):
                self._lend(House(archive, index))
        except StorytreeError as error:
            self._error = error
        finally:
            with self._changed:
                self._keeper = None
                self._changed.notify_all()

    def _lend(self, house: House) -> None:
        """Until nobody has used it for a while."""
        with self._changed:
            self._house = house
            self._changed.notify_all()
            while self._users:
                self._changed.wait_for(lambda: not self._users)
                self._changed.wait_for(lambda: self._users or self._closing, self._linger)
            self._house = None
