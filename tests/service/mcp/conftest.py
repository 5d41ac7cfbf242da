"""Homes for clients of the Model Context Protocol, and the service that answers them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.settings import load
from service.access.tokens import create
from service.backroom.keeping import BackRoom
from service.operations.logs import Form
from service.site import build
from store.archive import Archive
from store.home import Home
from store.records import Scope
from tests.commands import BRIDGE, Written, call
from tests.service.listening import listening
from tests.service.told import tell

WRITER, READER = "writer", "reader"


@pytest.fixture(scope="module")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story of four versions, whose sources give orders."""
    home = tmp_path_factory.mktemp("told") / "home"
    tell(home)
    return home


@pytest.fixture(scope="module")
def served(bridge: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a story, and sources that are new to it."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(bridge.home, home)
    assert call("add", BRIDGE / "week-4", home=home).code == 0
    return home


@pytest.fixture(scope="module")
def keys(served: Path) -> dict[str, str]:
    """What shows who asks, by what they are called; nobody shows nothing."""
    with Archive(Home(served).archive_url) as archive:
        made = {
            label: create(archive.keys, label, scope, by="test")[0]
            for label, scope in ((WRITER, Scope.WRITE), (READER, Scope.READ))
        }
    return {**made, "": ""}


@pytest.fixture(scope="module")
def address(served: Path, keys: dict[str, str]) -> Iterator[str]:
    """Where a service answers for it."""
    assert keys
    settings = load(home=served)
    with BackRoom(settings, Form.TEXT) as back, listening(build(settings, back=back.socket)) as address:
        yield f"{address}/mcp"
