"""The ledger of language models. Its rows are added, whatever comes of what they paid for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, case, func, insert, select

from store.archive.schema import usage
from store.records import Payment, Spent, Usage

_COUNTED = ("calls", "tokens_in", "tokens_out", "estimated", "kept", "seconds")
_SUMS = [func.coalesce(func.sum(usage.c[name]), 0).label(name) for name in _COUNTED]
_KNOWN = func.coalesce(func.sum(usage.c.cost), 0.0).label("cost")
_WHOLE = case((func.count(usage.c.cost) == func.count(), func.sum(usage.c.cost))).label("cost")


def pay(connection: Connection, payments: Iterable[Payment]) -> None:
    """Keep them."""
    rows = [one.model_dump(exclude={"usage"}) | one.usage.model_dump() for one in payments]
    if rows:
        connection.execute(insert(usage), rows)


def paid(connection: Connection, since: datetime) -> Usage:
    """All from then on; the cost is that of what has a known price."""
    row = connection.execute(select(*_SUMS, _KNOWN).where(usage.c.at >= since)).mappings().one()
    return Usage.model_validate(dict(row))


def spent(connection: Connection, since: datetime | None, story: str | None) -> tuple[Spent, ...]:
    """By day, story, role and model, in that order; None is from the beginning, and of every story."""
    day = func.date(usage.c.at)
    by: tuple[Any, ...] = (day, usage.c.story, usage.c.role, usage.c.model)
    query = select(day.label("day"), *by[1:], *_SUMS, _WHOLE).group_by(*by).order_by(*by)
    if since is not None:
        query = query.where(usage.c.at >= since)
    if story is not None:
        query = query.where(usage.c.story == story)
    return tuple(_spent(dict(row)) for row in connection.execute(query).mappings())


def _spent(row: dict[str, Any]) -> Spent:
    who = {name: row.pop(name) for name in ("story", "role", "model")}
    day = date.fromisoformat(str(row.pop("day")))
    return Spent(day=day, usage=Usage.model_validate(row), **who)
