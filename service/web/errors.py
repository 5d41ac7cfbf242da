"""Errors as pages, for those who read; programs have them as problem details."""

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.web.leaves import fresh
from store.errors import StorytreeError

Told = Callable[[Request, Exception], Response | Awaitable[Response]]


def furnish(app: FastAPI) -> None:
    """From then on an error is a page to a browser, in the words that programs have it in."""
    for kind in (StorytreeError, RequestValidationError, HTTPException):
        told = cast("Told", app.exception_handlers[kind])
        app.add_exception_handler(kind, _paged(told))


def reads(request: Request) -> bool:
    """Whether a page is wanted: by a browser, outside the interface for programs."""
    return "text/html" in request.headers.get("Accept", "") and not request.url.path.startswith("/v1")


def _paged(told: Told) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def paged(request: Request, error: Exception) -> Response:
        answer = told(request, error)
        response = await answer if inspect.isawaitable(answer) else answer
        if not reads(request):
            return response
        details: dict[str, Any] = json.loads(bytes(response.body))
        shown = fresh("error.html", response.status_code, details={"detail": "", "advice": ""} | details)
        if "Retry-After" in response.headers:
            shown.headers["Retry-After"] = response.headers["Retry-After"]
        return shown

    return paged
