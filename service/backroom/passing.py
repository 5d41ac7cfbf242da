"""Requests that the process at the front passes to the one at the back, and what that makes of them.

At the front they went through the door already: who asks goes along, in a header that nobody else can send,
since the socket lies in a folder of its owner's alone.
"""

import string
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import CancelScope
from fastapi import HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from httpx import (
    URL,
    AsyncByteStream,
    AsyncClient,
    AsyncHTTPTransport,
    LocalProtocolError,
    Timeout,
    TransportError,
)
from httpx import Request as Passed
from httpx import Response as Answer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.actors import Actor
from service.operations.logs import REQUEST
from service.operations.requests import HEADER, answered
from store.errors import HomeBusy

ACTOR = b"x-storytree-actor"
_REQUEST = HEADER.lower().encode()
_OF_ONE_LINE = frozenset({b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade"})
"""Headers that are about the connection on which they come (RFC 9110, 7.6.1)."""
_CONNECTING = 5.0
_PRINTED = string.digits + string.ascii_letters + string.punctuation
Heads = Iterable[tuple[bytes, bytes]]


class AtTheBack(APIRoute):
    """A route whose work needs the house: it is done at the back, where there is one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As the library has it."""
        here = super().get_route_handler()

        async def handled(request: Request) -> Response:
            back = back_of(request)
            return await (pass_on(back, request) if back else here(request))

        return handled


def back_of(request: Request) -> AsyncClient | None:
    """The way there; None where this process has the house itself."""
    return getattr(request.app.state, "back", None)


@asynccontextmanager
async def way_to(socket: Path) -> AsyncGenerator[AsyncClient]:
    """How requests get there. An answer is waited for as long as it takes."""
    transport = AsyncHTTPTransport(uds=str(socket))
    async with AsyncClient(
        transport=transport, timeout=Timeout(None, connect=_CONNECTING), trust_env=False
    ) as way:
        yield way


async def pass_on(back: AsyncClient, request: Request) -> Response:
    """What is answered at the back, part by part as it comes. Raises HomeBusy where nobody is there."""
    asked = Passed(
        request.method,
        _address(request.scope),
        headers=[*_heads(request.headers.raw), *_who(request)],
        stream=_Body(request),
    )
    try:
        answer = await back.send(asked, stream=True)
    except LocalProtocolError as error:
        raise HTTPException(400, "The request is not one that HTTP allows.") from error
    except TransportError as error:
        raise HomeBusy(
            "What searches and adds is being started again.", advice="Try again in a few seconds."
        ) from error
    response = StreamingResponse(_parts(answer), answer.status_code)
    response.raw_headers = list(_heads(answer.headers.raw))
    return response


class Trusting:
    """Pure ASGI, at the back: who asks is who the front says it is, under the id that it gave the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        heads = Headers(scope=scope)
        actor = Actor.model_validate_json(heads[ACTOR.decode()])
        scope.setdefault("state", {}).update(actor=actor, request_id=heads[HEADER])
        known = REQUEST.set(heads[HEADER])
        try:
            await answered(self._app, scope, receive, send)
        finally:
            REQUEST.reset(known)


class _Body(AsyncByteStream):
    """What is sent with a request, as it comes."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._request.stream():
            if part:
                yield part


def _address(scope: Scope) -> URL:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    if scope["query_string"]:
        raw += b"?" + scope["query_string"]
    return URL(scheme="http", host="back", raw_path=quote(raw, safe=_PRINTED).encode("ascii"))


def _heads(raw: Heads) -> Heads:
    return [one for one in raw if one[0].lower() not in {*_OF_ONE_LINE, ACTOR, _REQUEST}]


def _who(request: Request) -> Heads:
    actor: Actor = request.state.actor
    told: str = request.state.request_id
    whole = {b"content-length", b"transfer-encoding"} & {name for name, _ in request.headers.raw}
    ending = [] if b"content-length" in whole or not whole else [(b"transfer-encoding", b"chunked")]
    return [(ACTOR, actor.model_dump_json(ensure_ascii=True).encode()), (_REQUEST, told.encode()), *ending]


async def _parts(answer: Answer) -> AsyncIterator[bytes]:
    try:
        async for part in answer.aiter_raw():
            yield part
    finally:
        with CancelScope(shield=True):
            await answer.aclose()
