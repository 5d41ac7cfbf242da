"""Which report a new source is a copy of, or reuses: found by traces, then compared with the text itself.

What that costs is bounded, whatever the archive holds: the likeliest few are compared, and a copy that adds
nothing leaves no traces, so that the next is compared with the first of them, however many there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, func, select

from store.archive.paging import IN_ONE_QUERY, pages
from store.archive.schema import sources
from store.archive.traces import LED_TO, Traces
from store.copies import Overlap, Relation
from store.records import Source, digest
from store.shingles import LONGEST, Shingles, keys, shingles

COMPARED = 5
"""Sources with which a new one is compared: those that share most of its keys."""

ADDS = 0.1
"""Share of its own from which a copy leaves traces: what is copied from it may share little of the first."""

_READ = func.substr(sources.c.text, 1, LONGEST)
_TEXTS = select(sources.c.sequence, sources.c.text_digest, _READ, sources.c.origin, sources.c.reuses)
_REPORTS = (
    select(sources.c.sequence, _READ)
    .where(sources.c.origin == sources.c.id)
    .order_by(sources.c.sequence)
    .limit(IN_ONE_QUERY)
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source belongs among the reports."""

    origin: str
    reuses: str | None
    keys: Sequence[int]
    """Under which others will find it."""


@dataclass(frozen=True, slots=True)
class _New:
    text_digest: str
    shingles: Shingles
    keys: Sequence[int]
    """First that of the very text, in as many bits as the others."""


@dataclass(frozen=True, slots=True)
class _Kept:
    text_digest: str
    shingles: Shingles
    origin: str
    reuses: str | None


class Copies:
    """New sources, by their ids, beside those that the archive has and beside one another."""

    def __init__(self, connection: Connection, texts: Mapping[str, str]) -> None:
        self._connection = connection
        self._new = {source_id: _read(text) for source_id, text in texts.items()}
        self._traces = Traces(connection, (key for new in self._new.values() for key in new.keys))
        self._kept: dict[int, _Kept] = {}
        self._fetch(number for new in self._new.values() for number in self._likeliest(new.keys))

    def place(self, source: Source) -> Place:
        """By one of the same text, else by the one of which it has most."""
        new = self._new[source.id]
        likeliest = self._likeliest(new.keys)
        self._fetch(likeliest)
        found = [self._kept[number] for number in likeliest]
        if not found:
            return Place(source.id, None, new.keys)
        if found[0].text_digest == new.text_digest:
            return Place(found[0].origin, found[0].reuses, ())
        beside = [(Overlap.of(new.shingles, kept.shingles), kept) for kept in found]
        for overlap, kept in sorted(beside, key=lambda pair: (not pair[0].is_near, -pair[0].of_later)):
            match overlap.relation():
                case Relation.COPY:
                    adds = 1 - overlap.of_later >= ADDS
                    return Place(kept.origin, kept.reuses, new.keys if adds else ())
                case Relation.REUSE:
                    return Place(source.id, kept.origin, new.keys)
                case None:
                    continue
        return Place(source.id, None, new.keys)

    def keep(self, number: int, source: Source, keys: Sequence[int]) -> None:
        """Let those that follow find a source, as it was kept, under these keys."""
        new = self._new[source.id]
        self._kept[number] = _Kept(new.text_digest, new.shingles, source.origin, source.reuses)
        self._traces.note(number, keys)

    def write(self) -> None:
        """Keep the traces too."""
        self._traces.write()

    def _likeliest(self, keys: Sequence[int]) -> list[int]:
        """Those of the same text, then those that share most keys, a key that leads to many counting less."""
        by_text, *by_words = keys
        shared: dict[int, int] = {}
        for led in map(self._traces.led_to, by_words):
            for number in led:
                shared[number] = shared.get(number, 0) + LED_TO // len(led)
        ranked = sorted(shared, key=lambda number: (-shared[number], number))
        return list(dict.fromkeys([*self._traces.led_to(by_text), *ranked]))[:COMPARED]

    def _fetch(self, numbers: Iterable[int]) -> None:
        for page in pages(number for number in numbers if number not in self._kept):
            for number, *kept in self._connection.execute(_TEXTS.where(sources.c.sequence.in_(page))):
                text_digest, text, origin, reuses = kept
                self._kept[number] = _Kept(text_digest, _known(text), origin, reuses)


def trace(connection: Connection) -> None:
    """Trace the reports of an archive that has none traced."""
    last = 0
    while rows := connection.execute(_REPORTS.where(sources.c.sequence > last)).all():
        found = {number: _read(text).keys for number, text in rows}
        traces = Traces(connection, (key for some in found.values() for key in some))
        for number, some in found.items():
            traces.note(number, some)
        traces.write()
        last = rows[-1][0]


def _read(text: str) -> _New:
    text_digest, read = digest(text), shingles(text)
    return _New(text_digest, read, [int(text_digest[:12], 16), *keys(read)])


_known = lru_cache(maxsize=512)(shingles)
"""What is met again and again, notices and reports that many tell, is read once."""
