"""Sources: added once, found by the first digits of their id, read in order of arrival."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, bindparam, func, insert, select, true

from store.archive.schema import sources
from store.records import Source, digest

PAGE = 100
"""Rows read at a time: few enough that whole texts of them fit in memory."""

IN_ONE_QUERY = 500
"""Values in one IN list: below the limits of every database."""

_FIELDS = [sources.c[name] for name in Source.model_fields]

# Put together once: building these for each source takes longer than running them.
_KNOWN = select(sources.c.sequence).where(sources.c.id == bindparam("id"))
_SAME = sources.c.text_digest == bindparam("text_digest")
_EARLIEST_SAME = select(sources.c.id).where(_SAME).order_by(sources.c.sequence).limit(1)
_BY_GUID = (sources.c.guid == bindparam("guid")) & ~_SAME
_EDITED = (sources.c.url == bindparam("url")) & ~_SAME
_PUBLISHED = bindparam("published_at", type_=sources.c.published_at.type)
_EARLIER = (sources.c.published_at <= _PUBLISHED) | sources.c.published_at.is_(None) | _PUBLISHED.is_(None)
_SAME_TITLE = (sources.c.title == bindparam("title")) & (sources.c.title != "")
_REISSUED = _EDITED & ((sources.c.guid == "") | (_SAME_TITLE & _EARLIER))
"""Two guids at one address are two reports, such as a summary and what it sums up, or one that its feed
gave another guid: then it kept its title."""
_LATEST = select(sources.c.id).order_by(sources.c.sequence.desc()).limit(1)
_LATEST_BY_GUID, _LATEST_EDITED, _LATEST_REISSUED = map(_LATEST.where, (_BY_GUID, _EDITED, _REISSUED))
_ASKED = {"url", "guid", "title", "published_at"}
_ADD = insert(sources).returning(sources.c.sequence)


def pages(values: Iterable[str]) -> Iterator[list[str]]:
    """The distinct values, in lists that fit into one query."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + IN_ONE_QUERY] for start in range(0, len(distinct), IN_ONE_QUERY))


def add(connection: Connection, source: Source) -> tuple[int, Source] | None:
    """The new sequence number, and the source with origin and revises filled; None when it is known."""
    if connection.scalar(_KNOWN, {"id": source.id}) is not None:
        return None
    values = {"text_digest": digest(source.text)}
    asked = {**values, **source.model_dump(include=_ASKED)}
    origin = connection.scalar(_EARLIEST_SAME, values) or source.id
    revises = connection.scalar(_LATEST_BY_GUID, asked) if source.guid else None
    if source.url and not revises:
        revises = connection.scalar(_LATEST_REISSUED if source.guid else _LATEST_EDITED, asked)
    kept = source.model_copy(update={"origin": origin, "revises": revises})
    row = {**kept.model_dump(), **values, "authors": list(kept.authors), "agencies": list(kept.agencies)}
    return connection.execute(_ADD, row).scalar_one(), kept


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
