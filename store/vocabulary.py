"""Closed vocabularies that the command line offers too: it starts without loading the records."""

from enum import StrEnum


class DateBasis(StrEnum):
    """Where ``published_at`` was read, most trusted first."""

    METADATA = "metadata"
    URL = "url"
    FEED = "feed"
    DATELINE = "dateline"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class SourceKind(StrEnum):
    """What sort of document its publisher says that it is."""

    REPORT = "report"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    REVIEW = "review"
    LIVE = "live"
    """A page that is added to all day."""
    RELEASE = "release"
    """It speaks for who sent it out: press releases, official statements, paid content."""
    POST = "post"
    DOCUMENT = "document"
    MAIL = "mail"
    UNKNOWN = "unknown"


class SourceStatus(StrEnum):
    """What its publisher, or the user, says of a source today."""

    ACTIVE = "active"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class FullText(StrEnum):
    """Which linked pages of a feed's entries are read."""

    NEVER = "never"
    SUMMARY = "summary"
    ALWAYS = "always"
