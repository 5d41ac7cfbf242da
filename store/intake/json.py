"""A JSON file: one record, or a list of records."""

from collections.abc import Iterator
from typing import BinaryIO, cast

from store.errors import UnreadableSource
from store.intake.clean import decode
from store.intake.reading import Place, Reading, whole
from store.intake.records import parse, reading_of_record


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading a record."""
    found = parse(decode(whole(stream, place), place), place.name)
    if isinstance(found, list):
        for number, record in enumerate(cast("list[object]", found), 1):
            yield reading_of_record(record, f"{place.name} record {number}")
    else:
        yield reading_of_record(found, place.name)
