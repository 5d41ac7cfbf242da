"""Requests made up from what the interface says of itself, with every check of schemathesis."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.python import asgi

from agents.settings import load
from service.site import build
from tests.commands import ROOT

CASES = 3
"""Of each operation; benchmarks/api_fuzz.py has thousands."""


@pytest.fixture(scope="module")
def interface(home: Path) -> Iterator[Any]:
    config = SchemathesisConfig.from_path(ROOT / "schemathesis.toml")
    yield schemathesis.openapi.from_asgi("/v1/openapi.json", build(load(home=home)), config=config)
    asgi.shutdown_lifespans()


schema = cast("Any", schemathesis.pytest.from_fixture("interface"))


@schema.parametrize()
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_was_announced(case: Any) -> None:
    case.call_and_validate()
