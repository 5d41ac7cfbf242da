"""Values in lists that fit into one query."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

IN_ONE_QUERY = 500
"""Values in one IN list: below the limits of every database."""

_Value = TypeVar("_Value", int, str)


def pages(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """The distinct values, in lists that fit into one query."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + IN_ONE_QUERY] for start in range(0, len(distinct), IN_ONE_QUERY))
