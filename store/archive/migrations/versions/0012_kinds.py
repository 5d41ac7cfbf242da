"""The kind of each source, also where sieves look: of those that are there it is unknown."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("sources", sa.Column("kind", sa.String, nullable=False, server_default="unknown"))
    op.drop_index("ix_sources_sieve", "sources")
    op.create_index(
        "ix_sources_sieve", "sources", ["published_at", "fetched_at", "language", "status", "outlet", "kind"]
    )
