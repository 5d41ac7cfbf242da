"""Sources, snippets with their lexical index, stories with their versions, failures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
_ON_POSTGRESQL = (
    # The first digits of an id are a range of it by its bytes, which the order of a language may tear apart.
    'CREATE INDEX ix_sources_id_bytes ON sources (id COLLATE "C")',
    "CREATE TABLE lexical (sequence bigint PRIMARY KEY, length integer NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX ix_lexical_words ON lexical USING gin (words)",
    """CREATE TABLE lexical_words (
        word text COLLATE "C" PRIMARY KEY, snippets bigint NOT NULL, occurrences bigint NOT NULL)""",
)


def upgrade() -> None:
    _create_sources()
    _create_snippets()
    _create_stories()
    match op.get_context().dialect.name:
        case "postgresql":
            for statement in _ON_POSTGRESQL:
                op.execute(statement)
        case _:
            op.execute(
                "CREATE VIRTUAL TABLE lexical USING fts5"
                "(text, content='', tokenize='porter unicode61 remove_diacritics 2')"
            )


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_digest", sa.String, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("published_at", sa.DateTime),
        sa.Column("published_basis", sa.String, nullable=False),
        sa.Column("fetched_at", sa.DateTime, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("revises", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )


def _create_snippets() -> None:
    op.create_table(
        "snippets",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.Integer, sa.ForeignKey("sources.sequence"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.UniqueConstraint("source", "ordinal"),
        sqlite_autoincrement=True,
    )


def _create_stories() -> None:
    op.create_table(
        "stories",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "versions",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("story", sa.Text, sa.ForeignKey("stories.name"), nullable=False),
        sa.Column("major", _NUMBER, nullable=False),
        sa.Column("minor", _NUMBER, nullable=False),
        sa.Column("parent_major", _NUMBER),
        sa.Column("parent_minor", _NUMBER),
        sa.Column("record", sa.Text, nullable=False),
        sa.UniqueConstraint("story", "major", "minor"),
        sa.ForeignKeyConstraint(
            ["story", "parent_major", "parent_minor"], ["versions.story", "versions.major", "versions.minor"]
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "failures",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("story", sa.Text, nullable=False, index=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
