"""Marks of sources, indexes for sieves and revisions, and titles looked up with the openings below them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_PAGE = 200
_SOURCES = sa.text(
    "SELECT sequence, title, text FROM sources WHERE sequence > :last ORDER BY sequence LIMIT :page"
)
_SPANS = sa.text(
    'SELECT sequence, source, ordinal, start, "end" FROM snippets '
    "WHERE source > :last AND source <= :until ORDER BY sequence"
)
_EMPTY = sa.text("INSERT INTO lexical (lexical) VALUES ('delete-all')")
_ADD = sa.text("INSERT INTO lexical (rowid, text) VALUES (:sequence, :text)")


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column(
            "source", sa.Integer, sa.ForeignKey("sources.sequence"), primary_key=True, autoincrement=False
        ),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("record", sa.LargeBinary, nullable=False),
    )
    op.create_index(
        "ix_sources_sieve", "sources", ["published_at", "fetched_at", "language", "status", "outlet"]
    )
    op.create_index("ix_sources_revises", "sources", ["revises"])
    if op.get_context().dialect.name == "sqlite":
        _look_up_titles()


def _look_up_titles() -> None:
    """All words anew: nothing tells which openings have their title already, and a row that is taken out with
    other words than it was put in with would damage the index."""
    connection, last = op.get_bind(), 0
    connection.execute(_EMPTY)
    while told := connection.execute(_SOURCES, {"last": last, "page": _PAGE}).all():
        texts = {number: (title, text) for number, title, text in told}
        rows = connection.execute(_SPANS, {"last": last, "until": told[-1][0]})
        words = [
            {"sequence": sequence, "text": _words(*texts[source], ordinal, start, end)}
            for sequence, source, ordinal, start, end in rows
        ]
        if words:
            connection.execute(_ADD, words)
        last = told[-1][0]


def _words(title: str, text: str, ordinal: int, start: int, end: int) -> str:
    return text[start:end] if ordinal else f"{title}\n{text[start:end]}"
