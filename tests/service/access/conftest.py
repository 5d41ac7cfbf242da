"""One service for the tests of a file, and sites of it: as others would set it up, asked from anywhere."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agents.settings import Settings, load
from service.access import tokens
from service.here import Service, close_service, open_service
from service.site import build
from store.archive import Archive
from store.records import Scope

HERE, THERE = "127.0.0.1", "203.0.113.7"


@dataclass(frozen=True)
class Place:
    """A home with an archive of its own, and keys to it by their scopes; one of them is revoked."""

    service: Service
    keys: dict[str, str]

    def ask(self, address: str = HERE, host: str = "localhost:8080", **settings: object) -> TestClient:
        """Somebody at this address, who asks for that host."""
        app = _site(self.service.settings.home, tuple(settings.items()))
        app.state.service = self.service
        return TestClient(app, base_url=f"http://{host}", client=(address, 40000), follow_redirects=False)


@cache
def _site(home: Path, given: tuple[tuple[str, object], ...]) -> FastAPI:
    """Without limits but where they are given: those who come to one site are counted by it."""
    free = {"reads_a_minute": 0, "writes_a_minute": 0}
    return build(Settings.model_validate({"home": home, **free, **dict(given)}))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    opened = open_service(load(home=tmp_path_factory.mktemp("access") / "home"), working=False)
    yield opened
    close_service(opened)


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("empty") / "archive.sqlite"
    Archive(f"sqlite:///{made}").close()
    return made


@pytest.fixture
def open_place(service: Service, empty_archive: Path, tmp_path: Path) -> Iterator[Place]:
    """Where no token was ever made."""
    copied = shutil.copy(empty_archive, tmp_path / "archive.sqlite")
    with Archive(f"sqlite:///{copied}") as archive:
        yield Place(replace(service, archive=archive), {})


@pytest.fixture
def keyed_place(open_place: Place) -> Place:
    kept = open_place.service.archive.keys
    keys = {str(scope): tokens.create(kept, str(scope), scope, by="test")[0] for scope in Scope}
    keys["revoked"] = tokens.create(kept, "old", Scope.ADMIN, by="test")[0]
    tokens.revoke(kept, "old", by="test")
    return replace(open_place, keys={**keys, "made up": "st_" + "A" * 43, "none": ""})


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}
