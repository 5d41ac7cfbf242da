"""From what intake read to what the archive keeps, in batches: memory does not grow with their number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from store.archive import Archive
from store.errors import UnreadableSource
from store.records import Source
from store.snippets import split

BATCH = 200
"""Sources in one transaction: large enough to be fast, small enough to lose little work to a kill."""


@dataclass(frozen=True, slots=True)
class Added:
    """A source that is now in the archive for good."""

    source: Source


@dataclass(frozen=True, slots=True)
class Known:
    """A source whose very text the archive had."""

    source: Source


Outcome = Added | Known | UnreadableSource


def ingest(readings: Iterable[Source | UnreadableSource], archive: Archive) -> Iterator[Outcome]:
    """Keep each source with its snippets; an outcome is told only after the transaction that made it true."""
    stream = iter(readings)
    while batch := list(islice(stream, BATCH)):
        sources = [item for item in batch if isinstance(item, Source)]
        kept = iter(archive.add_many((source, split(source)) for source in sources))
        for item in batch:
            if isinstance(item, UnreadableSource):
                yield item
            else:
                added = next(kept)
                yield Added(added) if added else Known(item)
