"""Values in lists that fit into one query."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Dialect, String, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

IN_ONE_QUERY = 500
"""Values in one IN list: below the limits of every database."""

_Value = TypeVar("_Value", int, str)


class _Listed(TypeDecorator[list[str]]):
    """As one value: the statement is the same for however many, and is made ready once."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:  # noqa: ARG002
        return json.dumps(value or [])


class _Each(FunctionElement[str]):
    """Of what is ``_Listed``."""

    inherit_cache = True


@compiles(_Each)
def _each(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT value FROM json_each({listed}))"  # noqa: S608  (the name of a parameter)


@compiles(_Each, "postgresql")
def _each_on_server(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT jsonb_array_elements_text(CAST({listed} AS jsonb)))"


def among(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is one of the ``page`` with which a query is executed."""
    return column.bool_op("IN")(_Each(bindparam("page", type_=_Listed)))


def pages(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """The distinct values, in lists that fit into one query."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + IN_ONE_QUERY] for start in range(0, len(distinct), IN_ONE_QUERY))
