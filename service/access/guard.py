"""The door: every request goes through it, before any route."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agents.settings import Settings
from service.access.actors import LOCAL, NOBODY, Actor
from service.access.addresses import is_local, is_meant, is_same_origin, network
from service.access.pace import Pace
from service.access.rules import FOREIGN, SAFE, Asked, Refusal, judge
from service.access.sessions import COOKIE, Sessions, open_sessions
from service.access.tokens import Ring, digest
from service.here import Service
from service.operations.routes import template
from service.problems import ProblemDetails, of_error, problem
from store.errors import StorytreeError
from store.records import Deed
from store.records import Scope as Allowed

LOGIN = "/login"
OPEN = frozenset({"/healthz", "/readyz", LOGIN, "/login.css", "/logout"})
"""Paths that are open to all."""
ASKING = frozenset({"/mcp", "/mcp/"})
"""Paths whose every method reads as far as the door goes: what is behind asks for the scope of each deed."""
_BEARER = "bearer "
_OTHER_HOST = Refusal(
    HTTPStatus.MISDIRECTED_REQUEST,
    "This service does not answer for the host that was asked for.",
    "Set STORYTREE_HOSTS to the names that it is known by.",
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """The key that a request shows, by its digest."""

    digest: str = ""
    session: bool = False


class Guard:
    """Pure ASGI. Puts who asks into the request's state, and writes down who changed what."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = {name.strip().lower() for name in settings.hosts.split(",")} - {""}
        self._pace = Pace(reads=settings.reads_a_minute, writes=settings.writes_a_minute)
        self._sessions: Sessions | None = None
        self._ring: Ring | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "There are no web sockets here."})
            return
        connection = HTTPConnection(scope)
        try:
            found = await self._found(connection, scope["method"])
        except StorytreeError as error:
            found = problem(of_error(error))
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        scope.setdefault("state", {})["actor"] = found
        noting = not _reads(connection, scope["method"])
        await self._app(scope, receive, self._noting(scope, found, send) if noting else send)

    async def _found(self, connection: HTTPConnection, method: str) -> Actor | Response:
        if not is_meant(connection, self._hosts):
            return _refused(connection, method, _OTHER_HOST)
        if connection.url.path in OPEN:
            return self._open(connection, method)
        found = await self._judged(connection, method)
        kind = "read" if _reads(connection, method) else "write"
        if wait := self._wait(kind, connection, found):
            return _too_many(wait)
        return _refused(connection, method, found) if isinstance(found, Refusal) else found

    def _open(self, connection: HTTPConnection, method: str) -> Actor | Response:
        nobody = Actor(label=NOBODY, scope=Allowed.READ)
        if method in SAFE:
            return nobody
        if not is_same_origin(connection):
            return _refused(connection, method, FOREIGN)
        wait = self._wait("login", connection, nobody)
        return _too_many(wait) if wait else nobody

    async def _judged(self, connection: HTTPConnection, method: str) -> Actor | Refusal:
        local = is_local(connection)
        shown = await self._shown(connection)
        ring = await self._tokens(connection)
        same_origin = is_same_origin(connection)
        if method not in SAFE and not same_origin and not connection.headers.get("authorization"):
            return FOREIGN
        return judge(
            Asked(
                need=Allowed.READ if _reads(connection, method) else Allowed.WRITE,
                local=local,
                same_origin=same_origin,
                token=ring.find(shown.digest),
                shown=bool(shown.digest),
                session=shown.session,
                free=ring.is_empty,
                public=self._settings.public,
            )
        )

    async def _shown(self, connection: HTTPConnection) -> Shown:
        given = connection.headers.get("authorization", "")
        if given:
            return Shown(
                digest(given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else given)
            )
        if cookie := connection.cookies.get(COOKIE):
            if self._sessions is None:
                self._sessions = await to_thread.run_sync(open_sessions, self._settings)
            return Shown(self._sessions.digest(cookie), session=True)
        return Shown()

    async def _tokens(self, connection: HTTPConnection) -> Ring:
        keys = cast("Service", connection.app.state.service).archive.keys
        if self._ring is None or self._ring.keys is not keys:
            self._ring = Ring(keys)
        if not self._ring.is_fresh:
            await to_thread.run_sync(self._ring.read)
        return self._ring

    def _wait(self, kind: str, connection: HTTPConnection, found: Actor | Refusal) -> int:
        """Who is on the machine itself waits for nobody."""
        if isinstance(found, Actor) and found.label == LOCAL:
            return 0
        if isinstance(found, Actor) and found.has_token:
            return self._pace.wait(kind, f"token {found.label}")
        return self._pace.wait(kind, network(connection.client.host if connection.client else ""))

    def _noting(self, scope: Scope, actor: Actor, send: Send) -> Send:
        """Tells the asker that something was changed only once it is written down who changed it."""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                deed = _deed(scope, actor, Headers(raw=message["headers"]).get("location", ""))
                keys = cast("Service", scope["app"].state.service).archive.keys
                try:
                    await to_thread.run_sync(keys.note, [deed])
                except StorytreeError as error:
                    _log.error("not in the audit log: %s %s: %s", deed.action, deed.object, error)
            await send(message)

        return noted


def _reads(connection: HTTPConnection, method: str) -> bool:
    return method in SAFE or connection.url.path in ASKING


def _deed(scope: Scope, actor: Actor, location: str) -> Deed:
    """What was made is named by where it is now; what was there before, by its own address."""
    route = scope.get("route")
    name = str(getattr(route, "name", "")) or template(scope)
    return Deed(
        at=datetime.now(UTC),
        actor=actor.label,
        action=f"{scope['method']} {name}",
        object=scope["path"] if scope.get("path_params") else location or scope["path"],
        request=scope["state"].get("request_id", ""),
    )


def _refused(connection: HTTPConnection, method: str, refusal: Refusal) -> Response:
    """A person who would read is shown where to log in."""
    wants_page = "text/html" in connection.headers.get("accept", "")
    if refusal.status == HTTPStatus.UNAUTHORIZED and method == "GET" and wants_page:
        wanted = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
        return RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='/')}", HTTPStatus.SEE_OTHER)
    details = ProblemDetails(
        title=refusal.status.phrase, status=refusal.status, detail=refusal.detail, advice=refusal.advice
    )
    return problem(details, {"WWW-Authenticate": refusal.challenge} if refusal.challenge else None)


def _too_many(wait: int) -> Response:
    status = HTTPStatus.TOO_MANY_REQUESTS
    details = ProblemDetails(
        title=status.phrase,
        status=status,
        detail="More is asked than one may ask in a minute.",
        advice=f"Try again in {wait} seconds.",
    )
    return problem(details, {"Retry-After": str(wait)})
