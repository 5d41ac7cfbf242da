"""What the service keeps: tokens, who changed what; of a version its job, and what lists need."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "tokens",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("request", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.add_column("versions", sa.Column("topic", sa.Text, nullable=False, server_default=""))
    op.add_column("versions", sa.Column("title", sa.Text, nullable=False, server_default=""))
    op.add_column("versions", sa.Column("dated", sa.DateTime))
    op.add_column("versions", sa.Column("written_at", sa.DateTime))
    op.add_column("versions", sa.Column("job", sa.String))
    op.create_index("ix_versions_job", "versions", ["job"], unique=True)
    op.create_index("ix_versions_written", "versions", ["written_at", "story"])
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """From the records of the versions that there are."""
    versions = sa.table(
        "versions",
        sa.column("sequence", sa.Integer),
        sa.column("record", sa.Text),
        sa.column("topic", sa.Text),
        sa.column("title", sa.Text),
        sa.column("dated", sa.DateTime),
        sa.column("written_at", sa.DateTime),
    )
    for sequence in connection.scalars(sa.select(versions.c.sequence)).all():
        one = versions.c.sequence == sequence
        record = json.loads(connection.scalars(sa.select(versions.c.record).where(one)).one())
        written = _moment(record["written_at"])
        values = {
            "topic": record.get("topic", ""),
            "title": record["title"]["text"],
            "written_at": written,
            "dated": _moment(record["as_of"]) if record.get("as_of") else written,
        }
        connection.execute(sa.update(versions).where(one).values(**values))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None)
