"""One home with the story of the bundled example, to read or to copy; and a browser."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.commands import write_bridge

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file: while it is there the thread has an event loop, which DBOS refuses."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
