"""The sources that a text cites, wherever they lie."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import cast

from agents.newsroom import read_archive
from agents.settings import Settings
from store.errors import UnreadableSource
from store.intake import read
from store.records import Source

_ID = re.compile(r"[0-9a-f]{8,64}")
_LINE = re.compile(r"(?P<file>.+) line (?P<number>\d+)", re.DOTALL)
"""How intake names the record of a JSONL file."""


@dataclass(frozen=True)
class Cited:
    """The sources that a text cites, under the ids by which it does; how many were read, and what was not."""

    sources: tuple[Source, ...]
    read: int
    unreadable: tuple[UnreadableSource, ...] = ()


def read_cited(written: Iterable[str], places: Sequence[str] | None, settings: Settings) -> Cited:
    """The archive's, or those at ``places``, by their own id, by that in their name or in their record.

    Only what is cited is kept: memory does not grow with the number of sources.
    """
    citations = frozenset(citation for citation in written if _ID.fullmatch(citation))
    if places:
        return _read_places(places, citations)
    with read_archive(settings) as archive:
        ids = {id_ for citation in citations for id_ in archive.matching(citation)}
        found = tuple(archive.sources_by_id(sorted(ids)).values())
        return Cited(found, read=len(found))


def _read_places(places: Sequence[str], citations: frozenset[str]) -> Cited:
    found: dict[str, Source] = {}
    unreadable: list[UnreadableSource] = []
    count = 0
    records = _Records()
    for reading in read(places, now=datetime.now(UTC)):
        if isinstance(reading, UnreadableSource):
            unreadable.append(reading)
            continue
        count += 1
        for id_ in dict.fromkeys((reading.id, *_own_ids(reading, records))):
            if any(id_.startswith(citation) for citation in citations):
                found.setdefault(id_, reading.model_copy(update={"id": id_}))
    return Cited(tuple(found.values()), count, tuple(unreadable))


def _own_ids(source: Source, records: "_Records") -> Iterator[str]:
    """The ids that whoever keeps the sources gave to this one."""
    yield from (id_ for id_ in (PurePath(source.name).stem, records.id_of(source.name)) if _ID.fullmatch(id_))


class _Records:
    """The lines of JSONL files, read beside intake for the one field that a Source has no room for: "id"."""

    def __init__(self) -> None:
        self._files: dict[str, Iterator[tuple[int, bytes]]] = {}

    def id_of(self, name: str) -> str:
        """The record's own id; empty where it has none. Lines are asked for in their order."""
        match = _LINE.fullmatch(name)
        if match is None or not Path(match["file"]).is_file():
            return ""
        lines = self._files.setdefault(match["file"], _lines(Path(match["file"])))
        line = next((line for number, line in lines if number == int(match["number"])), b"null")
        try:
            record = cast("object", json.loads(line))
        except ValueError:  # in an encoding that intake could guess
            return ""
        own = cast("dict[str, object]", record).get("id") if isinstance(record, dict) else ""
        return own if isinstance(own, str) else ""


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    with file.open("rb") as stream:
        yield from enumerate(stream, 1)
