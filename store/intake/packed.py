"""Packed files: what is in a .gz or a .zip, opened one after another and no further than the limits."""

import gzip
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import BinaryIO, Protocol, cast

from store.errors import UnreadableSource
from store.intake.reading import Limits, Member, Place, megabytes, whole

PACKED = frozenset({".gz", ".zip"})
_BEGINNINGS = {b"\x1f\x8b": ".gz", b"PK\x03\x04": ".zip", b"PK\x05\x06": ".zip"}
_OFFICE = (b"[Content_Types].xml", b"word/", b"_rels/")
"""First names in a .docx, which is a .zip too."""
_HIDDEN = re.compile(r"\.[^.]")
_RATIO_FROM = 10_000_000
"""Unpacked bytes up to which the ratio is not looked at: a short file of zeros harms nobody."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Of the others zipfile unpacks all that it has read at once: a gigabyte from 60 KB."""
_LONGEST_LISTING = 4_000_000
"""Bytes of the list of what is in a .zip: 10,000 files with names of 350 letters."""
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    struct.error,
    MemoryError,
)
"""What the standard library raises on one damaged file or another."""
_ADVICE = "Unpack it, and add what is in it."


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


def packing(suffix: str, head: bytes) -> str:
    """How the file is packed, by its suffix or, where it has none, by its first bytes; else empty."""
    if suffix:
        return suffix if suffix in PACKED else ""
    if head[30:60].startswith(_OFFICE):
        return ""
    return next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), "")


def members(stream: BinaryIO, kind: str, place: Place) -> Iterator[Member | UnreadableSource]:
    """What is in the file, each to be read before the next is asked for; hidden files are left out."""
    try:
        yield from _zipped(stream, place) if kind == ".zip" else _gzipped(stream, place)
    except _DAMAGE as error:
        raise _undone(place, error) from error


def _undone(place: Place, error: Exception) -> UnreadableSource:
    return UnreadableSource(place.name, f"cannot be unpacked: {error}", advice=_ADVICE)


def _gzipped(stream: BinaryIO, place: Place) -> Iterator[Member]:
    name = PurePath(place.name)
    counted = _Counted(stream)
    with gzip.GzipFile(fileobj=cast("BinaryIO", counted)) as unpacked:
        bounded = _Bounded(unpacked, _Budget(place.limits, lambda: counted.size), place)
        suffix = PurePath(name.stem).suffix if name.suffix.lower() == ".gz" else ""
        yield Member(replace(place, packed=True), cast("BinaryIO", bounded), suffix.lower())


def _zipped(stream: BinaryIO, place: Place) -> Iterator[Member | UnreadableSource]:
    file = stream if stream.seekable() else io.BytesIO(whole(stream, place))
    size = file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(cast("BinaryIO", _Sparing(file, place))) as archive:
        listed = [member for member in archive.infolist() if not _is_left_out(member)]
        if not listed:
            raise UnreadableSource(place.name, "has no files in it", advice="Add the files themselves.")
        if len(listed) > place.limits.max_members:
            reason = f"has {len(listed)} files in it, more than {place.limits.max_members}"
            raise UnreadableSource(place.name, reason, advice=_ADVICE)
        budget = _Budget(place.limits, lambda: size)
        for member in sorted(listed, key=lambda member: member.filename):
            yield from _unzipped(archive, member, budget, place)
            if budget.excess():
                return


def _is_left_out(member: zipfile.ZipInfo) -> bool:
    parts = PurePath(member.filename).parts
    is_folder = not member.filename or member.is_dir()
    return is_folder or any(part == "__MACOSX" or _HIDDEN.match(part) for part in parts)


def _unzipped(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: "_Budget", place: Place
) -> Iterator[Member | UnreadableSource]:
    inside = replace(place, name=f"{place.name}!{member.filename}", url="", charset="", packed=True)
    if reason := _sealed(member):
        yield UnreadableSource(inside.name, reason, advice=_ADVICE)
        return
    try:
        unpacked = cast("zipfile.ZipExtFile", archive.open(member))
    except _DAMAGE as error:
        yield _undone(inside, error)
        return
    with unpacked:
        bounded = _Bounded(unpacked, budget, inside)
        yield Member(inside, cast("BinaryIO", bounded), PurePath(member.filename).suffix.lower())


def _sealed(member: zipfile.ZipInfo) -> str:
    """Why the member is not opened; empty where nothing keeps it shut."""
    if member.flag_bits & 1:
        return "is protected by a password"
    return "" if member.compress_type in _METHODS else "is packed in another way than deflated"


@dataclass(slots=True)
class _Budget:
    """What everything in one packed file may unpack to."""

    limits: Limits
    packed: Callable[[], int]
    unpacked: int = 0

    def excess(self) -> str:
        """What is too much, in words; empty while nothing is."""
        if self.unpacked > self.limits.max_unpacked_bytes:
            return f"unpacks to more than {megabytes(self.limits.max_unpacked_bytes)}"
        if self.unpacked > max(_RATIO_FROM, self.limits.max_ratio * self.packed()):
            return f"unpacks to more than {self.limits.max_ratio} times its size"
        return ""


class _Counted:
    """A stream that knows how much was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        read = self._stream.read(size)
        self.size += len(read)
        return read


class _Sparing:
    """A .zip of which nothing is read that is longer than the list of what is in it may be."""

    def __init__(self, file: BinaryIO, place: Place) -> None:
        self._file, self._place = file, place
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1, /) -> bytes:
        if size > _LONGEST_LISTING:
            raise UnreadableSource(self._place.name, "lists too many files", advice=_ADVICE)
        return self._file.read(size)


class _Bounded(io.RawIOBase):
    """Unpacked bytes; raises UnreadableSource where they are damaged or too many."""

    def __init__(self, unpacked: _Readable, budget: _Budget, place: Place) -> None:
        self._unpacked, self._budget, self._place = unpacked, budget, place

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            read = self._unpacked.read1(len(buffer))  # what is sound before a damage is not lost with it
        except _DAMAGE as error:
            raise _undone(self._place, error) from error
        self._budget.unpacked += len(read)
        if excess := self._budget.excess():
            raise UnreadableSource(self._place.name, excess, advice=_ADVICE)
        buffer[: len(read)] = read
        return len(read)
