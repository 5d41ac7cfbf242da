"""Values in lists that fit into one query."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam

IN_ONE_QUERY = 500
"""Values in one IN list: below the limits of every database."""

_Value = TypeVar("_Value", int, str)


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether it is one of the ``page`` with which a query is executed: a query is then made once for all."""
    return column.in_(bindparam("page", expanding=True))


def pages(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """The distinct values, in lists that fit into one query."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + IN_ONE_QUERY] for start in range(0, len(distinct), IN_ONE_QUERY))
