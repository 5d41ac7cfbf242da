"""Of each story its live version, so that a list of stories passes no others."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_FILL = """
UPDATE stories SET
    live = (
        SELECT sequence FROM versions WHERE story = stories.name AND branch = ''
        ORDER BY major DESC, minor DESC LIMIT 1
    ),
    written_at = (
        SELECT written_at FROM versions WHERE story = stories.name AND branch = ''
        ORDER BY major DESC, minor DESC LIMIT 1
    ),
    versions = (SELECT count(*) FROM versions WHERE story = stories.name)
"""


def upgrade() -> None:
    op.add_column("stories", sa.Column("live", sa.Integer))
    op.add_column("stories", sa.Column("written_at", sa.DateTime))
    op.add_column("stories", sa.Column("versions", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_stories_written", "stories", ["written_at", "name"])
    op.execute(_FILL)
