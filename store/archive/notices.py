"""Corrections and retractions: what was said of a source, when and why. The newest notice counts."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

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


def inherited(connection: Connection, source: Source) -> Source:
    """The source just added; retracted at once where it brings back a report that was retracted.

    That is so for another copy of the report, unless the notice was for one page alone: then only for
    the same page or entry, read again.
    """
    if source.origin == source.id:
        return source
    retracted = (sources.c.origin == source.origin) & (sources.c.status == SourceStatus.RETRACTED)
    query = (
        select(*_FIELDS, sources.c.url, sources.c.guid)
        .join(sources, sources.c.id == notices.c.source_id)
        .where(retracted, notices.c.status == SourceStatus.RETRACTED)
        .order_by(notices.c.sequence.desc())
    )
    for row in connection.execute(query).mappings():
        again = (source.url and row["url"] == source.url) or (source.guid and row["guid"] == source.guid)
        if row["copies"] or again:
            notice = Notice.model_validate({name: row[name] for name in Notice.model_fields})
            moment = {"source_id": source.id, "at": source.fetched_at}
            give(connection, [notice.model_copy(update=moment)])
            return source.model_copy(update={"status": SourceStatus.RETRACTED})
    return source
