"""Sources: added once, found by the first digits of their id, read in order of arrival."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    and_,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    true,
)

from store.archive.editions import edition_before
from store.archive.notices import give, standing
from store.archive.paging import among, pages
from store.archive.postgresql import by_bytes
from store.archive.schema import Moment, notices, sources
from store.records import News, Source, SourceKind, SourceStatus, digest

if TYPE_CHECKING:
    from store.archive.copies import Copies

PAGE = 100
"""Rows read at a time: few enough that whole texts of them fit in memory."""


KNOWN = func.coalesce(sources.c.published_at, sources.c.fetched_at)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which sources are wanted; what is empty or None lets all pass."""

    language: str = ""
    """ISO 639-1; sources whose language is unknown do not pass."""
    outlet: str = ""
    """Whole name, without regard to case."""
    kind: SourceKind | None = None
    status: SourceStatus | None = None
    since: datetime | None = None
    """Published then or later; undated sources do not pass."""
    until: datetime | None = None
    known_by: datetime | None = None
    """Published by then, or fetched by then where the day of publication is unknown."""
    news: News | None = None
    among: frozenset[str] | None = None
    """Whole ids of the only sources that pass."""
    without: frozenset[str] = frozenset()
    """Whole ids of sources that do not."""

    def condition(self) -> ColumnElement[bool]:
        columns = sources.c
        return and_(
            columns.language == self.language if self.language else true(),
            func.lower(columns.outlet) == self.outlet.lower() if self.outlet else true(),
            columns.kind == self.kind if self.kind else true(),
            columns.status == self.status if self.status else true(),
            columns.published_at >= self.since if self.since else true(),
            columns.published_at <= self.until if self.until else true(),
            self.known_by >= KNOWN if self.known_by else true(),
            _new(self.news) if self.news else true(),
            true() if self.among is None else columns.id.in_(self.among),
            columns.id.not_in(self.without) if self.without else true(),
        )


ALL = Sieve()


def _new(news: News) -> ColumnElement[bool]:
    return or_(
        sources.c.sequence > news.after,
        news.not_by < KNOWN if news.not_by else false(),
        sources.c.id.in_(news.again) if news.again else false(),
    )


_FIELDS = [sources.c[name] for name in Source.model_fields]

_BY_ID = select(*_FIELDS).where(among(sources.c.id))

_ADD = insert(sources).returning(sources.c.sequence)


