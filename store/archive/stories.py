"""Stories and their versions, each kept whole as JSON, and the attempts that came to nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Select, and_, insert, or_, select, update

from store.archive.paging import pages
from store.archive.schema import cited, failures, stories, versions
from store.errors import StaleParent, UnknownStory, UnknownVersion
from store.records import StoryVersion


class Failure(NamedTuple):
    """An attempt to write a story from which no version came."""

    topic: str
    reason: str
    at: datetime


class Citing(NamedTuple):
    """A story with its newest version that cites some source, and whether that is the live one.

    One of a branch only where none of the trunk does.
    """

    story: str
    topic: str
    label: str
    live: bool


class Head(NamedTuple):
    """What lists show of a story: of its live version, without reading it."""

    story: str
    topic: str
    label: str
    title: str
    dated: datetime
    written_at: datetime
    versions: int
    """How many it has, branches included."""


class Written(NamedTuple):
    """A version of a story's trunk, and when it was written."""

    story: str
    number: tuple[int, int]
    at: datetime


def commit(connection: Connection, version: StoryVersion, job: str = "") -> None:
    """Add a version; refuses a number that is taken, and a parent that is not there or not the newest.

    A job, where one is named, can write one version and no other.
    """
    _refuse(version, numbers(connection, version.story))
    if job and (written := of_job(connection, job)):
        raise StaleParent(f"The job {job!r} has written {written.label} of {written.story!r} already.")
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
            branch=version.branch,
            topic=version.topic,
            title=version.title.text,
            dated=version.dated,
            written_at=version.written_at,
            job=job or None,
        )
        .returning(versions.c.sequence)
    ).scalar_one()
    if rows := [{"version": number, "source_id": id_} for id_ in dict.fromkeys(version.sources)]:
        connection.execute(insert(cited), rows)
    _count(connection, version, number)


def _count(connection: Connection, version: StoryVersion, number: int) -> None:
    """What the story's own row says of its versions: none of the trunk is older than the live one."""
    told: dict[str, Any] = {"versions": stories.c.versions + 1}
    live = connection.scalar(_live_of(versions.c.sequence, version.story))
    if live == number:
        told |= {"live": number, "written_at": version.written_at}
    connection.execute(update(stories).where(stories.c.name == version.story).values(**told))


def version(connection: Connection, story: str, number: tuple[int, int] | None) -> StoryVersion:
    """The version with this number, or the live one, which has the highest on the trunk."""
    found = _record(connection, story, number) if number else _live(connection, story)
    if found is not None:
        return StoryVersion.model_validate_json(found)
    if number and numbers(connection, story):
        raise UnknownVersion(f"The story {story!r} has no {_label(number)}.")
    raise UnknownStory(f"There is no story {story!r}.")


def numbers(connection: Connection, story: str) -> dict[tuple[int, int], str]:
    """The number of each version, in order, and the branch that it is on; none for no story."""
    query = select(versions.c.major, versions.c.minor, versions.c.branch).where(versions.c.story == story)
    rows = connection.execute(query.order_by(versions.c.major, versions.c.minor))
    return {(major, minor): branch for major, minor, branch in rows}


def _refuse(version: StoryVersion, taken: Mapping[tuple[int, int], str]) -> None:
    """Whoever was slower does not undo what the other wrote."""
    if version.number in taken:
        raise StaleParent(f"The story {version.story!r} already has {version.label}.")
    if not version.parent:
        return
    if version.parent not in taken:
        raise UnknownVersion(f"The story {version.story!r} has no {_label(version.parent)} to go on from.")
    newest = max((number for number, branch in taken.items() if branch == version.branch), default=None)
    if newest not in {None, version.parent}:
        went_on = f"went on from {_label(version.parent)} to {_label(newest or version.number)} meanwhile"
        raise StaleParent(f"The story {version.story!r} {went_on}.")


def of_story(connection: Connection, story: str) -> tuple[StoryVersion, ...]:
    """In order of their numbers; none for a story that is not there."""
    query = select(versions.c.record).where(versions.c.story == story)
    records = connection.scalars(query.order_by(versions.c.major, versions.c.minor))
    return tuple(map(StoryVersion.model_validate_json, records))


def citing(connection: Connection, ids: Iterable[str]) -> tuple[Citing, ...]:
    """In order of the stories' names."""
    newest: dict[str, tuple[bool, int, int]] = {}
    columns = versions.c
    for page in pages(ids):
        query = select(columns.story, columns.branch, columns.major, columns.minor).join(
            cited, cited.c.version == columns.sequence
        )
        for story, branch, major, minor in connection.execute(query.where(cited.c.source_id.in_(page))):
            newest[story] = max(newest.get(story, (False, 0, 0)), (not branch, major, minor))
    return tuple(_citing(connection, story, number) for story, (_, *number) in sorted(newest.items()))


def _citing(connection: Connection, story: str, number: Sequence[int]) -> Citing:
    live = version(connection, story, None)
    found = (number[0], number[1])
    return Citing(story, live.topic, _label(found), live.number == found)


def of_job(connection: Connection, job: str) -> StoryVersion | None:
    """The version that a job wrote, if it wrote one."""
    found = connection.scalar(select(versions.c.record).where(versions.c.job == job))
    return StoryVersion.model_validate_json(found) if found else None


def heads(connection: Connection, after: tuple[datetime, str] | None, limit: int) -> tuple[Head, ...]:
    """Those written last come first; ``after`` is the moment and the name of the last one that was told."""
    at, name = stories.c.written_at, stories.c.name
    page = select(stories.c.live, stories.c.versions).where(stories.c.live.is_not(None))
    if after:
        moment, story = after
        page = page.where(or_(at < moment, and_(at == moment, name > story)))
    shown = page.order_by(at.desc(), name).limit(limit).subquery()
    columns = versions.c
    told = (columns.story, columns.topic, columns.major, columns.minor, columns.title)
    query = select(*told, columns.dated, columns.written_at, shown.c.versions)
    query = query.join(shown, columns.sequence == shown.c.live)
    rows = connection.execute(query.order_by(columns.written_at.desc(), columns.story))
    return tuple(
        Head(story, topic, _label((major, minor)), *others) for story, topic, major, minor, *others in rows
    )


def latest(connection: Connection, story: str | None, limit: int) -> tuple[Written, ...]:
    """Those of the trunks that were written last, first; of one story or of all."""
    columns = versions.c
    query = select(columns.story, columns.major, columns.minor, columns.written_at).where(
        columns.branch == ""
    )
    # Each in the order of an index: records are large, and few are to be passed over.
    order = [columns.written_at.desc(), columns.story.desc()]
    if story is not None:
        query, order = query.where(columns.story == story), [columns.major.desc(), columns.minor.desc()]
    rows = connection.execute(query.order_by(*order).limit(limit))
    return tuple(Written(name, (major, minor), at) for name, major, minor, at in rows)


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
    return connection.scalar(_live_of(versions.c.record, story))


def _live_of(column: Column[Any], story: str) -> Select[Any]:
    """What the column says of the version that is highest on the trunk."""
    columns = versions.c
    query = select(column).where(columns.story == story, columns.branch == "")
    return query.order_by(columns.major.desc(), columns.minor.desc()).limit(1)


def _label(number: tuple[int, int]) -> str:
    return f"v{number[0]}.{number[1]}"
