"""The tables of a new archive, made at once: what all migrations would leave, without a step of theirs."""

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert

from store.archive.schema import HEAD, metadata

_stamp = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps how far an archive has come."""

_LEXICAL = {
    "sqlite": """
CREATE VIRTUAL TABLE lexical USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')
""",
    "postgresql": """
CREATE INDEX ix_sources_id_bytes ON sources (id COLLATE "C");
CREATE TABLE lexical (sequence bigint PRIMARY KEY, length integer NOT NULL, words tsvector NOT NULL);
CREATE INDEX ix_lexical_words ON lexical USING gin (words);
CREATE TABLE lexical_words (
    word text COLLATE "C" PRIMARY KEY, snippets bigint NOT NULL, occurrences bigint NOT NULL
)
""",
}
"""What is no ``Table``, since each database has its own kind."""


def make(connection: Connection) -> None:
    """All tables, in a database that has none."""
    metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(_LEXICAL[connection.dialect.name].strip())
    _stamp.create(connection, checkfirst=False)
    connection.execute(insert(_stamp).values(version_num=HEAD))
