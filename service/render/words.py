"""The public's words for what the records call by short names, and text made fit to be seen."""

import re
from datetime import datetime
from typing import Self

from store.records import DateBasis, Label, Reason, Source, SourceKind, SourceStatus

LABELS = {
    Label.SUPPORTED: "supported",
    Label.CONTRADICTED: "contradicted by its source",
    Label.UNSUPPORTED: "not supported",
    Label.UNCHECKED: "not checked",
}

REASONS = {
    Reason.INVENTED_ID: "cites a source that does not exist",
    Reason.AMBIGUOUS_ID: "cites an id that several sources begin with",
    Reason.RETRACTED_ID: "cites a source that was retracted",
    Reason.UNCITED: "cites nothing",
    Reason.NUMBER: "a number is not in the cited text",
    Reason.DATE: "a date is not in the cited text",
    Reason.NAME: "a name is not in the cited text",
    Reason.ROLE: "has who did it and whom it befell the other way round",
    Reason.NEGATION: "denies what the cited text says, or says what it denies",
    Reason.QUOTE: "a quotation is not in the cited text word for word",
    Reason.OPPOSITE: "says the contrary of the cited text",
    Reason.HEDGE: "is surer than the cited text",
    Reason.ATTRIBUTION: "states as a fact what the cited text has from someone",
    Reason.ABSENCE: "says that the cited text is silent where it is not",
    Reason.ADDED: "adds what is not in the cited text",
    Reason.MERGED: "joins what the cited text tells of different things",
    Reason.NOT_ENTAILED: "does not follow from the cited text",
    Reason.NO_EVIDENCE: "nothing in the cited text speaks of it",
}

BASES = {
    DateBasis.METADATA: "stated by the page",
    DateBasis.URL: "from its address",
    DateBasis.FEED: "from the feed",
    DateBasis.DATELINE: "from its dateline",
    DateBasis.INFERRED: "inferred",
    DateBasis.UNKNOWN: "date unknown",
}

KINDS = {
    SourceKind.REPORT: "report",
    SourceKind.ANALYSIS: "analysis",
    SourceKind.OPINION: "opinion",
    SourceKind.REVIEW: "review",
    SourceKind.LIVE: "live page",
    SourceKind.RELEASE: "release",
    SourceKind.POST: "post",
    SourceKind.DOCUMENT: "document",
    SourceKind.MAIL: "mail",
    SourceKind.UNKNOWN: "",
}

STATUSES = {
    SourceStatus.ACTIVE: "",
    SourceStatus.CORRECTED: "since corrected by its publisher",
    SourceStatus.RETRACTED: "since retracted by its publisher",
}

# Control characters, marks that reorder the text around them, and halves of characters.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """One line of text that shows what is in it; a character that cannot be shown becomes U+FFFD."""
    return " ".join(_INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text).split())


class Piece(str):
    """A piece of a line, fit to be seen as ``visible`` makes it; blanks at its ends stay."""

    __slots__ = ()

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(re.sub(r"\s+", " ", _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text)))


def day(moment: datetime) -> str:
    """For example ``3 March 2025``."""
    return f"{moment.day} {moment:%B} {moment.year}"


def dated(source: Source) -> str:
    """The day a source was published and how that is known, or that it is not."""
    if source.published_at is None:
        return f"{BASES[source.published_basis]}, read {day(source.fetched_at)}"
    return f"{day(source.published_at)} ({BASES[source.published_basis]})"


def titled(source: Source) -> str:
    """The source's title, or where it was read if it has none."""
    return visible(source.title) or visible(source.called) or visible(source.url) or "Untitled"
