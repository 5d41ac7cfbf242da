"""One home with the story of the bundled example: for tests that read, and for those that take a copy."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import write_bridge


@dataclass(frozen=True)
class Written:
    """A home, and what writing its story printed."""

    home: Path
    story: str
    notes: str


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Written:
    home = tmp_path_factory.mktemp("bridge") / "home"
    done = write_bridge(home)
    assert done.code == 0, done.err
    return Written(home, done.out, done.err)
