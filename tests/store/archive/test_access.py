"""Tokens and deeds: kept, found, revoked, told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.archive import Archive
from store.home import Home
from store.records import Deed, Scope, Token

NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Home(tmp_path).open().archive_url)


def test_a_token_is_found_by_its_digest_until_it_is_revoked(archive: Archive) -> None:
    desk, press = (
        Token(label=name, digest=name * 8, scope=Scope.WRITE, created_at=NOON) for name in ("desk", "press")
    )
    archive.keys.add(desk)
    archive.keys.add(press)
    assert archive.keys.every() == (desk, press)
    assert archive.keys.find(press.digest) == press
    assert archive.keys.find("another") is None
    archive.keys.revoke(desk.digest, NOON)
    archive.keys.revoke(desk.digest, NOON + timedelta(days=1))
    assert archive.keys.find(desk.digest) == desk.model_copy(update={"revoked_at": NOON})
    assert archive.keys.find(press.digest) == press


def test_what_was_done_last_is_told_first(archive: Archive) -> None:
    deeds = [Deed(at=NOON, actor="desk", action="story.update", object=f"town-{n}") for n in range(5)]
    archive.keys.note(deeds[:2])
    archive.keys.note(deeds[2:])
    archive.keys.note([])
    assert archive.keys.noted(3) == tuple(reversed(deeds[2:]))


@pytest.mark.parametrize("own", Scope)
@pytest.mark.parametrize("asked", Scope)
def test_a_scope_allows_those_before_it(own: Scope, asked: Scope) -> None:
    order = [Scope.READ, Scope.WRITE, Scope.ADMIN]
    assert own.allows(asked) == (order.index(asked) <= order.index(own))
