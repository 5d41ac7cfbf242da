"""Each request: an id, a line in the log, its time; and the service's edge, which no error passes."""

import logging
import re
import time
from http import HTTPStatus
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.operations.logs import REQUEST
from service.operations.metrics import Meters
from service.operations.routes import template
from service.problems import ProblemDetails, problem

HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_CLOSED = 499
"""Status of a request whose asker went before there was an answer."""
_log = logging.getLogger(__name__)


class Requests:
    """Pure ASGI, around all else. Of what the asker wrote an id alone is logged, if it looks like one."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request = given if _ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request
        known = REQUEST.set(request)
        try:
            await self._answered(scope, receive, send)
        finally:
            REQUEST.reset(known)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = scope["state"]["request_id"]
            await send(message)

        try:
            await answered(self._app, scope, receive, told)
        finally:
            self._tell(scope, status or _CLOSED, time.perf_counter() - begun)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = template(scope)
        self._meters.answered(method, route, status, seconds)
        actor = scope["state"].get("actor")
        fields = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(1000 * seconds, 1),
            "actor": actor.label if actor else "",
        }
        _log.log(logging.ERROR if status >= 500 else logging.INFO, "answered", extra=fields)


async def answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """What the application answers; where it is at fault, that, and the log has why."""
    begun = False

    async def told(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, receive, told)
    except Exception:
        _log.exception("the service is at fault")
        if begun:
            raise
        await _fault()(scope, receive, send)


def _fault() -> ASGIApp:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    details = ProblemDetails(
        title=status.phrase,
        status=status,
        detail="The service is at fault.",
        advice=f"Its log has the reason under the id in {HEADER}.",
    )
    return problem(details)
