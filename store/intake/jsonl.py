"""JSON Lines: one record a line, streamed, so that a file may have any size."""

from collections.abc import Iterator
from typing import BinaryIO

from store.errors import UnreadableSource
from store.intake.clean import decode
from store.intake.reading import Place, Reading, megabytes
from store.intake.records import parse, reading_of_record

_CHUNK = 65_536


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading a line; a line that is broken or too long is told and passed over."""
    number = 0
    limit = place.limits.max_line_bytes
    while line := stream.readline(limit + 1):
        number += 1
        name = f"{place.name} line {number}"
        if len(line) > limit and not line.endswith(b"\n"):
            size = len(line) + _skip_line(stream)
            reason = f"is {megabytes(size)}, more than {megabytes(limit)}"
            yield UnreadableSource(name, reason, advice="Split the record.")
        elif line.strip():
            yield _reading(line, Place(name, place.limits))


def _skip_line(stream: BinaryIO) -> int:
    """Read on to the end of the line without keeping it; how many bytes that was."""
    skipped = 0
    while part := stream.readline(_CHUNK):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped


def _reading(line: bytes, place: Place) -> Reading | UnreadableSource:
    try:
        text = decode(line.strip(), place)
        return reading_of_record(parse(text, place.name), place.name)
    except UnreadableSource as error:
        return error
