"""Sources: added once, found by the first digits of their id, read in order of arrival."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, RowMapping, Select, bindparam, func, insert, select, true

from store.archive.paging import pages
from store.archive.schema import sources
from store.records import Source, digest

if TYPE_CHECKING:
    from store.archive.copies import Copies

PAGE = 100
"""Rows read at a time: few enough that whole texts of them fit in memory."""

_FIELDS = [sources.c[name] for name in Source.model_fields]

# Put together once: building these for each source takes longer than running them.
_SAME = sources.c.text_digest == bindparam("text_digest")
_BY_GUID = (sources.c.guid == bindparam("guid")) & ~_SAME
_EDITED = (sources.c.url == bindparam("url")) & ~_SAME
_LATEST = select(sources.c.id).order_by(sources.c.sequence.desc()).limit(1)
_LATEST_BY_GUID, _LATEST_EDITED = _LATEST.where(_BY_GUID), _LATEST.where(_EDITED)
_ADD = insert(sources).returning(sources.c.sequence)


def known(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of these whole ids that are there."""
    query = select(sources.c.id)
    return {id_ for page in pages(ids) for id_ in connection.scalars(query.where(sources.c.id.in_(page)))}


def add(connection: Connection, source: Source, copies: "Copies") -> tuple[int, Source]:
    """The new sequence number, and the source with origin, reuses and revises filled."""
    values = {"text_digest": digest(source.text), "url": source.url, "guid": source.guid}
    place = copies.place(source)
    revises = connection.scalar(_LATEST_BY_GUID, values) if source.guid else None
    if source.url and not revises:
        revises = connection.scalar(_LATEST_EDITED, values)
    links = {"origin": place.origin, "reuses": place.reuses, "revises": revises}
    kept = source.model_copy(update=links)
    row = {**kept.model_dump(), **values, "authors": list(kept.authors), "agencies": list(kept.agencies)}
    number = connection.execute(_ADD, row).scalar_one()
    copies.keep(number, kept, place.keys)
    return number, kept


def matching(connection: Connection, prefix: str, limit: int | None = None) -> tuple[str, ...]:
    """Whole ids that begin so, in order: a range of the index over ids."""
    if not prefix.isascii():
        return ()
    within = (sources.c.id >= prefix) & (sources.c.id < prefix + "\U0010ffff")
    return tuple(connection.scalars(select(sources.c.id).where(within).order_by(sources.c.id).limit(limit)))


def by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Source]:
    """The sources that there are among these whole ids."""
    found = (
        source
        for page in pages(ids)
        for source in _read(connection, select(*_FIELDS).where(sources.c.id.in_(page)))
    )
    return {source.id: source for source in found}


def revised(connection: Connection, ids: Iterable[str], until: datetime | None) -> set[str]:
    """Those of these ids that a later source, known by ``until``, replaced."""
    known = func.coalesce(sources.c.published_at, sources.c.fetched_at)
    visible = known <= until if until else true()
    query = select(sources.c.revises).where(visible)
    return {
        id_ for page in pages(ids) for id_ in connection.scalars(query.where(sources.c.revises.in_(page)))
    }


def arrived(engine: Engine) -> Iterator[Source]:
    """All, in order of arrival. No transaction stays open between pages, so writers are never held up."""
    query = select(sources.c.sequence, *_FIELDS).order_by(sources.c.sequence).limit(PAGE)
    last = 0
    while True:
        with engine.connect() as connection:
            rows = connection.execute(query.where(sources.c.sequence > last)).mappings().all()
        if not rows:
            return
        last = rows[-1]["sequence"]
        yield from map(_source, rows)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(sources)).scalar_one()


def _read(connection: Connection, query: Select[Any]) -> Iterator[Source]:
    return map(_source, connection.execute(query).mappings())


def _source(row: RowMapping) -> Source:
    return Source.model_validate({name: row[name] for name in Source.model_fields})
