"""Requests made up from what the interface says of itself, with every check of schemathesis."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.python import asgi

from agents.settings import load
from service.site import build
from tests.commands import ROOT

CASES = 3
"""Of each operation; benchmarks/api_fuzz.py has thousands."""

CONFIG = cast("Any", SchemathesisConfig).from_path(ROOT / "schemathesis.toml")
CONFIG.projects.default.phases.coverage.enabled = False
INTERFACE = cast("Any", schemathesis.openapi)
SCHEMA = INTERFACE.from_path(ROOT / "docs" / "schema" / "openapi.json", config=CONFIG)


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[FastAPI]:
    yield build(load(home=home))
    asgi.shutdown_lifespans()


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the service's own threads do
@SCHEMA.parametrize()
@settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_is_one_that_was_announced(case: Any, app: FastAPI) -> None:
    case.call_and_validate(app=app)
