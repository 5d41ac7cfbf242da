"""Stories and their versions, each kept whole as JSON, and the attempts that came to nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from store.archive.paging import pages
from store.archive.schema import cited, failures, stories, versions
from store.errors import StoreError, UnknownStory, UnknownVersion
from store.records import StoryVersion


class Failure(NamedTuple):
    """An attempt to write a story from which no version came."""

    topic: str
    reason: str
    at: datetime


class Citing(NamedTuple):
    """A story with its newest version that cites some source, and whether that is the live one."""

    story: str
    topic: str
    label: str
    live: bool


def commit(connection: Connection, version: StoryVersion) -> None:
    """Add a version; refuses a number that is taken, and a parent that is not there."""
    if _record(connection, version.story, version.number) is not None:
        advice = "Versions are never changed: commit it under the next number."
        raise StoreError(f"The story {version.story!r} already has {version.label}.", advice=advice)
    if version.parent and _record(connection, version.story, version.parent) is None:
        raise UnknownVersion(f"The story {version.story!r} has no {_label(version.parent)} to go on from.")
    if connection.scalar(select(stories.c.sequence).where(stories.c.name == version.story)) is None:
        connection.execute(insert(stories).values(name=version.story))
    parent_major, parent_minor = version.parent or (None, None)
    number = connection.execute(
        insert(versions)
        .values(
            story=version.story,
            major=version.major,
            minor=version.minor,
            parent_major=parent_major,
            parent_minor=parent_minor,
            record=version.model_dump_json(),
        )
        .returning(versions.c.sequence)
    ).scalar_one()
    if rows := [{"version": number, "source_id": id_} for id_ in dict.fromkeys(version.sources)]:
        connection.execute(insert(cited), rows)


def version(connection: Connection, story: str, number: tuple[int, int] | None) -> StoryVersion:
    """The version with this number, or the live one, which has the highest."""
    found = _record(connection, story, number) if number else _live(connection, story)
    if found is not None:
        return StoryVersion.model_validate_json(found)
    if number and _live(connection, story) is not None:
        raise UnknownVersion(f"The story {story!r} has no {_label(number)}.")
    raise UnknownStory(f"There is no story {story!r}.")


def of_story(connection: Connection, story: str) -> tuple[StoryVersion, ...]:
    """In order of their numbers; none for a story that is not there."""
    query = select(versions.c.record).where(versions.c.story == story)
    records = connection.scalars(query.order_by(versions.c.major, versions.c.minor))
    return tuple(map(StoryVersion.model_validate_json, records))


def citing(connection: Connection, ids: Iterable[str]) -> tuple[Citing, ...]:
    """In order of the stories' names."""
    newest: dict[str, tuple[int, int]] = {}
    for page in pages(ids):
        query = select(versions.c.story, versions.c.major, versions.c.minor).join(
            cited, cited.c.version == versions.c.sequence
        )
        for story, *number in connection.execute(query.where(cited.c.source_id.in_(page))):
            newest[story] = max(newest.get(story, (0, 0)), (number[0], number[1]))
    return tuple(_citing(connection, story, number) for story, number in sorted(newest.items()))


def _citing(connection: Connection, story: str, number: tuple[int, int]) -> Citing:
    live = version(connection, story, None)
    return Citing(story, live.topic, _label(number), live.number == number)


def names(connection: Connection) -> tuple[str, ...]:
    """In order of their first versions."""
    return tuple(connection.scalars(select(stories.c.name).order_by(stories.c.sequence)))


def record_failure(connection: Connection, story: str, failure: Failure) -> None:
    """A story need not have a version to fail."""
    connection.execute(insert(failures).values(story=story, **failure._asdict()))


def failed(connection: Connection, story: str) -> tuple[Failure, ...]:
    """In the order in which they were recorded."""
    query = select(failures.c.topic, failures.c.reason, failures.c.at).where(failures.c.story == story)
    return tuple(Failure(*row) for row in connection.execute(query.order_by(failures.c.sequence)))


def _record(connection: Connection, story: str, number: tuple[int, int]) -> str | None:
    major, minor = number
    columns = versions.c
    return connection.scalar(
        select(columns.record).where(columns.story == story, columns.major == major, columns.minor == minor)
    )


def _live(connection: Connection, story: str) -> str | None:
    query = select(versions.c.record).where(versions.c.story == story)
    return connection.scalar(query.order_by(versions.c.major.desc(), versions.c.minor.desc()).limit(1))


def _label(number: tuple[int, int]) -> str:
    return f"v{number[0]}.{number[1]}"
