"""Verdicts that are remembered: what a checker said of a claim and the sources that it cites."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "verdicts",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String, nullable=False, index=True),
        sa.Column("checker", sa.String, nullable=False, index=True),
        sa.Column("record", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
