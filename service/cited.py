"""The sources that a text cites, wherever they lie."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import cast

from agents.holding import read_archive
from agents.settings import Settings
from store.errors import UnreadableSource
from store.intake import read
from store.intake.reading import Reading
from store.records import SHORT_ID, Source

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

    Only what is cited is kept: memory does not grow with the number of sources. Nor does time, but for a look
    at names and records, where these give every id that is cited: only to find one by its own id, which is a
    digest of its text, every source has to be read.
    """
    citations = frozenset(citation for citation in written if _ID.fullmatch(citation))
    if not places:
        with read_archive(settings) as archive:
            ids = {id_ for citation in citations for id_ in archive.matching(citation)}
            found = tuple(archive.sources_by_id(sorted(ids)).values())
            return Cited(found, read=len(found))
    named = _gather(list(_promising(places, citations)), citations, by_own_id=False)
    if citations and all(_meant(citation, named.sources) for citation in citations):
        return named
    return _gather(places, citations, by_own_id=True)


def _promising(places: Sequence[str], citations: frozenset[str]) -> Iterator[str]:
    """Files at the places that have a cited id for a name, and those whose records may have one each."""
    for place in map(Path, places):
        below = (Path(root, name) for root, _, names in os.walk(place) for name in names)
        for path in [place] if place.is_file() else sorted(below):
            if ".jsonl" in path.suffixes or _cites(path.stem, citations):
                yield str(path)


def _gather(places: Sequence[str], citations: frozenset[str], *, by_own_id: bool) -> Cited:
    found: dict[str, Source] = {}
    unreadable: list[UnreadableSource] = []
    count = 0
    records = _Records()

    def wanted(reading: Reading) -> bool:
        return by_own_id or any(_cites(id_, citations) for id_ in _given_ids(reading.name, records))

    for source in read(places, now=datetime.now(UTC), wanted=wanted):
        if isinstance(source, UnreadableSource):
            unreadable.append(source)
            continue
        count += 1
        for id_ in dict.fromkeys((source.id, *_given_ids(source.name, records))):
            if _cites(id_, citations):
                found.setdefault(id_, source.model_copy(update={"id": id_}))
    return Cited(tuple(found.values()), count, tuple(unreadable))


def _cites(id_: str, citations: frozenset[str]) -> bool:
    return any(id_[:size] in citations for size in range(SHORT_ID, len(id_) + 1))


def _meant(citation: str, sources: Sequence[Source]) -> bool:
    return any(source.id.startswith(citation) for source in sources)


def _given_ids(name: str, records: "_Records") -> list[str]:
    """The ids that whoever keeps the sources gave to the one of this name."""
    return [id_ for id_ in (PurePath(name).stem, records.id_of(name)) if _ID.fullmatch(id_)]


class _Records:
    """The lines of JSONL files, read beside intake for the one field that a Source has no room for: "id"."""

    def __init__(self) -> None:
        self._files: dict[str, Iterator[tuple[int, bytes]]] = {}
        self._last = ("", "")

    def id_of(self, name: str) -> str:
        """The record's own id; empty where it has none. Lines are asked for in their order."""
        if self._last[0] != name:
            self._last = (name, self._read(name))
        return self._last[1]

    def _read(self, name: str) -> str:
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