def known(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of these whole ids that are there."""
    query = select(sources.c.id).where(among(sources.c.id))
    return {id_ for page in pages(ids) for id_ in connection.scalars(query, {"page": page})}


def add(connection: Connection, source: Source, copies: "Copies") -> tuple[int, Source]:
    """The new sequence number, and the source with origin, reuses and revises filled."""
    values = {"text_digest": digest(source.text)}
    place = copies.place(source)
    revises = source.revises or edition_before(connection, source, values["text_digest"])
    links = {"origin": place.origin, "reuses": place.reuses, "revises": revises}
    notice = standing(connection, source.model_copy(update=links))
    if notice:
        # What was corrected takes the place of nothing, least of all of the correction.
        links |= {"status": notice.status, "revises": None if notice.replaced_by else revises}
    kept = source.model_copy(update=links)
    row = {**kept.model_dump(), **values, "authors": list(kept.authors), "agencies": list(kept.agencies)}
    number = connection.execute(_ADD, row).scalar_one()
    copies.keep(number, kept, place.keys)
    if notice:
        give(connection, [notice])
    return number, kept


def matching(connection: Connection, prefix: str, limit: int | None = None) -> tuple[str, ...]:
    """Whole ids that begin so, in order: a range of the index over ids."""
    if not prefix.isascii():
        return ()
    id_ = by_bytes(connection, sources.c.id)
    within = (id_ >= prefix) & (id_ < prefix + "\U0010ffff")
    return tuple(connection.scalars(select(sources.c.id).where(within).order_by(id_).limit(limit)))


def by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Source]:
    """The sources that there are among these whole ids."""
    found = (source for page in pages(ids) for source in _read(connection, _BY_ID, page))
    return {source.id: source for source in found}


def revised(connection: Connection, ids: Iterable[str], until: datetime | None) -> set[str]:
    """Those of these ids that a later source, known by ``until``, replaced or corrected."""
    queries = _REVISED if until is None else _REVISED_BY_THEN
    known = {} if until is None else {"until": until}
    return {
        id_
        for page in pages(ids)
        for query in queries
        for id_ in connection.scalars(query, {"page": page, **known}).all()
    }


def _revised(visible: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    edited = select(sources.c.revises).where(among(sources.c.revises), visible)
    corrected = select(notices.c.source_id).join(sources, sources.c.id == notices.c.replaced_by)
    return edited, corrected.where(among(notices.c.source_id), visible)


_REVISED = _revised(true())
_REVISED_BY_THEN = _revised(bindparam("until", type_=Moment) >= KNOWN)


def newest_edition(connection: Connection, id_: str, until: datetime | None) -> Source | None:
    """What stands in its place by ``until``, however often it was edited or corrected; None if nothing."""
    visible = until >= KNOWN if until else true()
    met = {id_}
    newest: str | None = None
    while True:
        edited = select(sources.c.id, sources.c.sequence).where(sources.c.revises == id_, visible)
        corrected = (
            select(sources.c.id, sources.c.sequence)
            .join(notices, sources.c.id == notices.c.replaced_by)
            .where(notices.c.source_id == id_, visible)
        )
        found = connection.execute(edited.union(corrected).order_by("sequence")).all()
        after = [row.id for row in found if row.id not in met]
        if not after:
            return by_id(connection, [newest])[newest] if newest else None
        newest = id_ = after[-1]
        met.add(id_)


def ids(connection: Connection, sieve: Sieve, limit: int) -> list[str]:
    """The latest arrival first."""
    query = select(sources.c.id).where(sieve.condition()).order_by(sources.c.sequence.desc()).limit(limit)
    return list(connection.scalars(query).all())


def passing(connection: Connection, ids: Iterable[str], sieve: Sieve) -> set[str]:
    """Those of these whole ids whose sources the sieve lets pass; what lets all pass is not asked."""
    if sieve == ALL:
        return set(ids)
    query = select(sources.c.id).where(among(sources.c.id), sieve.condition())
    return {id_ for page in pages(ids) for id_ in connection.scalars(query, {"page": page}).all()}


def of_origin(connection: Connection, origin: str) -> tuple[Source, ...]:
    """In order of arrival."""
    query = select(*_FIELDS).where(sources.c.origin == origin).order_by(sources.c.sequence)
    return tuple(_read(connection, query))


def arrived(engine: Engine, sieve: Sieve) -> Iterator[Source]:
    """In order of arrival. No transaction stays open between pages, so writers are never held up."""
    query = select(sources.c.sequence, *_FIELDS).where(sieve.condition())
    query = query.order_by(sources.c.sequence).limit(PAGE)
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


def arrival(connection: Connection, id_: str) -> int:
    return connection.scalar(select(sources.c.sequence).where(sources.c.id == id_)) or 0


def last(connection: Connection) -> int:
    """The sequence number of the source that arrived last; none arrives below it any more."""
    return connection.execute(select(func.coalesce(func.max(sources.c.sequence), 0))).scalar_one()


def _read(connection: Connection, query: Select[Any], page: Sequence[str] = ()) -> Iterator[Source]:
    rows = connection.execute(query, {"page": page} if page else {}).all()
    return (Source.model_validate(dict(zip(Source.model_fields, row, strict=True))) for row in rows)


def _source(row: RowMapping) -> Source:
    return Source.model_validate({name: row[name] for name in Source.model_fields})
