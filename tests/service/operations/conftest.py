"""A service without work, and its site asked from the machine itself."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agents.settings import load
from service.here import Service, close_service, open_service
from service.site import build


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    opened = open_service(load(home=tmp_path_factory.mktemp("operations") / "home"), working=False)
    yield opened
    close_service(opened)


@pytest.fixture
def site(service: Service) -> FastAPI:
    app = build(service.settings)
    app.state.service = service
    return app


@pytest.fixture
def asked(site: FastAPI) -> TestClient:
    return TestClient(site, base_url="http://localhost", client=("127.0.0.1", 40000))
