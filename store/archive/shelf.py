"""Sources as lists show them: the newest arrival first, a page at a time, without their texts."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from store.archive.schema import sources
from store.records import DateBasis, SourceKind, SourceStatus, without_folders


class Spine(NamedTuple):
    """What shows of a source that stands on a shelf."""

    sequence: int
    id: str
    title: str
    outlet: str
    url: str
    name: str
    published_at: datetime | None
    published_basis: DateBasis
    fetched_at: datetime
    origin: str
    status: SourceStatus
    kind: SourceKind

    @property
    def called(self) -> str:
        """As ``Source.called``."""
        return without_folders(self.name)


def newest(connection: Connection, before: int | None, limit: int) -> tuple[Spine, ...]:
    """Those that arrived before this sequence number, or last of all."""
    columns = sources.c
    query = select(*(columns[name] for name in Spine._fields)).order_by(columns.sequence.desc())
    if before is not None:
        query = query.where(columns.sequence < before)
    return tuple(
        Spine(*row)._replace(
            published_basis=DateBasis(row.published_basis),
            status=SourceStatus(row.status),
            kind=SourceKind(row.kind),
        )
        for row in connection.execute(query.limit(limit))
    )
