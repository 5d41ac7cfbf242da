"""Our own command follows our own feeds, over HTTP."""

from pathlib import Path

import pytest

from agents.settings import load
from service.site import build
from store.archive import Archive
from store.home import Home
from tests.commands import call
from tests.service.listening import listening
from tests.service.told import STORY, tell


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_story_is_followed_from_another_home(tmp_path: Path, kind: str) -> None:
    told = tmp_path / "told"
    tell(told)
    reader = tmp_path / "reader"
    given = {"STORYTREE_PAUSE": "0", "STORYTREE_FULL_TEXT": "never"}
    with listening(build(load(home=told), working=False)) as address:
        feed = f"{address}/stories/{STORY}/feed.{kind}"
        followed = call("follow", "--allow-private", feed, home=reader, **given)
        assert followed.code == 0, followed.err
        polled = call("poll", "--allow-private", home=reader, **given)
        assert polled.out == "1 polled, 3 sources added, 0 failed.\n", polled.err
        again = call("poll", "--allow-private", home=reader, **given)
        assert "0 sources added, 0 failed." in again.out
    with Archive(Home(reader).archive_url) as archive:
        read = list(archive.sources())
    assert {source.url for source in read} == {f"{address}/stories/{STORY}/v0.{n}" for n in (1, 2, 3)}
    assert all(source.published_at and source.published_basis == "feed" for source in read)
    assert {source.outlet for source in read} == {"Storytree"}
