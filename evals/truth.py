"""What is true of the bundled story, and how far a version of it agrees: ``truth.yaml`` read as a measure.

Matching is by words, so it can miss a fact that is told in others; it never sees how the version was made.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, Field

from agents.surface import read_surface
from store.records import Claim, Source, StoryVersion

TOLD = 0.6
"""Share of a quotation's terms that a claim must have to tell the same."""

_FULL_DATE = re.compile(r"\b(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})\b|\bearlier\b")
_SPOKEN = re.compile(
    r"\b(?:said|says|told|according to|on the basis that|counted|forecast|repeated|hold to|puts?"
    r"|given a figure)\b"
)
_DENIED = re.compile(r"\b(?:no|not|false|wrong|denied|withdr\w+|retract\w+)\b", re.IGNORECASE)
SPARED = {"dated": _FULL_DATE, "attributed": _SPOKEN, "denied": _DENIED}

Day = Annotated[date, BeforeValidator(lambda value: date.fromisoformat(str(value)[:10]))]


class Carried(BaseModel):
    """Where a source says a fact, verbatim."""

    source: str
    quote: str


class Fact(BaseModel):
    """What holds from a day (inclusive) until a day (exclusive)."""

    id: str
    statement: str
    key: bool
    holds_from: Day
    holds_until: Day | None = None
    carried_by: list[Carried]

    def holds(self, day: date) -> bool:
        return self.holds_from <= day and (self.holds_until is None or day < self.holds_until)


class Rule(BaseModel):
    """Phrases that a story of certain days must hold one of, or must hold none of."""

    any_of: list[str]
    since: Day = Field(alias="from")
    until: Day | None = None
    unless: str | None = None

    def applies(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


Rules = Annotated[list[Rule], BeforeValidator(lambda value: value or [])]


class Trap(BaseModel):
    """Something planted in the sources."""

    id: str
    kind: str
    must_state: Rules = []
    must_not_state: Rules = []


class ListedSource(BaseModel):
    """A source as truth.yaml lists it."""

    key: str
    title: str
    about: str


class Truth(BaseModel):
    """The whole file."""

    topic: str
    sources: list[ListedSource]
    facts: list[Fact]
    planted: list[Trap]


def read_truth(file: Path) -> Truth:
    """Raises OSError, yaml.YAMLError or pydantic.ValidationError where the file is not what it should be."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Truth.model_validate({**raw, "topic": raw["story"]["topic"]})


@dataclass(frozen=True)
class Agreement:
    """How far a version agrees with the truth of its day."""

    told: tuple[str, ...]
    """Ids of the key facts that hold and are told."""
    untold: tuple[str, ...]
    """Ids of the key facts that hold and are not."""
    forbidden: tuple[str, ...]
    """Trap and phrase, for each statement that a story of that day must not make."""
    missing: tuple[str, ...]
    """Traps whose required statement is not made."""
    strangers: tuple[str, ...]
    """Titles of cited sources that are about another event."""


def agreement(version: StoryVersion, sources: Sequence[Source], truth: Truth) -> Agreement:
    """Measure a version against the truth of the day it speaks of; ``sources`` are those it cites."""
    day = version.dated.date()
    claims = [version.title, *version.claims()]
    holding = [fact for fact in truth.facts if fact.key and fact.holds(day)]
    others = {listed.title for listed in truth.sources if listed.about != "marrow"}
    return Agreement(
        told=tuple(fact.id for fact in holding if _tells(claims, fact)),
        untold=tuple(fact.id for fact in holding if not _tells(claims, fact)),
        forbidden=tuple(_forbidden(claims, truth, day)),
        missing=tuple(_missing(claims, truth, day)),
        strangers=tuple(source.title for source in sources if source.title in others),
    )


def _tells(claims: Iterable[Claim], fact: Fact) -> bool:
    wanted = [read_surface(text).terms for text in (fact.statement, *(c.quote for c in fact.carried_by))]
    said = [read_surface(claim.text).terms for claim in claims]
    return any(len(terms & one) >= TOLD * len(terms) for terms in wanted for one in said)


def _forbidden(claims: Sequence[Claim], truth: Truth, day: date) -> Iterable[str]:
    for trap in truth.planted:
        for rule in (rule for rule in trap.must_not_state if rule.applies(day)):
            for phrase in rule.any_of:
                said = [claim.text for claim in claims if phrase.lower() in claim.text.lower()]
                if any(not (rule.unless and SPARED[rule.unless].search(text)) for text in said):
                    yield f"{trap.id}: {phrase}"


def _missing(claims: Sequence[Claim], truth: Truth, day: date) -> Iterable[str]:
    text = " ".join(claim.text for claim in claims).lower()
    for trap in truth.planted:
        for rule in (rule for rule in trap.must_state if rule.applies(day)):
            if not any(phrase.lower() in text for phrase in rule.any_of):
                yield f"{trap.id}: {rule.any_of[0]}"
