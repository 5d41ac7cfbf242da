"""Marks of sources: what their readers know them by, kept as bytes that mean something to them alone.

They are made after the sources, in order of arrival, so that the last row says how far they have come.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select

from store.archive.paging import among, pages
from store.archive.schema import marks, sources

PAGE = 200
"""Sources that are marked in one transaction."""

Make = Callable[[str, str], bytes]
"""Of a title and a text."""

_ADD = insert(marks)
_LAST = select(func.max(marks.c.source))
_WAITING = (
    select(sources.c.sequence, sources.c.title, sources.c.text).order_by(sources.c.sequence).limit(PAGE)
)
_KEPT = (
    select(sources.c.id, marks.c.record)
    .join(marks, marks.c.source == sources.c.sequence)
    .where(among(sources.c.id))
)


def of(connection: Connection, ids: Iterable[str], made_by: str) -> dict[str, bytes]:
    """Those that are there, by the whole ids of their sources."""
    kept = _KEPT.where(marks.c.made_by == made_by)
    found: dict[str, bytes] = {}
    for page in pages(ids):
        found.update(connection.execute(kept, {"page": page}).all())
    return found


def catch_up(engine: Engine, writer: Engine, made_by: str, make: Make) -> int:
    """Mark the sources that came since; marks that others made go. Returns how many were marked.

    Nothing is locked while they are made, and a kill loses no more than a page.
    """
    with engine.connect() as connection:
        stale = connection.scalar(select(marks.c.source).where(marks.c.made_by != made_by).limit(1))
    if stale is not None:
        with writer.begin() as connection:
            connection.execute(delete(marks).where(marks.c.made_by != made_by))
    count = 0
    while rows := _waiting(engine):
        made = [
            {"source": number, "made_by": made_by, "record": make(title, text)}
            for number, title, text in rows
        ]
        count += _keep(writer, made)
    return count


def _waiting(engine: Engine) -> Sequence[Row[int, str, str]]:
    with engine.connect() as connection:
        last = connection.scalar(_LAST) or 0
        return connection.execute(_WAITING.where(sources.c.sequence > last)).all()


def _keep(writer: Engine, made: Sequence[dict[str, Any]]) -> int:
    """Unless another process kept them meanwhile."""
    with writer.begin() as connection:
        if (connection.scalar(_LAST) or 0) >= made[0]["source"]:
            return 0
        connection.execute(_ADD, made)
    return len(made)
