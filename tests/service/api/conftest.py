"""A service with the story of the bundled example in two versions. DBOS is one for a process: so is it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agents.settings import load
from service.site import build
from tests.commands import STORY, Written, call


@pytest.fixture(scope="session")
def two_versions(bridge: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("api") / "home"
    shutil.copytree(bridge.home, home)
    assert call("update", STORY, "--as-of", "2025-04-06", home=home).code == 0
    return home


@pytest.fixture(scope="module")
def home(two_versions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(two_versions, tmp_path_factory.mktemp("copy") / "home"))


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    site = build(load(home=home))
    peer = ("127.0.0.1", 40000)
    with TestClient(site, "http://localhost", raise_server_exceptions=False, client=peer) as client:
        yield client
