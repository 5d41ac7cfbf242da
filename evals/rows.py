"""Rows of data, one of JSON a line: each is what its shape says, or is counted with the reason."""

import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError

from store.errors import BadData

Row = TypeVar("Row", bound=BaseModel)

WORST = 0.5
"""Share of bad rows from which a file is taken for one of another format."""


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """What a file holds, and what of it could not be read: where, and why."""

    name: str
    rows: tuple[Row, ...]
    digest: str = ""
    bad: tuple[str, ...] = ()
    unscored: Counter[str] = field(default_factory=Counter[str])


def read_rows(
    file: Path, shape: type[Row], limit: int | None = None, group: Callable[[Row], str] = lambda _: ""
) -> Rows[Row]:
    """Of each group at most ``limit`` rows, evenly out of all of it. Raises BadData."""
    rows: list[Row] = []
    bad: list[str] = []
    unscored: Counter[str] = Counter()
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            row = _row(line, shape)
            if isinstance(row, str):
                bad.append(f"{file.name} line {number}: {row}")
                unscored[f"bad row: {row}"] += 1
            else:
                rows.append(row)
    if not rows or len(bad) > WORST * (len(rows) + len(bad)):
        raise BadData(bad[0] if bad else f"{file} has no rows.")
    return Rows(file.name, tuple(_limited(rows, limit, group)), file_digest(file), tuple(bad), unscored)


def read_lines(file: Path, row_of: Callable[[str], Row], limit: int | None = None) -> Rows[Row]:
    """A row of each line that is not blank, as of a list of addresses. Raises BadData."""
    text = [line.decode("utf-8", "replace").strip() for line in _lines(file)]
    rows = [row_of(line) for line in text if line]
    if not rows:
        raise BadData(f"{file} has no rows.")
    return Rows(file.name, tuple(_limited(rows, limit, lambda _: "")), file_digest(file))


def file_digest(file: Path) -> str:
    """SHA-256 of its bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
            yield from cast("Iterator[bytes]", opened)
    except (OSError, EOFError) as error:
        raise BadData(f"{file} cannot be read: {error}.") from error


def _row(line: bytes, shape: type[Row]) -> Row | str:
    """The row, or what is wrong with it."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "it is not UTF-8."
    except ValueError as error:
        return f"it is no JSON: {error}."
    try:
        return shape.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the row"
        return f"{place}: {first['msg'].removeprefix('Value error, ')}."


def _limited(rows: Sequence[Row], limit: int | None, group: Callable[[Row], str]) -> Iterator[Row]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[group(row)].append(row)
    for members in groups.values():
        most = len(members) if limit is None else min(limit, len(members))
        yield from (members[place * len(members) // most] for place in range(most))
