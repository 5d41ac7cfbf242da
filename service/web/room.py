"""What requests for pages share: what was rendered lately, and what lists show of versions."""

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from service.shelf import Shelf
from service.web.leaves import Leaf

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Gist:
    """What the front page tells of a version besides its head."""

    lead: str
    """Its first sentence."""
    sources: int
    sentences: int
    added: int
    reworded: int
    retired: int
    disputes: int
    corrections: int


@dataclass(frozen=True)
class Room:
    """One for each application."""

    leaves: Shelf[Leaf] = field(default_factory=lambda: Shelf[Leaf](32 * MEGABYTE, len, 3600))
    """Pages of versions, which never change; what is known of sources does, and has a part in the keys."""
    gists: Shelf[Gist] = field(default_factory=lambda: Shelf[Gist](10_000, lambda _: 1, 24 * 3600))


async def _room(request: Request) -> Room:
    return cast("Room", request.app.state.room)


OurRoom = Annotated[Room, Depends(_room)]
"""As a parameter of a request's function."""
