"""A mailbox: messages one after another, each after a line ``From …``, streamed."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from store.errors import UnreadableSource
from store.intake.mail import reading_of_message
from store.intake.reading import Place, Reading, megabytes

_SEPARATOR = re.compile(rb"From \S+ .*\d\d:\d\d")
_QUOTED = re.compile(rb">+From ")
_LINE = 65_536


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading a message; one that cannot be read is told and passed over."""
    for number, raw in enumerate(_messages(stream, place.limits.max_file_bytes), 1):
        yield _reading(raw, Place(f"{place.name} message {number}", place.limits))


def _reading(raw: bytes | None, place: Place) -> Reading | UnreadableSource:
    if raw is None:
        return UnreadableSource(place.name, f"larger than {megabytes(place.limits.max_file_bytes)}")
    try:
        return reading_of_message(raw, place)
    except UnreadableSource as error:
        return error


def _messages(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Each message without its separator; None for one that is larger than the limit."""
    lines: list[bytes] = []
    size, after_blank = 0, True
    while line := stream.readline(_LINE):
        if after_blank and _SEPARATOR.match(line):
            if size:
                yield b"".join(lines) if size <= limit else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= limit:
                lines.append(line[1:] if _QUOTED.match(line) else line)
        after_blank = not line.strip()
    if size:
        yield b"".join(lines) if size <= limit else None
