"""Identity in feeds, agencies, reuse, dates on snippets; notices, and which version cites which source."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("sources", sa.Column("guid", sa.Text, nullable=False, server_default=""))
    op.add_column("sources", sa.Column("agencies", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("sources", sa.Column("reuses", sa.String))
    op.create_index("ix_sources_guid", "sources", ["guid"])
    op.add_column("snippets", sa.Column("dates", sa.JSON))
    op.create_table(
        "notices",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source_id", sa.String, sa.ForeignKey("sources.id"), nullable=False, index=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("copies", sa.Boolean, nullable=False),
        sa.Column("replaced_by", sa.String),
        sqlite_autoincrement=True,
    )
    _cite(
        op.create_table(
            "cited",
            sa.Column("version", sa.Integer, sa.ForeignKey("versions.sequence"), primary_key=True),
            sa.Column("source_id", sa.String, primary_key=True, index=True),
        )
    )


def _cite(cited: sa.Table) -> None:
    """What the versions that are there cite."""
    versions = op.get_bind().execute(sa.text("SELECT sequence, record FROM versions"))
    op.bulk_insert(
        cited,
        [
            {"version": number, "source_id": id_}
            for number, record in versions
            for id_ in json.loads(record)["sources"]
        ],
    )
