"""Who may use the service, and who changed what through it. Rows are added; a token can be revoked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from store.archive.schema import audit, tokens
from store.records import Deed, Token


class Keys:
    """Tokens and deeds of one archive."""

    def __init__(self, engine: Engine, writer: Engine) -> None:
        self._engine = engine
        self._writer = writer

    def add(self, token: Token) -> None:
        """Keep it; that it is known by its digest alone is up to who makes it."""
        with self._writer.begin() as connection:
            connection.execute(insert(tokens).values(**token.model_dump()))

    def every(self) -> tuple[Token, ...]:
        """In the order in which they were made, the revoked ones too."""
        query = select(*_kept(tokens)).order_by(tokens.c.sequence)
        with self._engine.connect() as connection:
            return tuple(Token.model_validate(dict(row)) for row in connection.execute(query).mappings())

    def find(self, digest: str) -> Token | None:
        """The one that has it, revoked or not."""
        query = select(*_kept(tokens)).where(tokens.c.digest == digest)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return Token.model_validate(dict(row)) if row else None

    def revoke(self, digest: str, at: datetime) -> None:
        """From then on nobody uses it; one that was revoked stays so since when it was."""
        there = (tokens.c.digest == digest) & tokens.c.revoked_at.is_(None)
        with self._writer.begin() as connection:
            connection.execute(update(tokens).where(there).values(revoked_at=at))

    def note(self, deeds: Iterable[Deed]) -> None:
        """Keep what was done."""
        if rows := [deed.model_dump() for deed in deeds]:
            with self._writer.begin() as connection:
                connection.execute(insert(audit), rows)

    def noted(self, limit: int) -> tuple[Deed, ...]:
        """What was done last, first."""
        query = select(*_kept(audit)).order_by(audit.c.sequence.desc()).limit(limit)
        with self._engine.connect() as connection:
            return tuple(Deed.model_validate(dict(row)) for row in connection.execute(query).mappings())


def _kept(table: Any) -> list[Any]:
    return [column for column in table.c if column.name != "sequence"]
