"""Verdicts, under a key of everything that they were found from. To lose them costs time and nothing else."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, func, insert, or_, select

from store.archive.paging import pages
from store.archive.schema import verdicts
from store.records import Verdict

REMEMBERED = 50_000
"""Verdicts at most, about 50 MB; the oldest go first. Writing or updating a story asks for some hundred."""


def recall(connection: Connection, keys: Iterable[str]) -> dict[str, Verdict]:
    """Those that there are among these keys."""
    return {
        key: Verdict.model_validate_json(record)
        for page in pages(keys)
        for key, record in connection.execute(
            select(verdicts.c.key, verdicts.c.record).where(verdicts.c.key.in_(page))
        )
    }


def remember(connection: Connection, checker: str, found: Mapping[str, Verdict]) -> None:
    """Keep what this checker found, and drop what another one did, or too many did before."""
    column = verdicts.c.checker
    connection.execute(delete(verdicts).where(or_(column < checker, column > checker)))  # by its index
    known = _known(connection, found)
    rows = [
        {"key": key, "checker": checker, "record": verdict.model_dump_json()}
        for key, verdict in found.items()
        if key not in known
    ]
    if rows:
        connection.execute(insert(verdicts), rows)
        newest = connection.execute(select(func.max(verdicts.c.sequence))).scalar_one()
        connection.execute(delete(verdicts).where(verdicts.c.sequence <= newest - REMEMBERED))


def _known(connection: Connection, keys: Iterable[str]) -> set[str]:
    return {
        key
        for page in pages(keys)
        for key in connection.scalars(select(verdicts.c.key).where(verdicts.c.key.in_(page)))
    }
