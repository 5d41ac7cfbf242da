"""Which of the sources that were found may speak, and what finding weighs them by: no text is read for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, select, true

from store.archive.paging import among, pages
from store.archive.schema import Moment, marks, notices, sources
from store.archive.sources import KNOWN
from store.records import SourceStatus

_LATER = sources.alias("later")


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a source that may speak."""

    known: datetime
    """When it was published, or fetched where that is unknown."""
    dated: bool
    """Whether that is the day on which it was published."""
    mark: bytes | None
    """What ``Archive.mark`` keeps of it; None where it came since."""


def of(
    connection: Connection, ids: Iterable[str], until: datetime | None, made_by: str
) -> dict[str, Standing]:
    """By id, those that are not retracted, and that no source known by ``until`` replaced or corrected."""
    query = _NOW if until is None else _BY_THEN
    known = {"made_by": made_by} if until is None else {"made_by": made_by, "until": until}
    rows = (row for page in pages(ids) for row in connection.execute(query, {"page": page, **known}).all())
    return {id_: Standing(known, bool(dated), mark) for id_, known, dated, mark in rows}


def _standing(visible: ColumnElement[bool]) -> Select[Any, Any, bool, Any]:
    later = _LATER.c
    edited = exists().where(later.revises == sources.c.id, visible)
    corrected = exists().where(
        notices.c.source_id == sources.c.id, later.id == notices.c.replaced_by, visible
    )
    return (
        select(sources.c.id, KNOWN, sources.c.published_at.is_not(None), marks.c.record)
        .outerjoin(marks, and_(marks.c.source == sources.c.sequence, marks.c.made_by == bindparam("made_by")))
        .where(among(sources.c.id), sources.c.status != SourceStatus.RETRACTED, ~edited, ~corrected)
    )


_NOW = _standing(true())
_BY_THEN = _standing(
    bindparam("until", type_=Moment) >= func.coalesce(_LATER.c.published_at, _LATER.c.fetched_at)
)
