"""Errors as problem details (RFC 9457): what is wrong, and what to do about it."""

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
    HomeBusy,
    IndexUnreachable,
    ModelError,
    NothingFound,
    NothingToTell,
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

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which what is worth trying again is."""

_STATUSES: tuple[tuple[type[StorytreeError], HTTPStatus], ...] = (
    (UnknownSource, HTTPStatus.NOT_FOUND),
    (UnknownStory, HTTPStatus.NOT_FOUND),
    (UnknownVersion, HTTPStatus.NOT_FOUND),
    (UnknownFeed, HTTPStatus.NOT_FOUND),
    (UnknownJob, HTTPStatus.NOT_FOUND),
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


def problem(details: ProblemDetails, headers: dict[str, str] | None = None) -> JSONResponse:
    """As a response."""
    content = details.model_dump(exclude_defaults=True) | {"status": details.status}
    return JSONResponse(content, details.status, headers, MEDIA_TYPE)


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
        advice=error.advice,
    )


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


def _http(_: Request, error: Exception) -> JSONResponse:
    error = cast("HTTPException", error)
    title = HTTPStatus(error.status_code).phrase
    details = ProblemDetails(title=title, status=error.status_code, detail=str(error.detail))
    return problem(details, dict(error.headers or {}))
