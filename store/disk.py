"""What it means when a file cannot be written, and when it is because the disk is full."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from store.errors import HomeReadOnly

FULL = r"(?i)disk is full|no space left|file too large|quota exceeded"
"""In the words of SQLite and of the system."""
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


def is_full(error: OSError) -> bool:
    """Whether there is no room, or none for this user."""
    return error.errno in _FULL


def no_room(folder: Path) -> HomeReadOnly:
    """What was added so far stays."""
    return HomeReadOnly(f"The disk of {folder} is full.", advice="Make room, and try again.")


@contextmanager
def writing(folder: Path) -> Generator[None]:
    """Errors of the system as ours, for a folder of the index."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise no_room(folder) from error
        raise HomeReadOnly(f"The index {folder} cannot be written ({error.strerror or error}).") from error
