"""Runs of evals that lie in the home."""

from collections.abc import Iterator
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Path

from evals.runs import Run, read_run
from service.api.fields import Name
from service.api.paging import Page, Paging
from service.here import Here, Service
from store.errors import BadData, NotThere
from store.records import Record, UTCDateTime

router = APIRouter(prefix="/evals", tags=["evals"])

FOLDER = "evals"
"""In the home: where the command eval keeps its run, and beside it any folder that has one."""
LATEST = "latest"

RunPath = Annotated[Name, Path(max_length=200, description="Name of a run.")]


class RunHead(Record):
    """What lists show of a run."""

    run: str
    begun: UTCDateTime
    version: str
    checker: str
    suites: list[str]


@router.get("")
def every_run(here: Here, page: Paging) -> Page[RunHead]:
    """The latest first, then others by name."""
    return page.of(_heads(here))


@router.get("/{run}")
def one_run(here: Here, run: RunPath) -> Run:
    """All that was found, and everything that it was found by."""
    folder = _folders(here).get(run)
    if folder is None:
        raise NotThere(f"There is no run {run!r}.", advice="List what is there with: GET /v1/evals")
    return read_run(folder)


def _heads(here: Service) -> Iterator[RunHead]:
    """Those that can be read."""
    for name, folder in _folders(here).items():
        try:
            run = read_run(folder)
        except BadData:
            continue
        yield RunHead(
            run=name,
            begun=run.begun,
            version=run.version,
            checker=run.checker,
            suites=[one.scores.suite for one in run.suites],
        )


def _folders(here: Service) -> dict[str, File]:
    """Those that have a run, by name."""
    top = here.settings.home / FOLDER
    below = sorted(one for one in top.iterdir() if one.is_dir()) if top.is_dir() else []
    found = {LATEST: top, **{one.name: one for one in below}}
    return {name: folder for name, folder in found.items() if (folder / "run.json").is_file()}
