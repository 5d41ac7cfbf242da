"""The measure of feeds: what is expected is counted, what is not is not, and nothing is evaluated."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from evals.feed_fixtures import Fixture, feedjira_fixtures, feedparser_fixtures, gofeed_fixtures
from evals.feed_readers import bare_feedparser, storytree
from evals.feed_replay import added, polled
from evals.intake_feeds import Tally
from tests.feeds import FERRY, TRAM, item, rss


def packed(folder: Path, **files: str) -> Path:
    """A tar of files, whose names have __ for a dot."""
    path = folder / "feeds.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name.replace("__", "."))
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return path


def stating(expectation: str) -> str:
    comment = f"<!--\nDescription: a feed\nExpect: {expectation}\n-->"
    return rss(item(1, FERRY)).replace("<rss", f"{comment}<rss")


def tally(fixture: Fixture) -> Tally:
    counted = Tally()
    counted.count(fixture, storytree)
    return counted


@pytest.mark.parametrize(
    ("expectation", "well", "unscored"),
    [
        ("not bozo and entries[0]['title'] == 'Item 1'", 1, 0),
        ("entries[0].title == 'Item 2'", 0, 0),
        ("entries[0]['link'] == 'https://r.example/1' and entries[0]['id'] == 'tag:r.example,2025:1'", 1, 0),
        ("entries[0]['published_parsed'] == (2025, 3, 2, 10, 0, 0, 6, 61, 0)", 1, 0),
        (f"entries[0]['summary'] == '<b>{FERRY}</b>'", 1, 0),
        ("entries[1]['title'] == 'Item 2'", 0, 0),
        ("feed['title'] == 'Radio Norvane'", 1, 0),
        ("feed['language'] == 'en'", 0, 1),
        ("bozo", 0, 1),
        ("entries[0]['title'] == __import__('os').getcwd()", 0, 1),
        ("not an expression", 0, 1),
    ],
)
def test_expectations_in_comments(tmp_path: Path, expectation: str, well: int, unscored: int) -> None:
    (fixture,) = feedparser_fixtures(packed(tmp_path, feed__xml=stating(expectation)))
    counted = tally(fixture)
    assert (counted.well, counted.unscored.total()) == (well, unscored)


@pytest.mark.parametrize(("title", "well"), [("Item 1", 1), ("Another", 0)])
def test_expectations_beside_the_feed(tmp_path: Path, title: str, well: int) -> None:
    expected = json.dumps({"items": [{"title": title, "guid": {"value": "tag:r.example,2025:1"}}]})
    (fixture,) = gofeed_fixtures(packed(tmp_path, feed__xml=rss(item(1, FERRY)), feed__json=expected))
    assert tally(fixture).well == well


def test_a_feed_is_its_own_expectation(tmp_path: Path) -> None:
    (fixture,) = feedjira_fixtures(
        packed(tmp_path, feed__xml=rss(item(1, FERRY), item(2, TRAM)), note__txt="x")
    )
    assert fixture.entries == 2
    assert tally(fixture).well == 1


def test_both_readers_see_the_same() -> None:
    raw = rss(item(1, FERRY)).encode()
    ours, theirs = (reader(raw, "", "https://r.example/feed") for reader in (storytree, bare_feedparser))
    assert ours.title == theirs.title
    assert (ours.entries[0].title, ours.entries[0].body) == (theirs.entries[0].title, theirs.entries[0].body)


def test_a_replay(tmp_path: Path) -> None:
    later = f"{FERRY} One man was."
    polls = [[item(1, FERRY)], [item(2, TRAM), item(1, FERRY)], [item(2, TRAM), item(1, later)]]
    for number, items in enumerate(polls):
        (tmp_path / f"{number}.xml").write_text(rss(*items), "utf-8")
    for replay in (added(sorted(tmp_path.iterdir())), polled(sorted(tmp_path.iterdir()))):
        assert (len(replay.told), len(replay.kept)) == (3, 3)
        assert (replay.missing(), replay.revisions(), replay.misrevised()) == ([], 1, 0)
    assert replay.unchanged == 3
