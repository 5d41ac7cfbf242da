"""Feeds that are followed, the entries of theirs that were read, and how hosts wish to be visited."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("address", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("full_text", sa.String),
        sa.Column("followed_at", sa.DateTime, nullable=False),
        sa.Column("polled_at", sa.DateTime),
        sa.Column("due_at", sa.DateTime),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("body_digest", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entries",
        sa.Column("feed", sa.Integer, sa.ForeignKey("feeds.sequence"), primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hosts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("robots", sa.Text, nullable=False),
        sa.Column("robots_at", sa.DateTime),
        sa.Column("closed_until", sa.DateTime),
    )
