"""The seam of intake: a reader turns the bytes of one place into Readings.

A new kind of file is a module here with one function, ``read``, and one line in ``store.intake.readers``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from store.errors import UnreadableSource
from store.records import DateBasis, SourceKind


@dataclass(frozen=True, slots=True)
class Limits:
    """Where reading stops. Sizes in bytes as stored, lengths in characters of clean text."""

    max_file_bytes: int = 20_000_000
    """For everything but JSONL, which is read line by line and may have any size."""
    max_line_bytes: int = 8_000_000
    max_text_chars: int = 2_000_000
    min_text_chars: int = 20
    max_members: int = 10_000
    """Files in one packed file."""
    max_unpacked_bytes: int = 2_000_000_000
    """Everything in one packed file together."""
    max_ratio: int = 200
    """Unpacked to packed: news packs to a fifth, records of one kind to a fiftieth."""
    max_seconds: float = 30.0
    """For one URL, from the first connection to the last byte."""
    allow_private: bool = False
    """Fetch from addresses that the internet cannot reach: for one's own network, and for tests."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Place:
    """One file, page or stream that is being read, as it is named to the user."""

    name: str
    limits: Limits = DEFAULT_LIMITS
    url: str = ""
    """Where it was fetched from, after redirects; empty for files."""
    charset: str = ""
    """The encoding that the server declared."""
    packed: bool = False
    """Whether it is in a packed file, which may hold no other."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found, as it stands there: not yet cleaned, dated or identified."""

    name: str
    text: str
    title: str = ""
    url: str = ""
    guid: str = ""
    """The identity that its feed gives it, as ``store.intake.entry.identity`` writes it."""
    brief: bool = False
    """Whether it reads like a summary of the page at its address."""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    kind: SourceKind = SourceKind.UNKNOWN
    """As it says itself, or as its format makes it; else its address may tell."""
    dates: tuple[str, ...] = ()
    """Dates of publication as ``basis`` states them, most trusted first."""
    basis: DateBasis = DateBasis.METADATA
    made: tuple[str, ...] = ()
    """When the file was made: a date of publication only where the text states no other day."""
    header: tuple[str, ...] = ()
    """Lines from above the text that may carry its date."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in another, open, to be read before the next is asked for."""

    place: Place
    stream: BinaryIO
    suffix: str = ""
    media: str = ""
    """What it is by the server that sent it, where no suffix tells."""


class Reader(Protocol):
    """Every module in ``store.intake.readers`` is one.

    What is wrong with one source among several is yielded; UnreadableSource is raised, like OSError,
    only where nothing more can come from this place.
    """

    def read(self, stream: BinaryIO, place: Place) -> Iterator[Reading | Member | UnreadableSource]: ...


def whole(stream: BinaryIO, place: Place) -> bytes:
    """Everything in the stream; raises UnreadableSource when that is more than a file may have."""
    limit = place.limits.max_file_bytes
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise UnreadableSource(
            place.name, f"larger than {megabytes(limit)}", advice="Split it, or give its text as JSONL."
        )
    return raw


def megabytes(size: int) -> str:
    """For people: "8 MB"; in bytes where less than a megabyte."""
    return f"{size / 1_000_000:.3g} MB" if size >= 1_000_000 else f"{size} bytes"
