"""Files that are handed in over HTTP: read from a place of ours; the name that one was sent under is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from fastapi import UploadFile

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.intake.readers import MEDIA, READERS, WITHOUT_READER, suffix_of
from store.records import Source

LARGEST = 20_000_000
_LIMITS = Limits(max_file_bytes=LARGEST, max_members=1000, max_unpacked_bytes=200_000_000)
_PACKED = frozenset({".gz", ".zip"})


@dataclass(frozen=True)
class Handed:
    """A file: what is in it, what it is called, and its kind as a suffix, empty where only its look tells."""

    body: bytes
    name: str
    suffix: str

    @classmethod
    def of(cls, file: UploadFile) -> Self:
        """All of it, or so much that it is seen to be too large."""
        name = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", file.filename or "")
        body = file.file.read(LARGEST + 1)
        return cls(body, re.split(r"[/\\]", name)[-1] or "a file", _suffix(file))

    def read(self) -> Iterator[Source | UnreadableSource]:
        """The sources that are in it."""
        with TemporaryDirectory(prefix="storytree-") as folder:
            place = Path(folder) / f"handed{self.suffix}"
            place.write_bytes(self.body)
            for one in read([str(place)], now=datetime.now(UTC), limits=_LIMITS):
                name = one.name.replace(str(place), self.name)
                if isinstance(one, UnreadableSource):
                    yield UnreadableSource(name, str(one), advice=one.advice)
                else:
                    yield one.model_copy(update={"name": name})


def _suffix(file: UploadFile) -> str:
    """By its name, else by its type."""
    named = suffix_of(file.filename or "")
    if named in READERS or named in WITHOUT_READER or named in _PACKED:
        return named
    return MEDIA.get((file.content_type or "").partition(";")[0].strip().lower(), "")
