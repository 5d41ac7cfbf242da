"""The tables, as the newest migration leaves them.

Rows are added, never changed, but for the status of a source, whose history is in the notices, for what is
known of feeds and hosts, which is how things stand and no history, for traces and marks, which are no record
but a way to one, and for verdicts, which are remembered to save time.

The lexical index is no Table, since each database has its own kind: see ``lexical``.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

HEAD = "0012"
"""The newest migration: known here so that an archive which has it opens without loading Alembic."""

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as naive UTC: SQLite knows no time zones, and text in one zone sorts."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


NUMBER = Integer().with_variant(BigInteger(), "postgresql")
"""One that others choose: SQLite's integers have 64 bits."""

sources = Table(
    "sources",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("text_digest", String, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("language", String, nullable=False),
    Column("published_at", Moment),
    Column("published_basis", String, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("origin", String, nullable=False),
    Column("revises", String, index=True),
    Column("status", String, nullable=False),
    Column("guid", Text, nullable=False, index=True, server_default=""),
    Column("agencies", JSON, nullable=False, server_default="[]"),
    Column("reuses", String),
    Column("kind", String, nullable=False, server_default="unknown"),
    Index("ix_sources_sieve", "published_at", "fetched_at", "language", "status", "outlet", "kind"),
    sqlite_autoincrement=True,
)

traces = Table(
    "traces",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Integer, ForeignKey("sources.sequence"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Where copies of a source are found: see ``copies``."""

marks = Table(
    "marks",
    metadata,
    Column("source", Integer, ForeignKey("sources.sequence"), primary_key=True, autoincrement=False),
    Column("made_by", String, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
"""What finding knows a source by: see ``marks``."""

notices = Table(
    "notices",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("source_id", String, ForeignKey("sources.id"), nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("copies", Boolean, nullable=False),
    Column("replaced_by", String),
    sqlite_autoincrement=True,
)

snippets = Table(
    "snippets",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("source", Integer, ForeignKey("sources.sequence"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("dates", JSON(none_as_null=True)),
    UniqueConstraint("source", "ordinal"),
    sqlite_autoincrement=True,
)

stories = Table(
    "stories",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    # The live version, and when it was written: lists of stories read no others.
    Column("live", Integer),
    Column("written_at", Moment),
    Column("versions", Integer, nullable=False, server_default="0"),
    Index("ix_stories_written", "written_at", "name"),
    sqlite_autoincrement=True,
)

versions = Table(
    "versions",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("story", Text, ForeignKey("stories.name"), nullable=False),
    Column("major", NUMBER, nullable=False),
    Column("minor", NUMBER, nullable=False),
    Column("parent_major", NUMBER),
    Column("parent_minor", NUMBER),
    Column("record", Text, nullable=False),
    Column("branch", String, nullable=False, server_default=""),
    Column("topic", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("dated", Moment),
    Column("written_at", Moment),
    Column("job", String),
    UniqueConstraint("story", "major", "minor"),
    ForeignKeyConstraint(
        ["story", "parent_major", "parent_minor"], ["versions.story", "versions.major", "versions.minor"]
    ),
    Index("ix_versions_branch", "story", "branch", "major", "minor"),
    Index("ix_versions_written", "written_at", "story"),
    Index("ix_versions_job", "job", unique=True),
    sqlite_autoincrement=True,
)
"""``record`` is the version, whole; what lists need of it stands beside. ``job`` is the work that wrote it: a
piece of work that is done twice writes one version."""

cited = Table(
    "cited",
    metadata,
    Column("version", Integer, ForeignKey("versions.sequence"), primary_key=True),
    Column("source_id", String, primary_key=True, index=True),
)

failures = Table(
    "failures",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("story", Text, nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

feeds = Table(
    "feeds",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("full_text", String),
    Column("followed_at", Moment, nullable=False),
    Column("polled_at", Moment),
    Column("due_at", Moment),
    Column("added", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("body_digest", String, nullable=False),
    sqlite_autoincrement=True,
)

entries = Table(
    "entries",
    metadata,
    Column("feed", Integer, ForeignKey("feeds.sequence"), primary_key=True),
    Column("digest", String, primary_key=True),
    sqlite_with_rowid=False,
)

hosts = Table(
    "hosts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("robots", Text, nullable=False),
    Column("robots_at", Moment),
    Column("closed_until", Moment),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, index=True),
    Column("checker", String, nullable=False, index=True),
    Column("record", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What was found of a claim before. Those that a version was emitted with are in its record."""

usage = Table(
    "usage",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("story", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("model", Text, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("estimated", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("cost", Float),
    Column("seconds", Float, nullable=False),
    sqlite_autoincrement=True,
)
"""The ledger: a row for each question to a language model. ``cost`` is empty where a price is unknown."""

tokens = Table(
    "tokens",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("label", Text, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("scope", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    sqlite_autoincrement=True,
)
"""Who may use the service. What a token is nobody can tell from its digest."""

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("action", String, nullable=False),
    Column("object", Text, nullable=False),
    Column("request", String, nullable=False),
    sqlite_autoincrement=True,
)
"""Who changed what through the service."""

receipts = Table(
    "receipts",
    metadata,
    Column("name", String, primary_key=True),
    Column("asked", String, nullable=False),
)
"""Requests that were sent under a key: a digest of who sent it under which, and one of what was asked."""
