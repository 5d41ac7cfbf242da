"""What is asserted, and what the checker finds."""

from enum import StrEnum
from functools import lru_cache
from typing import Self, cast

from pydantic import Field, computed_field, model_validator

from store.records.base import Citation, Line, Record, UTCDateTime, digest


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
        return _digest(self.text, *self.citations)


_digest = lru_cache(maxsize=20_000)(digest)
"""An update asks for the ids of its claims again and again."""


class Label(StrEnum):
    """A verdict's outcome; ``unchecked`` is a fact about the checker, never about the claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


class Reason(StrEnum):
    """What was found of the claim, or of its citation, that the cited text does not bear out."""

    INVENTED_ID = "invented_id"
    AMBIGUOUS_ID = "ambiguous_id"
    RETRACTED_ID = "retracted_id"
    UNCITED = "uncited"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ROLE = "role"
    QUOTE = "quote"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    HEDGE = "hedge"
    ATTRIBUTION = "attribution"
    ABSENCE = "absence"
    ADDED = "added"
    MERGED = "merged"
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
