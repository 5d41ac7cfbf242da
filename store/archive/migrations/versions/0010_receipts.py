"""Requests that were sent under a key, so that no key stands for two."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("asked", sa.String, nullable=False),
    )
