"""Every domain type, in the order of the flow: Source, Snippet, Evidence, Claim, Verdict, StoryVersion.

Values in, values out: each record is frozen, made in one room and read in the next. Offsets count
characters of ``Source.text``; every ``datetime`` is aware and in UTC.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self, cast

from pydantic import AfterValidator, Field, computed_field, model_validator

from store.question import Question
from store.record import Record, UTCDateTime

SHORT_ID = 8
"""Hex digits of a source id that are shown; more where that is ambiguous, as git does."""

CITATION = re.compile(r"\[([0-9a-f]{8,64})\]")
"""A citation as it stands in a story: a source id, or its first digits, in brackets."""

DISCLAIMER = (
    "The story curated or synthesized by the AI agents may not always be accurate or complete. "
    "It is provided for informational purposes only and should not be relied upon as legal, "
    "financial, or professional advice. Please use your own discretion."
)


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


Line = Annotated[str, AfterValidator(_one_line)]
Citation = Annotated[str, AfterValidator(_bracketable)]


class DateBasis(StrEnum):
    """Where ``published_at`` was read, most trusted first."""

    METADATA = "metadata"
    URL = "url"
    FEED = "feed"
    DATELINE = "dateline"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class SourceStatus(StrEnum):
    """What its publisher, or the user, says of a source today."""

    ACTIVE = "active"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


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


class Evidence(Record):
    """A Snippet with the question it answers, its rank in each retrieval channel (1 is best), its score.

    ``channels`` is what each says: lexical BM25, dense a cosine, kinship a share in 0..1.
    """

    snippet: Snippet
    source: Source
    question: Question
    ranks: dict[str, int]
    channels: dict[str, float] = Field(default_factory=dict[str, float])
    score: float


class ClaimKind(StrEnum):
    """How a claim speaks: what would have to be checked, and what would end it."""

    FACT = "fact"
    ATTRIBUTED = "attributed"
    OPINION = "opinion"
    FORECAST = "forecast"
    CONDITIONAL = "conditional"
    ABSENCE = "absence"


class Claim(Record):
    """One sentence of a story with its citations, kept as the writer wrote them, invented ones too."""

    text: Line
    citations: tuple[Citation, ...] = ()
    kind: ClaimKind = ClaimKind.FACT
    event_time: UTCDateTime | None = None
    as_of: UTCDateTime | None = None
    valid_until: UTCDateTime | None = None

    @model_validator(mode="before")
    @classmethod
    def _id_is_derived(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return {name: value for name, value in cast("dict[str, object]", data).items() if name != "id"}

    @computed_field
    @property
    def id(self) -> str:
        """Equal ids in two versions mean that the claim still stands."""
        return digest(self.text, *self.citations)


class Label(StrEnum):
    """A verdict's outcome; ``unchecked`` is a fact about the checker, never about the claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


class Reason(StrEnum):
    """Why a claim is not supported: a closed vocabulary."""

    INVENTED_ID = "invented_id"
    AMBIGUOUS_ID = "ambiguous_id"
    RETRACTED_ID = "retracted_id"
    UNCITED = "uncited"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    QUOTE = "quote"
    HEDGE = "hedge"
    NOT_ENTAILED = "not_entailed"
    NO_EVIDENCE = "no_evidence"


class Finding(Record):
    """One reason, with the words of the claim that caused it and the citation it concerns."""

    reason: Reason
    detail: str
    citation: str = Field(default="", description="Empty where it concerns the claim as a whole.")


class Span(Record):
    """Evidence in a cited source: ``text == source.text[start:end]``."""

    source_id: str
    start: int
    end: int
    text: str


class Verdict(Record):
    """The checker's finding on a Claim."""

    claim_id: str
    label: Label
    score: float = Field(ge=0.0, le=1.0)
    reasons: tuple[Finding, ...] = ()
    spans: tuple[Span, ...] = ()
    checker: str = Field(default="", description="Name and version of the checker that decided.")

    @model_validator(mode="after")
    def _supported_shows_a_span(self) -> Self:
        if self.label is Label.SUPPORTED and (self.reasons or not self.spans):
            raise ValueError("a supported verdict shows a span and has no reason against it")
        return self


class Paragraph(Record):
    """Claims on one subject, in reading order."""

    subject: str = ""
    claims: tuple[Claim, ...] = Field(min_length=1)


class Draft(Record):
    """What a writer hands in, before anything was checked."""

    title: Claim
    paragraphs: tuple[Paragraph, ...]

    def claims(self) -> Iterable[Claim]:
        """Every sentence of the body, in reading order."""
        return (claim for paragraph in self.paragraphs for claim in paragraph.claims)


class LeftOut(Record):
    """A sentence that the gate held back, and the verdict that did it."""

    claim: Claim
    verdict: Verdict
    repairs: int = Field(description="Attempts made to repair it, at most two.")


class StoryVersion(Draft):
    """An immutable version of a story. Together the versions of a story are a tree."""

    story: str = Field(default="", description="Name of the story, as the command line takes it.")
    topic: str = ""
    major: int = Field(default=0, ge=0)
    minor: int = Field(default=1, ge=0)
    parent: tuple[int, int] | None = None
    written_at: UTCDateTime
    as_of: UTCDateTime | None = Field(default=None, description="Only sources published by then were used.")
    verdicts: tuple[Verdict, ...] = Field(
        default=(), description="One per claim, title first, in reading order."
    )
    sources: tuple[str, ...] = Field(
        default=(), description="Ids of the cited sources, in order of first citation."
    )
    left_out: tuple[LeftOut, ...] = ()
    prompts: dict[str, str] = Field(default_factory=dict[str, str], description="Prompt name to digest.")
    models: dict[str, str] = Field(default_factory=dict[str, str], description="Role to model name.")
    settings_digest: str = ""
    disclaimer: Line = DISCLAIMER

    @property
    def number(self) -> tuple[int, int]:
        """Integers, so that v0.9 comes before v0.22."""
        return (self.major, self.minor)

    @property
    def label(self) -> str:
        """For example ``v0.22``."""
        return f"v{self.major}.{self.minor}"

    @property
    def dated(self) -> datetime:
        """The moment the story speaks of: ``as_of`` where one was asked for, else ``written_at``."""
        return self.as_of or self.written_at
