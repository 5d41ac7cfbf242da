"""Where the service's pages lie, as the world sees them."""

from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Depends, Request

from service.here import Service
from service.render.references import link
from store.records import short


@dataclass(frozen=True)
class Addresses:
    """Of one service; ``base`` has no slash at its end. Where it is empty they are paths."""

    base: str = ""

    @property
    def front(self) -> str:
        return f"{self.base}/"

    def story(self, story: str) -> str:
        """Its live version."""
        return f"{self.base}/stories/{quote(story, safe='')}"

    def version(self, story: str, label: str) -> str:
        """It never changes."""
        return f"{self.story(story)}/{label}"

    def source(self, source_id: str) -> str:
        return f"{self.base}/sources/{short(source_id)}"

    def feed(self, kind: str, story: str | None = None) -> str:
        """Of one story or of all; ``kind`` is ``atom`` or ``json``."""
        return f"{self.base if story is None else self.story(story)}/feed.{kind}"

    def card(self, story: str) -> str:
        """The story as others may embed it."""
        return f"{self.story(story)}/card"

    def sitemap(self, number: int) -> str:
        return f"{self.base}/sitemaps/{number}.xml"

    def __truediv__(self, path: str) -> str:
        return f"{self.base}/{path}"


async def addresses_of(request: Request) -> Addresses:
    """As the settings have it, else as the request does, whose host is anybody's word."""
    public = cast("Service", request.app.state.service).settings.public_url
    return Addresses((link(public or str(request.base_url)) or "").rstrip("/"))


There = Annotated[Addresses, Depends(addresses_of)]
"""As a parameter of a route's function."""
