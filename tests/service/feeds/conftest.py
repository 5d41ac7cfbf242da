"""The service with a story of four versions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from agents.settings import load
from service.site import build
from tests.service.told import tell


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("told") / "home"
    tell(home)
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    settings = load(home=home, public_url="https://stories.example/news/")
    with TestClient(
        build(settings, working=False), base_url="http://localhost", client=("127.0.0.1", 40000)
    ) as client:
        yield client
