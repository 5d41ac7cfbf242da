"""A JSON file: one record, a list of records, or a JSON Feed."""

from collections.abc import Iterator
from typing import BinaryIO, cast

from store.errors import UnreadableSource
from store.intake.clean import decode
from store.intake.jsonfeed import is_json_feed, read_json
from store.intake.reading import Place, Reading, whole
from store.intake.records import parse, reading_of_record


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """A Reading a record, or an entry."""
    found = parse(decode(whole(stream, place), place), place.name)
    if isinstance(found, list):
        for number, record in enumerate(cast("list[object]", found), 1):
            yield reading_of_record(record, f"{place.name} record {number}")
    elif is_json_feed(found):
        yield from read_json(cast("dict[str, object]", found), place)
    else:
        yield reading_of_record(found, place.name)
