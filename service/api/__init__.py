"""The interface for programs, under /v1: what the command line does, as HTTP and JSON."""

from fastapi import APIRouter, FastAPI

from service.api import jobs, problems, stories

_ROOMS = (stories, jobs)


def furnish(app: FastAPI) -> None:
    """Add the routes, and how errors are told."""
    router = APIRouter(prefix="/v1", responses=problems.RESPONSES)
    for room in _ROOMS:
        router.include_router(room.router)
    app.include_router(router)
    problems.furnish(app)
