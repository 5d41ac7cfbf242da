"""What was asked, and what was found."""

from pydantic import Field

from store.records.base import Record, UTCDateTime
from store.records.sources import Snippet, Source


class News(Record):
    """Only what arrived after so many sources answers, or was not known by that moment."""

    after: int
    not_by: UTCDateTime | None = None


class Question(Record):
    """What a retrieval agent is asked: the words to look for and the readers' need behind them.

    ``facet``: topic (a reader's own words), latest, background, outlook and the like, or a subject's name.
    Only sources known by ``as_of`` answer; if so asked, only those published ``since`` a moment, of one
    outlet, in one language (ISO 639-1).
    """

    text: str
    facet: str = "topic"
    as_of: UTCDateTime | None = None
    since: UTCDateTime | None = None
    outlet: str = ""
    language: str = ""
    news: News | None = None


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
