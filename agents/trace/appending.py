"""A file that lines are added to, each whole or not at all, whoever else adds to it."""

import os
import stat
from pathlib import Path


class Appending:
    """Raises OSError or ValueError where it cannot be opened, OSError where a line cannot be added."""

    def __init__(self, file: str) -> None:
        # A pipe that nobody reads would be waited for, for ever.
        flags = os.O_RDWR if Path(file).is_file() else os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)
        self._file = os.open(file, flags | os.O_APPEND | os.O_CREAT, 0o600)
        self._regular = stat.S_ISREG(os.fstat(self._file).st_mode)
        if self._regular:
            self._end_line()
        else:
            os.set_blocking(self._file, True)

    def add(self, line: bytes) -> None:
        """With its line end. What a full disk cut off is taken back."""
        written = os.write(self._file, line)
        while written < len(line):
            try:
                written += os.write(self._file, line[written:])
            except OSError:
                self._take_back(written)
                raise

    def close(self) -> None:
        os.close(self._file)

    def _end_line(self) -> None:
        """Whoever wrote before may have been killed in the middle of one."""
        size = os.fstat(self._file).st_size
        if size:
            os.lseek(self._file, size - 1, os.SEEK_SET)
            if os.read(self._file, 1) != b"\n":
                os.write(self._file, b"\n")

    def _take_back(self, written: int) -> None:
        """Unless others have added theirs after it."""
        if self._regular:
            end = os.lseek(self._file, 0, os.SEEK_CUR)
            if end == os.fstat(self._file).st_size:
                os.ftruncate(self._file, end - written)
