"""Tokens and the audit log, for admins, under /v1."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from service.access import tokens
from service.access.actors import AdminOf
from service.here import Here
from store.records import Deed, Scope, Token

router = APIRouter(tags=["access"])


class Held(BaseModel):
    """A token, as everybody may know it."""

    label: str
    scope: Scope
    created_at: datetime
    revoked_at: datetime | None = None


class Wanted(BaseModel):
    """A token to be made."""

    label: str = Field(min_length=1, max_length=64)
    scope: Scope = Scope.READ


class Made(Held):
    """A new token, with the key, which is shown this once."""

    key: str


@router.get("/tokens")
def every_token(here: Here, _: AdminOf) -> list[Held]:
    """In the order in which they were made, the revoked ones too."""
    return [_held(token) for token in here.archive.keys.every()]


@router.post("/tokens", status_code=201)
def create_token(here: Here, actor: AdminOf, wanted: Wanted) -> Made:
    """Make one."""
    key, token = tokens.create(here.archive.keys, wanted.label, wanted.scope, by=actor.label)
    return Made(key=key, **_held(token).model_dump())


@router.delete("/tokens/{label}")
def revoke_token(here: Here, actor: AdminOf, label: Annotated[str, Path(max_length=64)]) -> Held:
    """Nobody uses it from then on; pages that were logged in to with it are logged out of."""
    tokens.revoke(here.archive.keys, label, by=actor.label)
    return _held([token for token in here.archive.keys.every() if token.label == label][-1])


@router.get("/audit")
def audit(here: Here, _: AdminOf, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[Deed]:
    """Who changed what, last first."""
    return list(here.archive.keys.noted(limit))


def _held(token: Token) -> Held:
    return Held.model_validate(token.model_dump(exclude={"digest"}))
