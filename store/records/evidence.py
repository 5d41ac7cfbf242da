"""What was asked, and what was found."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from store.records.base import Record, UTCDateTime
from store.records.sources import Snippet, Source
from store.vocabulary import SourceKind


class News(Record):
    """Only what arrived after so many sources answers, was not known by that moment, or is named."""

    after: int
    not_by: UTCDateTime | None = None
    again: tuple[str, ...] = Field(default=(), description="Ids of sources that were reinstated since.")


class Question(Record):
    """The words to look for, the readers' need behind them, and which sources may answer.

    ``facet``: topic (a reader's own words), latest, background, outlook and the like, or a subject's name.
    What is empty or None lets all sources answer that stand: one retracted or replaced never does.
    """

    text: str
    facet: str = "topic"
    as_of: UTCDateTime | None = Field(default=None, description="Only what was known by then.")
    since: UTCDateTime | None = Field(default=None, description="Only what was published then or later.")
    until: UTCDateTime | None = Field(default=None, description="Only what was published by then.")
    outlet: str = ""
    language: str = Field(default="", description="ISO 639-1.")
    kind: SourceKind | None = None
    status: Literal["active", "corrected"] | None = None
    among: tuple[str, ...] | None = Field(default=None, description="Ids of the only sources to ask.")
    without: tuple[str, ...] = Field(default=(), description="Ids of sources not to ask.")
    beside: tuple[str, ...] = Field(
        default=(), description="Ids of sources that tell of the event that is meant."
    )
    half_life: Annotated[timedelta, Field(gt=timedelta(0))] | None = Field(
        default=None, description="The age at which a snippet weighs half: recency as a weight, not a wall."
    )
    depth: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Snippets that are wanted, where not as many as the retriever brings."
    )
    news: News | None = None


class Evidence(Record):
    """A Snippet with the question it answers, its rank in each retrieval channel (1 is best), its score.

    ``channels`` is what each says: lexical BM25, dense a cosine; of its source coverage, day and kinship,
    shares in 0..1.
    """

    snippet: Snippet
    source: Source
    question: Question
    ranks: dict[str, int]
    channels: dict[str, float] = Field(default_factory=dict[str, float])
    score: float
