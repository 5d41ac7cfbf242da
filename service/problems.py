"""Errors as problem details (RFC 9457): what is wrong, and what to do about it."""

import json
import re
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from store.errors import (
    AmbiguousSource,
    ArchiveUnreachable,
    BadData,
    HomeBusy,
    IndexUnreachable,
    ModelError,
    NothingFound,
    NothingToTell,
    NotThere,
    StaleParent,
    StorytreeError,
    UnknownFeed,
    UnknownJob,
    UnknownSource,
    UnknownStory,
    UnknownVersion,
    UnreadableSource,
    UsageError,
)

_ADVICE: dict[type[StorytreeError], str] = {
    UnknownSource: "List what is there with: GET /v1/sources",
    UnknownStory: "List what is there with: GET /v1/stories",
    UnknownVersion: "List what is there with: GET /v1/stories/STORY/versions",
}
"""Where the command line would be told of a command."""
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which what is worth trying again is."""

_STATUSES: tuple[tuple[type[StorytreeError], HTTPStatus], ...] = (
    (UnknownSource, HTTPStatus.NOT_FOUND),
    (UnknownStory, HTTPStatus.NOT_FOUND),
    (UnknownVersion, HTTPStatus.NOT_FOUND),
    (UnknownFeed, HTTPStatus.NOT_FOUND),
    (UnknownJob, HTTPStatus.NOT_FOUND),
    (NotThere, HTTPStatus.NOT_FOUND),
    (BadData, HTTPStatus.INTERNAL_SERVER_ERROR),
    (NothingFound, HTTPStatus.NOT_FOUND),
    (AmbiguousSource, HTTPStatus.CONFLICT),
    (StaleParent, HTTPStatus.CONFLICT),
    (UsageError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnreadableSource, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NothingToTell, HTTPStatus.UNPROCESSABLE_ENTITY),
    (HomeBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (ArchiveUnreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (IndexUnreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (ModelError, HTTPStatus.BAD_GATEWAY),
)


class Invalid(BaseModel):
    """One thing in a request that is not as it should be."""

    where: str = Field(description="For example `query.limit` or `body.topic`.")
    what: str


class ProblemDetails(BaseModel):
    """RFC 9457: why a request came to nothing."""

    type: str = Field(
        default="about:blank", description="Name of the error, as `urn:storytree:UnknownStory`."
    )
    title: str
    status: int
    detail: str = ""
    advice: str = Field(default="", description="What to do about it.")
    invalid: list[Invalid] = Field(default_factory=list[Invalid])


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        "model": ProblemDetails,
    }
}


def furnish(app: FastAPI) -> None:
    """From then on every error is told so."""
    app.add_exception_handler(StorytreeError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)


def problem(details: ProblemDetails, headers: dict[str, str] | None = None) -> JSONResponse:
    """As a response."""
    content = {"type": details.type, **details.model_dump(exclude_defaults=True)}
    return _Plain(content, details.status, headers, MEDIA_TYPE)


def of_error(error: StorytreeError) -> ProblemDetails:
    """Of one of ours; what the user cannot mend is the service's own failure."""
    status = next((one for kind, one in _STATUSES if isinstance(error, kind)), None)
    status = status or HTTPStatus.INTERNAL_SERVER_ERROR
    name = type(error).__name__
    return ProblemDetails(
        type=f"urn:storytree:{name}",
        title=re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize(),
        status=status,
        detail=str(error),
        advice=_ADVICE.get(type(error), error.advice),
    )


class _Plain(JSONResponse):
    """What was sent is told again, be it no text in any encoding."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode()


def _ours(_: Request, error: Exception) -> JSONResponse:
    error = cast("StorytreeError", error)
    details = of_error(error)
    return problem(details, {"Retry-After": str(RETRY_AFTER)} if error.retry else None)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    error = cast("RequestValidationError", error)
    wrong = [Invalid(where=".".join(map(str, one["loc"])), what=str(one["msg"])) for one in error.errors()]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(
        ProblemDetails(
            title="The request is not as it should be",
            status=status,
            detail="; ".join(f"{one.where}: {one.what}" for one in wrong),
            invalid=wrong,
        )
    )


def _http(request: Request, error: Exception) -> JSONResponse:
    error = cast("HTTPException", error)
    title, headers = HTTPStatus(error.status_code).phrase, dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request)) or headers.get("Allow", "")
    detail = "" if error.detail == title else str(error.detail)
    return problem(ProblemDetails(title=title, status=error.status_code, detail=detail), headers)


def _methods(request: Request) -> list[str]:
    """What this address can be asked for: one route knows its own method alone."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    return sorted(
        method.upper()
        for path, methods in paths.items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path)
        for method in methods
    )


def _broken(_: Request, __: Exception) -> JSONResponse:
    """What nobody foresaw: the log says where."""
    details = ProblemDetails(
        title="The service failed",
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        detail="The work broke off; the log of the service says where.",
    )
    return problem(details)
