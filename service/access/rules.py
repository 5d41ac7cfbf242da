"""Who is let in. The whole table is the one function ``judge``.

| who asks                          | reads              | writes                                            |
|-----------------------------------|--------------------|---------------------------------------------------|
| a token                           | any scope          | write, admin                                      |
| a session of a token, in a page   | any scope          | write, admin; not from a page of others           |
| the machine itself                | yes                | until a token was made; not from a page of others |
| anybody else                      | where it is public | no                                                |
"""

from dataclasses import dataclass
from http import HTTPStatus

from service.access.actors import LOCAL, PUBLIC, Actor
from store.records import Scope, Token

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


@dataclass(frozen=True)
class Asked:
    """What is known of a request when it is judged."""

    need: Scope
    """READ or WRITE, as the method has it."""
    local: bool
    """From the machine itself."""
    same_origin: bool
    """From a page of ours, or from no browser."""
    token: Token | None
    """The one that it shows, if that lives."""
    shown: bool
    """Whether it shows a token, living or not."""
    session: bool
    """Whether the token is that of a page's cookie, which browsers send by themselves."""
    free: bool
    """Whether no token was ever made."""
    public: bool
    """Whether all may read."""


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not let in, and what to do about it."""

    status: HTTPStatus
    detail: str
    advice: str
    challenge: str = ""
    """For the header WWW-Authenticate."""


_MAKE = "Make a token with: storytree token create --scope {}"
FOREIGN = Refusal(
    HTTPStatus.FORBIDDEN,
    "A page of another site asked for this.",
    "Do it from a page of this service, or with a token in the header Authorization.",
)
DEAD = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "The token is unknown or revoked.",
    _MAKE.format("read|write|admin"),
    'Bearer error="invalid_token"',
)
TOO_LITTLE = Refusal(
    HTTPStatus.FORBIDDEN,
    "The token allows reading alone.",
    _MAKE.format("write"),
    'Bearer error="insufficient_scope", scope="write"',
)
NO_READER = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "Reading needs a token here.",
    "Send one as: Authorization: Bearer st_…; a person logs in at /login.",
    "Bearer",
)
NO_WRITER = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "Changing something needs a token with the scope write.",
    "Send one as: Authorization: Bearer st_…; a person logs in at /login.",
    "Bearer",
)


def judge(asked: Asked) -> Actor | Refusal:
    """Who it is that asks, or why not."""
    if asked.token:
        return _with_token(asked, asked.token)
    if asked.shown and not asked.session:
        return DEAD
    return _without(asked)


def _with_token(asked: Asked, token: Token) -> Actor | Refusal:
    if not token.scope.allows(asked.need):
        return TOO_LITTLE
    if asked.session and asked.need is not Scope.READ and not asked.same_origin:
        return FOREIGN
    return Actor(label=token.label, scope=token.scope)


def _without(asked: Asked) -> Actor | Refusal:
    if asked.need is Scope.READ:
        if asked.local:
            return Actor(label=LOCAL, scope=Scope.ADMIN if asked.free else Scope.READ)
        return Actor(label=PUBLIC, scope=Scope.READ) if asked.public else NO_READER
    if not (asked.local and asked.free):
        return NO_WRITER
    return Actor(label=LOCAL, scope=Scope.ADMIN) if asked.same_origin else FOREIGN
