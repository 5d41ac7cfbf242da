"""Receipts of requests: what was first asked under a name is what the name stands for."""

from sqlalchemy import Connection, insert, select

from store.archive.schema import receipts


def claim(connection: Connection, name: str, asked: str) -> bool:
    """Whether the name stands for this: because it was free, or because it did before."""
    there = connection.scalar(select(receipts.c.asked).where(receipts.c.name == name))
    if there is None:
        connection.execute(insert(receipts).values(name=name, asked=asked))
    return there in {None, asked}
