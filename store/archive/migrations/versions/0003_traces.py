"""Traces, under which copies are found; those of the sources that there are."""

import sqlalchemy as sa
from alembic import op

from store.archive.copies import trace

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "traces",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "source", sa.Integer, sa.ForeignKey("sources.sequence"), primary_key=True, autoincrement=False
        ),
        sqlite_with_rowid=False,
    )
    trace(op.get_bind())
