"""Corrections and retractions: what was said of a source, when and why. The newest notice counts."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from store.archive.schema import notices, sources
from store.records import Notice, Source, SourceStatus

_FIELDS = [notices.c[name] for name in Notice.model_fields]


def give(connection: Connection, given: Iterable[Notice]) -> None:
    """Keep the notices, and let each source have the status that its notice says."""
    for notice in given:
        connection.execute(insert(notices).values(notice.model_dump()))
        of_it = update(sources).where(sources.c.id == notice.source_id)
        connection.execute(of_it.values(status=notice.status))


def of_source(connection: Connection, source_id: str) -> tuple[Notice, ...]:
    """In the order in which they were given."""
    query = select(*_FIELDS).where(notices.c.source_id == source_id).order_by(notices.c.sequence)
    return tuple(Notice.model_validate(row) for row in connection.execute(query).mappings())


def last(connection: Connection) -> int:
    """The number of the newest; 0 where there is none."""
    return connection.scalar(select(func.max(notices.c.sequence))) or 0


def reinstated(connection: Connection, since: datetime) -> tuple[str, ...]:
    """Ids of the sources of which a retraction was taken back after this moment, in order."""
    given = select(notices.c.source_id).where(notices.c.status == SourceStatus.ACTIVE, notices.c.at > since)
    return tuple(connection.scalars(given.distinct().order_by(notices.c.source_id)))


def standing(connection: Connection, source: Source) -> Notice | None:
    """What holds for a source that is about to be added: a notice on a report that it brings back.

    A retraction holds for every copy of the report, unless it was for one page alone: then for that page or
    entry, read again. Read again, it holds for a reworded text too; who rewords a retracted page to say
    something else can be reinstated. A correction holds for the page read again, while its text is nearer to
    the old one than to the corrected.
    """
    if source.origin == source.id and not source.reuses:
        return None
    report = sources.c.origin == source.origin
    reworded = (sources.c.id == source.reuses) | (sources.c.origin == source.reuses)
    query = (
        select(*_FIELDS, sources.c.url, sources.c.guid, sources.c.origin, sources.c.text)
        .join(sources, sources.c.id == notices.c.source_id)
        .where(report | reworded, notices.c.status == sources.c.status)
        .order_by(notices.c.sequence.desc())
    )
    for row in connection.execute(query).mappings():
        if _holds(connection, row, source):
            notice = Notice.model_validate({name: row[name] for name in Notice.model_fields})
            copies = notice.copies and row["origin"] == source.origin
            here = {"source_id": source.id, "at": source.fetched_at, "copies": copies}
            return notice.model_copy(update=here)
    return None


def _holds(connection: Connection, row: RowMapping, source: Source) -> bool:
    again = (source.url and row["url"] == source.url) or (source.guid and row["guid"] == source.guid)
    copied = row["origin"] == source.origin
    match row["status"]:
        case SourceStatus.RETRACTED:
            return bool(again or (copied and row["copies"]))
        case SourceStatus.CORRECTED:
            from store.copies import nearer

            query = select(sources.c.text).where(sources.c.id == row["replaced_by"])
            corrected = connection.scalar(query) or ""
            return bool(again) and not nearer(source.text, corrected, row["text"])
        case _:
            return False
