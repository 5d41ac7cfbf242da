from collections.abc import Iterator

import pytest

from tests.agents.model.server import Server, running


@pytest.fixture(scope="session")
def listening() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def model_server(listening: Server) -> Server:
    listening.forget()
    return listening
