"""From what intake read to what the archive keeps, in batches: memory does not grow with their number."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from store.archive import Archive
from store.errors import UnreadableSource
from store.records import Source
from store.snippets import split
from store.vocabulary import DateBasis

BATCH = 200
"""Sources in one transaction at most: large enough to be fast, small enough to lose little to a kill."""

BATCH_CHARACTERS = 4_000_000
"""Characters of text in one transaction, so that a few hundred books do not fill the memory."""

BATCH_SECONDS = 2.0
"""A slow line is not waited for with what it has already brought."""

Reading = Source | UnreadableSource


@dataclass(frozen=True, slots=True)
class Added:
    """A source that is now in the archive for good."""

    source: Source


@dataclass(frozen=True, slots=True)
class Known:
    """A source whose very text the archive had."""

    source: Source


Outcome = Added | Known | UnreadableSource


def ingest(readings: Iterable[Reading], archive: Archive) -> Iterator[Outcome]:
    """Keep each source with its snippets; an outcome is told only after the transaction that made it true."""
    for batch in _batches(readings):
        sources = [item for item in batch if isinstance(item, Source)]
        kept = iter(archive.add_many((_storable(source), split(source)) for source in sources))
        for item in batch:
            if isinstance(item, UnreadableSource):
                yield item
            else:
                added = next(kept)
                yield Added(added) if added else Known(item)


def dated(reading: Reading, published: datetime | None) -> Reading:
    """A source that does not say when it was published was published when the user says."""
    if published is None or isinstance(reading, UnreadableSource) or reading.published_at:
        return reading
    return reading.model_copy(update={"published_at": published, "published_basis": DateBasis.INFERRED})


def _storable(source: Source) -> Source:
    """Names of files may have bytes in them that are no characters: no database keeps those."""
    name = source.name.encode("utf-8", "backslashreplace").decode("utf-8")
    return source if name == source.name else source.model_copy(update={"name": name})


def _batches(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    batch: list[Reading] = []
    room, end = BATCH_CHARACTERS, time.monotonic() + BATCH_SECONDS
    for item in readings:
        batch.append(item)
        room -= len(item.text) if isinstance(item, Source) else 0
        if len(batch) >= BATCH or room <= 0 or time.monotonic() >= end:
            yield batch
            batch, room, end = [], BATCH_CHARACTERS, time.monotonic() + BATCH_SECONDS
    if batch:
        yield batch
