"""What was read: sources, what was said of them since, and their snippets."""

import re
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from store.records.base import Record, UTCDateTime
from store.vocabulary import DateBasis, SourceKind, SourceStatus


def without_folders(name: str) -> str:
    """The name of a source without where it lay: folders are a machine's, and nothing to readers."""
    return name if "://" in name else re.split(r"[/\\]", name)[-1]


class Source(Record):
    """One document as it was read at one moment. An edited page is a new Source."""

    id: str
    text: str = Field(description="Clean text; offsets into it hold for ever.")
    title: str = ""
    url: str = Field(default="", description="Canonical URL; empty for text that has none.")
    guid: str = Field(default="", description="Identity that its feed gives it; empty outside feeds.")
    name: str = Field(default="", description="Where it was read: a path, a URL, or 'standard input'.")
    outlet: str = ""
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = Field(default=(), description="News agencies that the text says it is from.")
    language: str = ""
    published_at: UTCDateTime | None = None
    published_basis: DateBasis = DateBasis.UNKNOWN
    fetched_at: UTCDateTime
    origin: str = Field(description="Id of the earliest source that carries the same report.")
    revises: str | None = Field(default=None, description="The edition of the same page before this one.")
    reuses: str | None = Field(
        default=None, description="A source whose report, not the same, stands in this one or was rewritten."
    )
    status: SourceStatus = SourceStatus.ACTIVE
    kind: SourceKind = Field(default=SourceKind.UNKNOWN, description="What its publisher says that it is.")

    @property
    def called(self) -> str:
        """As readers are told where it was read."""
        return without_folders(self.name)

    @model_validator(mode="after")
    def _dated_with_basis(self) -> Self:
        if (self.published_at is None) != (self.published_basis is DateBasis.UNKNOWN):
            raise ValueError("published_at and published_basis must be known together")
        return self


class Notice(Record):
    """A correction or retraction of a source, as it was recorded. Notices are added, never changed."""

    source_id: str
    status: SourceStatus
    reason: str
    at: UTCDateTime
    copies: bool = Field(default=False, description="It holds for every copy of the report, later ones too.")
    replaced_by: str | None = Field(default=None, description="Id of the source that corrects it.")


Granularity = Literal["day", "week", "month", "quarter", "season", "year", "decade"]


class DateMention(Record):
    """Words that mean a date only beside their source's own: "on Thursday". Offsets into its text."""

    start: int
    end: int
    value: date = Field(description="The day, or the first day of what is meant.")
    granularity: Granularity
    until: date | None = Field(default=None, description="Last day of several: of the past six months.")


class Snippet(Record):
    """A run of whole sentences of one Source: the unit of index and retrieval."""

    source_id: str
    ordinal: int
    start: int
    end: int
    text: str
    dates: tuple[DateMention, ...] = ()

    @property
    def id(self) -> str:
        """For example ``7f3a9c2e.4``, with the source's whole id before the dot."""
        return f"{self.source_id}.{self.ordinal}"
