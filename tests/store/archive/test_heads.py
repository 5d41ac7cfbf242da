"""What lists show of stories, and that one piece of work writes one version."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config
from sqlalchemy import create_engine, text

from store.archive import Archive
from store.errors import StaleParent
from store.home import Home
from store.records import Claim, Paragraph, StoryVersion

ROOT = Path(__file__).parents[3]
NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)
Version = Callable[..., StoryVersion]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Home(tmp_path).open().archive_url)


def version(story: str, minor: int = 1, **other: object) -> StoryVersion:
    told = Paragraph(claims=(Claim(text=f"The ferry of {story} sank {minor} times."),))
    return StoryVersion.model_validate(
        {
            "story": story,
            "topic": f"ferry of {story}",
            "minor": minor,
            "parent": (0, minor - 1) if minor > 1 else None,
            "title": Claim(text=f"Ferry of {story} sinks"),
            "paragraphs": (told,),
            "written_at": NOON + timedelta(hours=minor),
            **other,
        }
    )


def test_stories_come_with_their_live_version_those_written_last_first(archive: Archive) -> None:
    for one in (version("ost"), version("west"), version("ost", 2, as_of=NOON), version("ost", 3)):
        archive.commit(one)
    archive.commit(version("ost", 4, parent=(0, 1), branch="without the tabloids"))
    heads = archive.heads()
    assert [(head.story, head.label, head.versions) for head in heads] == [
        ("ost", "v0.3", 4),
        ("west", "v0.1", 1),
    ]
    assert heads[0].title == "Ferry of ost sinks"
    assert heads[0].topic == "ferry of ost"
    assert heads[0].written_at == NOON + timedelta(hours=3)


def test_a_list_goes_on_behind_the_last_that_was_told(archive: Archive) -> None:
    names = [f"town-{number}" for number in range(7)]
    for number, name in enumerate(names):
        archive.commit(version(name, written_at=NOON + timedelta(hours=number // 2)))
    told: list[str] = []
    after: tuple[datetime, str] | None = None
    while page := archive.heads(after, limit=2):
        told.extend(head.story for head in page)
        after = page[-1].written_at, page[-1].story
    assert sorted(told) == names
    assert told == [head.story for head in archive.heads()]


def test_the_versions_of_trunks_are_told_newest_first(archive: Archive) -> None:
    archive.commit(version("ost", written_at=NOON))
    archive.commit(version("west", written_at=NOON + timedelta(hours=2)))
    archive.commit(version("ost", 2, written_at=NOON + timedelta(hours=3)))
    archive.commit(version("ost", 3, parent=(0, 1), branch="b", written_at=NOON + timedelta(hours=4)))
    told = [(one.story, one.number) for one in archive.latest(None, 10)]
    assert told == [("ost", (0, 2)), ("west", (0, 1)), ("ost", (0, 1))]
    assert archive.latest(None, 10)[0].at == NOON + timedelta(hours=3)
    assert [one.number for one in archive.latest("ost", 10)] == [(0, 2), (0, 1)]
    assert archive.latest(None, 2) == archive.latest(None, 10)[:2]
    assert archive.latest("ost", 1) == archive.latest("ost", 10)[:1]
    assert archive.latest("none", 10) == ()


def test_a_job_writes_one_version(archive: Archive) -> None:
    archive.commit(version("ost"), "job-1")
    with pytest.raises(StaleParent, match=r"has written v0\.1"):
        archive.commit(version("ost", 2), "job-1")
    assert archive.version_of_job("job-1") == archive.version("ost")
    assert archive.version_of_job("job-2") is None
    archive.commit(version("ost", 2))
    archive.commit(version("ost", 3))
    assert archive.version_of_job("") is None


def test_the_versions_of_an_older_archive_are_listed_too(tmp_path: Path) -> None:
    one = version("ost", as_of=NOON)
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "store" / "archive" / "migrations"))
        config.attributes["connection"] = connection
        upgrade(config, "0008")
        connection.execute(text("INSERT INTO stories (name) VALUES ('ost')"))
        row = {"record": one.model_dump_json()}
        kept = "INSERT INTO versions (story, major, minor, record) VALUES ('ost', 0, 1, :record)"
        connection.execute(text(kept), row)
    engine.dispose()
    with Archive(url) as archive:
        (head,) = archive.heads()
    assert (head.title, head.topic, head.dated, head.written_at) == (
        "Ferry of ost sinks",
        "ferry of ost",
        NOON,
        NOON + timedelta(hours=1),
    )
