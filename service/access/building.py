"""The room put into the application."""

from fastapi import APIRouter, FastAPI

from agents.settings import Settings
from service import problems
from service.access import pages, routes
from service.access.bodies import Bodies
from service.access.guard import Guard
from service.access.headers import Headers


def furnish(app: FastAPI, settings: Settings) -> None:
    """Guard every route, those that are added later too. What is added after this stands before the door."""
    router = APIRouter(prefix="/v1", responses=problems.RESPONSES)
    router.include_router(routes.router)
    app.include_router(router)
    app.include_router(pages.router)
    app.add_middleware(Bodies)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Headers)
