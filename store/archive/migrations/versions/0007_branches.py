"""The branch that a version is on, and an index that finds the newest of one. What was there is the trunk."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("versions", sa.Column("branch", sa.String, nullable=False, server_default=""))
    op.create_index("ix_versions_branch", "versions", ["story", "branch", "major", "minor"])
