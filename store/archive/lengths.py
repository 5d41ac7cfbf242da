"""What a search reads of every row, kept beside the archive: the next process reads what is new alone.

No row ever changes, so what is kept holds as long as the archive has the row that was then the last.
"""

import os
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from sqlalchemy import Connection, text

from store.archive.fts5 import Rows, none

MANY = 20_000
"""Rows that take longer to read than a file of all takes to write."""

_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile)
"""What comes of reading a file that is none of ours."""

_NAMED = text(
    "SELECT sources.id || '.' || snippets.ordinal FROM snippets"
    " JOIN sources ON sources.sequence = snippets.source WHERE snippets.sequence = :row"
)


def followed(connection: Connection, rows: Rows) -> Rows:
    """With those that were added since; the first time, with those that were kept."""
    file = _file(connection)
    known = _kept(connection, file) if file and not rows.count else rows
    grown = known.followed(connection)
    if file and grown.count - known.count >= MANY:
        _keep(connection, file, grown)
    return grown


def _file(connection: Connection) -> Path | None:
    """None for what is in memory, or may not be written."""
    url = connection.engine.url
    readable = url.database and url.database != ":memory:" and not url.query
    return Path(f"{url.database}.rows") if readable else None


def _kept(connection: Connection, file: Path) -> Rows:
    """None of them where the file is gone, damaged, or of another archive."""
    with suppress(*_DAMAGED), file.open("rb") as opened, np.load(opened) as kept:
        lengths, owners = kept["lengths"].astype(np.int64), kept["owners"].astype(np.int64)
        rows = Rows(lengths, owners, int(kept["count"]))
        if lengths.shape == owners.shape and _last(connection, rows) == str(kept["last"]):
            return rows
    return none()


def _keep(connection: Connection, file: Path, rows: Rows) -> None:
    """All or nothing; where there is no room it is read again the next time."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            with fresh.open("wb") as written:
                np.savez(
                    written,
                    lengths=rows.lengths.astype(np.int32),
                    owners=rows.owners.astype(np.int32),
                    count=rows.count,
                    last=_last(connection, rows),
                )
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)


def _last(connection: Connection, rows: Rows) -> str:
    return connection.execute(_NAMED, {"row": rows.last}).scalar() or ""
