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
from store.intake.reading import Limits, Place, megabytes, whole

PACKED = frozenset({".gz", ".zip"})
_BEGINNINGS = {b"\x1f\x8b": ".gz", b"PK\x03\x04": ".zip", b"PK\x05\x06": ".zip"}
_OFFICE = (b"[Content_Types].xml", b"word/", b"_rels/")
"""First names in a .docx, which is a .zip too."""
_HIDDEN = re.compile(r"\.[^.]")
_RATIO_FROM = 10_000_000
"""Unpacked bytes up to which the ratio is not looked at: a short file of zeros harms nobody."""
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
"""RuntimeError, because zipfile says so of a password and of a method that it does not know."""
_ADVICE = "Unpack it, and add what is in it."


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a packed one, open."""

    place: Place
    suffix: str
    stream: BinaryIO


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


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
        yield Member(replace(place, packed=True), suffix.lower(), cast("BinaryIO", bounded))


def _zipped(stream: BinaryIO, place: Place) -> Iterator[Member | UnreadableSource]:
    file = stream if stream.seekable() else io.BytesIO(whole(stream, place))
    with zipfile.ZipFile(file) as archive:
        listed = [member for member in archive.infolist() if not _is_left_out(member)]
        if not listed:
            raise UnreadableSource(place.name, "has no files in it", advice="Add the files themselves.")
        if len(listed) > place.limits.max_members:
            reason = f"has {len(listed)} files in it, more than {place.limits.max_members}"
            raise UnreadableSource(place.name, reason, advice=_ADVICE)
        packed = [0]
        budget = _Budget(place.limits, lambda: sum(packed))
        for member in sorted(listed, key=lambda member: member.filename):
            packed.append(member.compress_size)
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
    if member.flag_bits & 1:
        yield UnreadableSource(inside.name, "is protected by a password", advice=_ADVICE)
        return
    try:
        unpacked = archive.open(member)
    except _DAMAGE as error:
        yield _undone(inside, error)
        return
    with unpacked:
        bounded = _Bounded(unpacked, budget, inside)
        yield Member(inside, PurePath(member.filename).suffix.lower(), cast("BinaryIO", bounded))


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

    def __init__(self, stream: _Readable) -> None:
        self._stream = stream
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        read = self._stream.read(size)
        self.size += len(read)
        return read


class _Bounded(io.RawIOBase):
    """Unpacked bytes; raises UnreadableSource where they are damaged or too many."""

    def __init__(self, unpacked: _Readable, budget: _Budget, place: Place) -> None:
        self._unpacked, self._budget, self._place = unpacked, budget, place

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            read = self._unpacked.read(len(buffer))
        except _DAMAGE as error:
            raise _undone(self._place, error) from error
        self._budget.unpacked += len(read)
        if excess := self._budget.excess():
            raise UnreadableSource(self._place.name, excess, advice=_ADVICE)
        buffer[: len(read)] = read
        return len(read)
