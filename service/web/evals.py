"""Pages of what was measured: the runs that lie in the home, and each with its figures and worst cases."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from evals.runs import Run, read_run
from service.here import Here
from service.render.measured import measured
from service.web.leaves import Leaf
from store.errors import BadData

router = APIRouter(prefix="/evals")

FOLDER = "evals"
RUNS = 50
"""Newest first; older ones are opened by their name."""


@router.get("")
def runs(here: Here, request: Request) -> Response:
    """Newest first."""
    found = [(place.name, run) for place in _places(here.settings.home)[:RUNS] if (run := _read(place))]
    return Leaf.of("runs.html", runs=found).sent(request)


@router.get("/{name}")
def one(here: Here, request: Request, name: str) -> Response:
    """A run as a report."""
    place = next((place for place in _places(here.settings.home) if place.name == name), None)
    run = place and _read(place)
    if not run:
        raise HTTPException(404, "There is no such run.")
    return Leaf.of("measured.html", **measured(run)).sent(request)


def _places(home: Path) -> list[Path]:
    """Folders with a run, the one with the last name first: they are named by their moment."""
    return sorted((file.parent for file in (home / FOLDER).glob("*/run.json")), reverse=True)


def _read(place: Path) -> Run | None:
    """None for what is no run of this release."""
    try:
        return read_run(place)
    except BadData:
        return None
