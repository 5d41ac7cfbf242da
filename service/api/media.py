"""Which bodies are read: JSON, but for files; and none that is too large."""

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import ProblemDetails, problem

_JSON = "application/json"
_FORM = "multipart/form-data"
_FILES = "/v1/uploads"


def readable(request: Request) -> None:
    """Raises HTTPException (415) for a body of another type. What has no body is read by every route."""
    if request.method not in {"POST", "PUT"} or not _has_body(request):
        return
    wanted = _FORM if request.url.path == _FILES else _JSON
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated != wanted:
        raise HTTPException(415, f"Send it as {wanted}.", {"Accept": wanted})


class Oversized:
    """Tells of a body that is too large as of any other problem: what refuses it has plain text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def told(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == 413:
                refused = True
                await _refusal()(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, told)


def _refusal() -> ASGIApp:
    details = ProblemDetails(
        title="Content Too Large",
        status=413,
        detail="The body is larger than this takes.",
        advice="Send it in parts.",
    )
    return problem(details, {"Connection": "close"})


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
