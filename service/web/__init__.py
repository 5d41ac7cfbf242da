"""Pages for readers: rendered here, styled by one sheet, usable without a script."""

from fastapi import APIRouter, FastAPI

from service.web import assets, errors, evals, jobs, ordering, searching, sources, stories, versions
from service.web.room import Room

_ROOMS = (assets, ordering, stories, versions, jobs, sources, searching, evals)


def furnish(app: FastAPI) -> None:
    """Add the pages, and errors as pages; after the interface for programs, whose errors they tell."""
    app.state.room = Room()
    router = APIRouter(include_in_schema=False)
    for room in _ROOMS:
        router.include_router(room.router)
    app.include_router(router)
    errors.furnish(app)
