"""Homes for clients of the Model Context Protocol, and the service that answers them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.settings import load
from service.mcp.callers import Caller
from service.site import build
from store.records import Scope as Allowed
from tests.commands import BRIDGE, call
from tests.service.conftest import Written
from tests.service.listening import listening
from tests.service.told import tell

WRITER, READER = "writer", "reader"


class Door:
    """Stands for who lets people in: the name of the token says what it allows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shown = dict(scope.get("headers", ())).get(b"authorization", b"").decode().removeprefix("Bearer ")
        known = {WRITER: Allowed.WRITE, READER: Allowed.READ}
        if scope["type"] == "http" and shown in known:
            scope.setdefault("state", {})["actor"] = Caller(shown, known[shown])
        await self._app(scope, receive, send)


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
def address(served: Path) -> Iterator[str]:
    """Where a service answers for it."""
    app: Any = build(load(home=served))
    app.add_middleware(Door)
    with listening(app) as address:
        yield f"{address}/mcp"
