"""What all records share: frozen values, moments in UTC, lines, citations and digests."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import takewhile
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

SHORT_ID = 8
"""Hex digits of a source id that are shown; more where that is ambiguous, as git does."""

CITATION = re.compile(r"\[([0-9a-f]{8,64})\]")
"""A citation as it stands in a story: a source id, or its first digits, in brackets."""


def digest(*parts: str) -> str:
    """SHA-256 over the parts, each preceded by its length so that no two lists of parts collide."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        sha.update(f"{len(data)}:".encode())
        sha.update(data)
    return sha.hexdigest()


def short(source_id: str) -> str:
    """The id as people see it."""
    return source_id[:SHORT_ID]


def shown_ids(ids: Collection[str]) -> dict[str, str]:
    """Each id in as few digits as tell it from the others, at least eight."""
    size = SHORT_ID
    while len({id_[:size] for id_ in ids}) < len(set(ids)):
        size += 1
    return {id_: id_[:size] for id_ in ids}


class Ids:
    """Whole ids, found by their first digits, as many as one likes, without a look at the others."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._sorted = sorted(ids)

    def begun(self, citation: str) -> list[str]:
        """Those that begin so, in order."""
        first = bisect_left(self._sorted, citation)
        behind = (self._sorted[place] for place in range(first, len(self._sorted)))
        return list(takewhile(lambda id_: id_.startswith(citation), behind))


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_line(value: str) -> str:
    if value != " ".join(value.split()):
        raise ValueError("must be one line with single spaces")
    if re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", value):
        raise ValueError("must have no control characters and no lone surrogates")
    if CITATION.search(value):
        raise ValueError("citations belong in `citations`, not in the text")
    if not re.search(r"\w", value):
        raise ValueError("must have a word in it")
    return value


def _bracketable(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z](?:[0-9A-Za-z_.:-]*[0-9A-Za-z])?", value):
        raise ValueError("a citation is letters and digits, with . : _ - between them")
    return value


UTCDateTime = Annotated[datetime, AfterValidator(_utc)]
Line = Annotated[str, AfterValidator(_one_line)]
Citation = Annotated[str, AfterValidator(_bracketable)]


class Record(BaseModel):
    """Base of all domain types."""

    model_config = ConfigDict(frozen=True, extra="forbid")
