"""The pages of versions: the live one, and each by its label."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response

from service.feeds.addresses import Addresses
from service.feeds.linked import head
from service.here import Here
from service.web.frames import story_path
from service.web.leaves import Leaf
from service.web.reading import reading
from service.web.room import OurRoom, Room
from service.web.stories import Number, difference, is_label, label_of, number_of
from store.archive import Archive

router = APIRouter()

COOKIE = "storytree_seen"
OTHERS = 30
"""Versions since which changes can be marked by a choice; by its address any."""
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Stand:
    """A story as it stands while a request is answered."""

    archive: Archive
    room: Room
    to: Addresses
    story: str

    @cached_property
    def branches(self) -> dict[Number, str]:
        """The numbers of its versions, each with its branch. Raises UnknownStory."""
        return self.archive.numbers(self.story)

    @cached_property
    def live(self) -> Number:
        trunk = [number for number, branch in self.branches.items() if not branch]
        return max(trunk) if trunk else self.archive.version(self.story).number

    def page(self, number: Number, since: str, *, visited: bool = False) -> Leaf:
        """As it was rendered a moment ago, or anew."""
        since = "" if since in {label_of(number), "nothing"} else since
        known = (self.live, len(self.branches), self.archive.last_notice())
        key = (self.story, number, since, visited, *known)
        return self.room.leaves.get(key, lambda: self._rendered(number, since, visited=visited))

    def _rendered(self, number: Number, since: str, *, visited: bool) -> Leaf:
        version = self.archive.version(self.story, number)
        diff = difference(self.archive, number_of(since), version) if since else None
        sources = self.archive.sources_by_id(version.sources)
        shown = reading(version, sources, diff)
        others = [label_of(one) for one in sorted(self.branches, reverse=True) if one != number]
        return Leaf.of(
            "reading.html",
            reading=shown,
            version=version,
            live=label_of(self.live),
            others=others[:OTHERS],
            since=since,
            visited=visited,
            head=head(version, sources, self.to),
        )


async def _stand(here: Here, room: OurRoom, story: str) -> Stand:
    return Stand(here.archive, room, Addresses(here.settings.public_url.rstrip("/")), story)


TheStory = Annotated[Stand, Depends(_stand)]


@router.get("/stories/{story}")
def live(
    stand: TheStory, request: Request, since: str = "", seen: Annotated[str, Cookie(alias=COOKIE)] = ""
) -> Response:
    """The live version; what is new since the reader's last visit is marked, or since another version."""
    before, visits = remembered(seen, label_of(stand.live))
    visited = not since and before in map(label_of, stand.branches)
    page = stand.page(stand.live, since or (before if visited else ""), visited=visited)
    response = page.sent(request)
    if visits != seen:
        path, secure = story_path(stand.story), request.url.scheme == "https"
        response.set_cookie(COOKIE, visits, _YEAR, path=path, httponly=True, samesite="lax", secure=secure)
    return response


@router.get("/stories/{story}/{label}")
def one(stand: TheStory, request: Request, label: str, since: str = "") -> Response:
    """A version by its label."""
    return stand.page(number_of(label), since).sent(request)


def remembered(seen: str, live: str) -> tuple[str, str]:
    """The version of the visit before this one's, and what to remember.

    Both stay until there is a new version: to load a page once more is no new visit.
    """
    before, _, last = seen.partition("~")
    if last == live and (not before or is_label(before)):
        return before, seen
    return (last, f"{last}~{live}") if is_label(last) and last != live else ("", f"~{live}")
