"""Every domain type, in the order of the flow: Source, Snippet, Evidence, Claim, Verdict, StoryVersion.

Values in, values out: each record is frozen, made in one room and read in the next. Offsets count
characters of ``Source.text``; every ``datetime`` is aware and in UTC.
"""

from store.records.access import Deed, Scope, Token
from store.records.base import (
    CITATION,
    SHORT_ID,
    Citation,
    Ids,
    Line,
    Record,
    UTCDateTime,
    digest,
    short,
    shown_ids,
)
from store.records.changes import Change, ChangeKind, Conflict, Retirement
from store.records.claims import Claim, ClaimKind, Finding, Label, Reason, Span, Verdict
from store.records.evidence import Evidence, News, Question
from store.records.sources import DateMention, Granularity, Notice, Snippet, Source, without_folders
from store.records.stories import (
    DISCLAIMER,
    LONGEST,
    SHORTEST,
    Draft,
    LeftOut,
    Paragraph,
    StoryVersion,
)
from store.records.usage import Payment, Spent, Usage
from store.vocabulary import DateBasis, SourceKind, SourceStatus

__all__ = [
    "CITATION",
    "DISCLAIMER",
    "LONGEST",
    "SHORTEST",
    "SHORT_ID",
    "Change",
    "ChangeKind",
    "Citation",
    "Claim",
    "ClaimKind",
    "Conflict",
    "DateBasis",
    "DateMention",
    "Deed",
    "Draft",
    "Evidence",
    "Finding",
    "Granularity",
    "Ids",
    "Label",
    "LeftOut",
    "Line",
    "News",
    "Notice",
    "Paragraph",
    "Payment",
    "Question",
    "Reason",
    "Record",
    "Retirement",
    "Scope",
    "Snippet",
    "Source",
    "SourceKind",
    "SourceStatus",
    "Span",
    "Spent",
    "StoryVersion",
    "Token",
    "UTCDateTime",
    "Usage",
    "Verdict",
    "digest",
    "short",
    "shown_ids",
    "without_folders",
]
