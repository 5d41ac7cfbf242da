"""The folder where a Storytree keeps things, and the lock that one writer at a time holds on it.

HOME/archive.sqlite   the truth
HOME/index/           the vectors, a projection of it
HOME/index.next/      those that `storytree reindex` makes; index.old/ while they take their place
HOME/index.server/    what is known of those on a Chroma server; .next and .old likewise
HOME/lock             held by the one process that writes
HOME/lock.json        who that is: pid, what it does, since when (UTC)
"""

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from store.errors import HomeBusy, HomeReadOnly

ARCHIVE = "archive.sqlite"


class Holder(BaseModel):
    """Who holds the lock. In a file of its own: a lock file can be emptied by those who wait for it."""

    pid: int
    doing: str
    since: datetime

    def __str__(self) -> str:
        return f"process {self.pid} ({self.doing}, since {self.since:%Y-%m-%d %H:%M:%S} UTC)"


class Home:
    """Paths are absolute from the start, so that a change of directory moves nothing.

    ``served`` is whether a Chroma server keeps the vectors.
    """

    def __init__(self, folder: Path, *, served: bool = False) -> None:
        self.folder = folder.expanduser().absolute()
        self.served = served
        self._index = "index.server" if served else "index"

    @property
    def archive_url(self) -> str:
        """What ``Archive`` opens."""
        return f"sqlite:///{self.folder / ARCHIVE}"

    @property
    def index_folder(self) -> Path:
        """Where ``Index`` keeps the vectors, or what it knows of them."""
        return self.folder / self._index

    @property
    def next_index_folder(self) -> Path:
        """Where an index is built anew while the other serves."""
        return self.folder / f"{self._index}.next"

    @property
    def old_index_folder(self) -> Path:
        """What an index was whose place is taken: to be removed."""
        return self.folder / f"{self._index}.old"

    def swap_index(self) -> None:
        """Put the new index in the old one's place; a kill in between is made good by ``finish_swap``."""
        old = self.old_index_folder
        try:
            if self.index_folder.exists():
                shutil.rmtree(old, ignore_errors=True)
                self.index_folder.replace(old)
            self.next_index_folder.replace(self.index_folder)
        except OSError as error:
            raise HomeReadOnly(f"{self.index_folder} cannot be put in place ({error.strerror}).") from error

    def finish_swap(self) -> None:
        """An old index that was set aside says that the new one is whole. Hold the lock."""
        if (
            self.old_index_folder.exists()
            and not self.index_folder.exists()
            and self.next_index_folder.exists()
        ):
            self.swap_index()

    def open(self) -> Self:
        """Make the folder. One that cannot be written but has an archive may still be read."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            advice = "Move that file away, or use another home with --home DIR."
            raise HomeReadOnly(
                f"{self.folder} cannot be a folder: a file is in the way.", advice=advice
            ) from error
        except OSError as error:
            raise HomeReadOnly(f"{self.folder} cannot be made: {error.strerror or error}.") from error
        if not os.access(self.folder, os.W_OK | os.X_OK) and not self._readable():
            raise HomeReadOnly(f"{self.folder} cannot be written, and has no archive to read.")
        return self

    @contextmanager
    def lock(self, doing: str, *, wait: float = 5.0) -> Generator[None]:
        """Hold the home for writing. ``HomeBusy`` after ``wait`` seconds; a killed holder lets go at once."""
        lock = FileLock(self.folder / "lock", timeout=wait)
        try:
            lock.acquire()
        except Timeout as error:
            raise HomeBusy(f"{self.folder} is in use by {self._holder() or 'another process'}.") from error
        except OSError as error:
            raise HomeReadOnly(f"{self.folder} cannot be locked: {error.strerror or error}.") from error
        try:
            self._introduce(Holder(pid=os.getpid(), doing=doing, since=datetime.now(UTC)))
            yield
        finally:
            self._notice.unlink(missing_ok=True)
            lock.release()

    @property
    def _notice(self) -> Path:
        return self.folder / "lock.json"

    def _introduce(self, holder: Holder) -> None:
        fresh = self._notice.with_suffix(".new")
        fresh.write_text(holder.model_dump_json(), encoding="utf-8")
        fresh.replace(self._notice)

    def _holder(self) -> Holder | None:
        try:
            return Holder.model_validate(json.loads(self._notice.read_bytes()))
        except (OSError, ValueError, ValidationError):
            return None

    def _readable(self) -> bool:
        try:
            return (self.folder / ARCHIVE).is_file()
        except OSError:
            return False
