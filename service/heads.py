"""HEAD, for every address that has GET: the answer without its body, which the server leaves out."""

from starlette.types import ASGIApp, Receive, Scope, Send

_FOUND = ("route", "endpoint", "path_params")
"""What the router says of a request."""


class Heads:
    """Pure ASGI, next to the router: what is around it sees the method that was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send)
        finally:
            scope.update({name: asked[name] for name in _FOUND if name in asked})
