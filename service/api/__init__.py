"""The interface for programs, under /v1: what the command line does, as HTTP and JSON."""

from fastapi import APIRouter, Depends, FastAPI

from service import problems
from service.api import (
    checks,
    claims,
    evals,
    feeds,
    health,
    jobs,
    schedules,
    search,
    sources,
    stories,
    uploads,
    usage,
    versions,
)
from service.api.media import readable

_ROOMS = (stories, versions, claims, sources, uploads, feeds, jobs, schedules, search, checks, evals, usage)
_BODY = 1_000_000
"""Bytes of a body at most, where a room does not take more."""


def furnish(app: FastAPI) -> None:
    """Add the routes, and how errors are told."""
    router = APIRouter(
        prefix="/v1", responses=problems.RESPONSES, dependencies=[Depends(readable)], max_body_size=_BODY
    )
    for room in _ROOMS:
        router.include_router(room.router)
    app.include_router(router)
    app.include_router(health.router, responses=problems.RESPONSES)
    problems.furnish(app)
