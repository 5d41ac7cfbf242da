"""The interface for programs, under /v1: what the command line does, as HTTP and JSON."""

from fastapi import APIRouter, Depends, FastAPI

from service import problems
from service.api import (
    adding,
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

_STORIES = (stories, versions, claims)
_SOURCES = (sources, adding, uploads, feeds)
_REST = (jobs, schedules, search, checks, evals, usage)
_BODY = 1_000_000
"""Bytes of a body at most, where a room does not take more."""


def furnish(app: FastAPI) -> None:
    """Add the routes, and how errors are told."""
    router = APIRouter(
        prefix="/v1", responses=problems.RESPONSES, dependencies=[Depends(readable)], max_body_size=_BODY
    )
    for room in (*_STORIES, *_SOURCES, *_REST):
        router.include_router(room.router)
    app.include_router(router)
    app.include_router(health.router, responses=problems.RESPONSES)
    problems.furnish(app)
