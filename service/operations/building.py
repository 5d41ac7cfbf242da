"""The room put into the application."""

from fastapi import FastAPI

from service.operations import metrics
from service.operations.requests import Requests


def furnish(app: FastAPI) -> None:
    """Every request is seen, also one that the door refuses: after this no middleware is added."""
    app.state.meters = metrics.Meters()
    app.include_router(metrics.router)
    app.add_middleware(Requests, meters=app.state.meters)
