"""Rows of data, one of JSON a line: each is what its shape says, or is counted with the reason."""

import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
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


@dataclass(frozen=True)
class Unread:
    """In the place of a row: why there is none, and whether the row is to blame."""

    why: str
    bad: bool = True


def read_rows(
    file: Path, shape: type[Row], limit: int | None = None, group: Callable[[Row], str] = lambda _: ""
) -> Rows[Row]:
    """Of each group at most ``limit`` rows, evenly out of all of it. Raises BadData."""
    return rows_of(file, json_lines(file), shape, limit, group)


def rows_of(
    file: Path,
    found: Iterable[tuple[str, object]],
    shape: type[Row],
    limit: int | None = None,
    group: Callable[[Row], str] = lambda _: "",
) -> Rows[Row]:
    """The same of what stands at these places of a file; what is ``Unread`` is counted. Raises BadData."""
    rows: list[Row] = []
    bad: list[str] = []
    unscored: Counter[str] = Counter()
    for where, value in found:
        row = value if isinstance(value, Unread) else _row(value, shape)
        if not isinstance(row, Unread):
            rows.append(row)
            continue
        unscored[f"bad row: {row.why}" if row.bad else row.why] += 1
        if row.bad:
            bad.append(f"{file.name} {where}: {row.why}")
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


def json_of(raw: bytes) -> object:
    """What it says, or why it says nothing."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Unread("it is not UTF-8.")
    except ValueError as error:
        return Unread(f"it is no JSON: {error}.")


def json_lines(file: Path) -> Iterator[tuple[str, object]]:
    """Each line that is not blank, with its place. Raises BadData."""
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            yield f"line {number}", json_of(line)


def _row(value: object, shape: type[Row]) -> "Row | Unread":
    """The row, or what is wrong with it."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the row"
        return Unread(f"{place}: {first['msg'].removeprefix('Value error, ')}.")


def _limited(rows: Sequence[Row], limit: int | None, group: Callable[[Row], str]) -> Iterator[Row]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[group(row)].append(row)
    for members in groups.values():
        most = len(members) if limit is None else min(limit, len(members))
        yield from (members[place * len(members) // most] for place in range(most))
