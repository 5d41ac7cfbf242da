"""The writer: evidence → a draft. What it writes is believed by nobody until the checker has read it."""

from collections.abc import Sequence
from typing import Protocol

from store.records import Draft, Evidence


class Writer(Protocol):
    """The seam. Raises NothingToTell where the evidence holds no sentence that can stand in a story."""

    name: str

    def write(self, topic: str, evidence: Sequence[Evidence]) -> Draft: ...
