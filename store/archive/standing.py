"""Which of the sources that were found may speak, and what finding weighs them by: no text is read for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select, true

from store.archive.paging import among, pages
from store.archive.schema import marks, notices, sources
from store.archive.sources import KNOWN
from store.records import SourceStatus

_LATER = sources.alias("later")


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a source that may speak."""

    known: datetime
    """When it was published, or fetched where that is unknown."""
    mark: bytes | None
    """What ``Archive.mark`` keeps of it; None where it came since."""


def of(
    connection: Connection, ids: Iterable[str], until: datetime | None, made_by: str
) -> dict[str, Standing]:
    """By id, those that are not retracted, and that no source known by ``until`` replaced or corrected."""
    query = (
        select(sources.c.id, KNOWN, marks.c.record)
        .outerjoin(marks, and_(marks.c.source == sources.c.sequence, marks.c.made_by == made_by))
        .where(among(sources.c.id), sources.c.status != SourceStatus.RETRACTED, *_unreplaced(until))
    )
    rows = (row for page in pages(ids) for row in connection.execute(query, {"page": page}))
    return {id_: Standing(known, mark) for id_, known, mark in rows}


def _unreplaced(until: datetime | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    later = _LATER.c
    visible = until >= func.coalesce(later.published_at, later.fetched_at) if until else true()
    edited = exists().where(later.revises == sources.c.id, visible)
    corrected = exists().where(
        notices.c.source_id == sources.c.id, later.id == notices.c.replaced_by, visible
    )
    return ~edited, ~corrected
