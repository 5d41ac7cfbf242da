"""Suites one after the other, on data that is theirs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from evals.beside import beside
from evals.context import Context, Counts
from evals.rows import file_digest
from evals.runs import DataUsed, Ran
from evals.suites import DATA, Parse, Place, Suite
from evals.suites.all import SUITES
from store.errors import UsageError


@dataclass(frozen=True)
class Wanted:
    """A suite with what it read."""

    suite: Suite[Any]
    data: Any
    used: DataUsed


def chosen(names: Sequence[str]) -> list[Suite[Any]]:
    """Those of these names, or all. Raises UsageError."""
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        raise UsageError(
            f"There is no suite {unknown[0]!r}.", advice="List what there is with: storytree eval --list"
        )
    return [SUITES[name] for name in dict.fromkeys(names)] or list(SUITES.values())


def read_all(
    suites: Sequence[Suite[Any]], place: Place | None, parse: Parse, limit: int | None
) -> list[Wanted]:
    """Everything is read before anything is run: a bad file is told at once. Raises BadData.

    Without a place each has the data that ships.
    """
    if place is None:
        return [_read(suite, Place(DATA, parse, limit)) for suite in suites]
    if place.path.is_file() and len(suites) > 1:
        raise UsageError("One file is the data of one suite.", advice="Name the suite before --data.")
    return [_read(suite, place) for suite in suites]


def _read(suite: Suite[Any], place: Place) -> Wanted:
    data = suite.read(place)
    file = place.file(*suite.files)
    others = {name: file_digest(one) for name, one in beside(file).items()}
    used = DataUsed(name=file.name, digest=file_digest(file), beside=others, limit=place.limit)
    return Wanted(suite, data, used)


def run_one(wanted: Wanted, context: Context) -> Ran:
    """The suite on its data."""
    begun, counted = time.monotonic(), replace(context, counts=Counts())
    scores = wanted.suite.run(wanted.data, counted)
    return Ran(
        scores=scores,
        data=wanted.used,
        seconds=round(time.monotonic() - begun, 1),
        found=counted.counts.found,
        kept=counted.counts.kept,
    )
