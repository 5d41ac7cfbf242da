"""Sources that a reader hands in: a text that was pasted, or files."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import NamedTuple

from fastapi import UploadFile

from agents.newsroom import follow
from service.desk import Desk
from store.errors import UnreadableSource
from store.ingest import ingest
from store.intake import DEFAULT_LIMITS, read
from store.records import Source

PASTED = "a pasted text"


class Pasted(NamedTuple):
    """A text and what is known of it; what is empty is not known."""

    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""


def take(desk: Desk, pasted: Pasted | None, files: Sequence[UploadFile]) -> list[str]:
    """Ids of the sources that are in the archive now. Raises UnreadableSource where one cannot be read."""
    if not pasted and not files:
        return []
    with tempfile.TemporaryDirectory(prefix="storytree-") as folder:
        readings = list(_readings(Path(folder), pasted, files))
    for one in readings:
        if isinstance(one, UnreadableSource):
            raise one
    with desk.house() as house:
        outcomes = list(ingest(readings, house.archive))
        follow(house.archive, house.index)
    return [one.source.id for one in outcomes if not isinstance(one, UnreadableSource)]


def _readings(
    folder: Path, pasted: Pasted | None, files: Sequence[UploadFile]
) -> Iterator[Source | UnreadableSource]:
    if pasted:
        record = {name: value for name, value in pasted._asdict().items() if value}
        yield from _read(folder, "pasted.jsonl", json.dumps(record).encode(), PASTED)
    for file in files:
        name = PurePath((file.filename or "").replace("\\", "/")).name
        suffix = PurePath(name).suffix.lower()
        stored = f"handed{suffix}" if suffix.removeprefix(".").isalnum() else "handed"
        body = file.file.read(DEFAULT_LIMITS.max_file_bytes + 1)
        yield from _read(folder, stored, body, name or "a file")


def _read(folder: Path, stored: str, body: bytes, name: str) -> Iterator[Source | UnreadableSource]:
    """The file's own name is what its source goes by: where it lay for a moment is no place."""
    place = folder / stored
    place.write_bytes(body)
    for one in read([str(place)], now=datetime.now(UTC)):
        if isinstance(one, UnreadableSource):
            yield UnreadableSource(name, str(one), advice=one.advice)
        else:
            yield one.model_copy(update={"name": name})
