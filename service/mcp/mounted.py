"""The server at /mcp of the service, by streamable HTTP: each request stands for itself."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.backroom.passing import back_of, pass_on

if TYPE_CHECKING:
    from service.here import Service

PATH = "/mcp"
_FOREIGN = PlainTextResponse("A page of another site may not ask here.", HTTPStatus.FORBIDDEN)


def furnish(app: FastAPI) -> None:
    """Add the route; ``running`` is what answers there."""
    app.router.routes.append(Route(PATH, endpoint=_Door()))


@asynccontextmanager
async def running(app: FastAPI) -> AsyncGenerator[None]:
    """The server, for one life of the application, which has its service already."""
    from service.mcp.server import Server

    server = Server(lambda: cast("Service", app.state.service))
    # Hosts are looked at by who stands at the door of the whole service, and origins here.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app.state.mcp = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, transport_security=security
    )
    async with server.session_manager.run():
        yield


class _Door:
    """No page of another site gets in, whatever it makes its visitors' browsers send."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        origin = request.headers.get("origin")
        public = cast("Service", request.app.state.service).settings.public_url
        known = {request.headers.get("host", ""), urlsplit(public).netloc}
        if origin is not None and urlsplit(origin).netloc not in known - {""}:
            await _FOREIGN(scope, receive, send)
            return
        back = back_of(request)
        answer = await pass_on(back, request) if back else cast("ASGIApp", request.app.state.mcp)
        await answer(scope, receive, send)
