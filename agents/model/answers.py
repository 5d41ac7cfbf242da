"""Answers that were paid for, kept by the digest of what was asked: the same is not paid for twice.

Only answers in the shape that was asked for are kept; others would be of no use to whoever asks again.
"""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from store.disk import is_full, no_room
from store.errors import HomeReadOnly


class Answers(Protocol):
    """The seam. A key is a digest in hexadecimal digits."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, answer: str) -> None: ...


class MemoryAnswers:
    """For as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._kept.get(key)

    def put(self, key: str, answer: str) -> None:
        self._kept[key] = answer


class FolderAnswers:
    """A file for each, whole or not there. One that is damaged is one that is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> str | None:
        try:
            kept = json.loads(self._file(key).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        answer = kept.get("answer") if isinstance(kept, dict) and kept.get("key") == key else None  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
        return answer if isinstance(answer, str) else None

    def put(self, key: str, answer: str) -> None:
        """Raises HomeReadOnly."""
        file = self._file(key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, json.dumps({"key": key, "answer": answer}).encode())
        except OSError as error:
            if is_full(error):
                raise no_room(self._folder) from error
            raise HomeReadOnly(f"{self._folder} cannot be written ({error.strerror or error}).") from error

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _replace(file: Path, content: bytes) -> None:
    handle, fresh = tempfile.mkstemp(dir=file.parent, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        Path(fresh).replace(file)
    finally:
        with suppress(OSError):
            Path(fresh).unlink(missing_ok=True)
