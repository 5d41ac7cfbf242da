"""How large a request may be, and how slow: what is beyond is not read, and told so as every problem is."""

from http import HTTPStatus

from anyio import fail_after
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import ProblemDetails, problem

BODY = 1_000_000
"""Bytes that a request may have, but where a route says otherwise (``max_body_size``)."""

SECONDS = 30.0
"""That the next piece of a body is waited for."""


class Bodies:
    """Behind the door: who is not let in hears that first, however much was brought."""

    def __init__(self, app: ASGIApp) -> None:
        self._limited = RequestBodyLimitMiddleware(app, max_body_size=BODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = whole = False

        async def in_time() -> Message:
            """A body is waited for; what comes after it, as that its asker went, for as long as it takes."""
            nonlocal whole
            if whole:
                return await receive()
            try:
                with fail_after(SECONDS):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(
                    HTTPStatus.REQUEST_TIMEOUT, "The rest of the request did not come."
                ) from error
            whole = not message.get("more_body", False)
            return message

        async def in_our_words(message: Message) -> None:
            nonlocal told
            if told:
                return
            if message["type"] == "http.response.start" and _is_too_large(message):
                told = True
                await _too_large()(scope, receive, send)
                return
            await send(message)

        await self._limited(scope, in_time, in_our_words)


def _is_too_large(message: Message) -> bool:
    """In the words of the library, which are plain text."""
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and kind.startswith("text/plain")


def _too_large() -> ASGIApp:
    details = ProblemDetails(
        title="Content Too Large",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        detail="The request has more bytes than may be sent here.",
        advice=f"Send less, or in several requests: {BODY:,} bytes may be sent, and more where files are.",
    )
    return problem(details)
