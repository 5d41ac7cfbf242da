"""Who asks, as a parameter of a route's function."""

from http import HTTPStatus
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from store.records import Record, Scope

LOCAL = "local"
"""Who needs no token, being on the machine itself."""
PUBLIC = "public"
"""Who needs none to read, where reading is public."""
NOBODY = "nobody"
"""Who asks for what is open to all: whether the service is up, and the page to log in at."""
RESERVED = frozenset({LOCAL, PUBLIC, NOBODY, "command line", "schedule"})
"""No token is called so."""


class Actor(Record):
    """Who asks: ``label`` is that of the token, or one of those that need none."""

    label: str
    scope: Scope

    @property
    def has_token(self) -> bool:
        return self.label not in RESERVED


async def actor_of(request: Request) -> Actor:
    """Put there by the guard, which every request goes through."""
    return cast("Actor", request.state.actor)


ActorOf = Annotated[Actor, Depends(actor_of)]
"""Who asks. What reads and what writes, the guard tells by the method: a route need not ask."""


async def _admin(actor: ActorOf) -> Actor:
    if not actor.scope.allows(Scope.ADMIN):
        raise _refused(actor, "This needs a token with the scope admin.")
    return actor


AdminOf = Annotated[Actor, Depends(_admin)]
"""Who asks for what only an admin may do."""


async def _operator(actor: ActorOf) -> Actor:
    if actor.label != LOCAL and not actor.scope.allows(Scope.ADMIN):
        raise _refused(
            actor, "This is for who is on the machine itself, or has a token with the scope admin."
        )
    return actor


OperatorOf = Annotated[Actor, Depends(_operator)]
"""Who asks for what admins and the machine itself may see."""


def _refused(actor: Actor, why: str) -> HTTPException:
    if actor.has_token:
        return HTTPException(HTTPStatus.FORBIDDEN, why)
    return HTTPException(HTTPStatus.UNAUTHORIZED, why, {"WWW-Authenticate": "Bearer"})
