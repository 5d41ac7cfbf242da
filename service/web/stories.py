"""Pages around stories: the list of them, the tree of their versions, two versions compared."""

import re
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from service.here import Here
from service.render.diff import Diff, compared
from service.render.tree import Tree, picture
from service.web.frames import story_path
from service.web.leaves import Leaf
from service.web.room import Gist, OurRoom
from store.archive import Archive, Head
from store.changes import between
from store.errors import UnknownVersion, UsageError
from store.records import ChangeKind, StoryVersion

router = APIRouter()

STORIES = 20
"""On one page of the list."""
_LABEL = re.compile(r"v(\d{1,9})\.(\d{1,9})", re.ASCII)

Number = tuple[int, int]


@router.get("/")
def front(here: Here, room: OurRoom, request: Request, after: str = "") -> Response:
    """Those written last come first."""
    heads = here.archive.heads(_place(after), STORIES + 1)
    shown = [(head, _gist(here.archive, room, head)) for head in heads[:STORIES]]
    last = heads[STORIES - 1] if len(heads) > STORIES else None
    more = quote(f"{last.written_at.isoformat()} {last.story}", safe="") if last else ""
    return Leaf.of("stories.html", stories=shown, more=more, first=not after).sent(request)


@router.get("/stories", include_in_schema=False)
def stories(here: Here, room: OurRoom, request: Request, after: str = "") -> Response:
    """As the front page."""
    return front(here, room, request, after)


@router.get("/stories/{story}/tree")
def tree(here: Here, request: Request, story: str) -> Response:
    """All versions, each below the one that it went on from."""
    here.archive.version(story)
    found = Tree(here.archive.versions(story))
    return Leaf.of("versions.html", **picture(found, story_path(story)), alone=False, live=found.live).sent(
        request
    )


@router.get("/stories/{story}/diff")
def diff(
    here: Here,
    request: Request,
    story: str,
    older: Annotated[str, Query(alias="from")] = "",
    newer: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """Two versions, or the live one and the one before it."""
    second = here.archive.version(story, number_of(newer) if newer else None)
    first = number_of(older) if older else second.parent
    if first is None:
        raise UsageError(f"{second.label} is the first version of {story}: nothing came before it.")
    found = difference(here.archive, first, second)
    cited = here.archive.sources_by_id({*found.older.sources, *second.sources})
    numbers = list(here.archive.numbers(story))
    told = {**compared(found, cited), "labels": [label_of(one) for one in reversed(numbers)]}
    return Leaf.of("compared.html", story=story, **told).sent(request)


def difference(archive: Archive, older: Number, newer: StoryVersion) -> Diff:
    """Raises UnknownVersion."""
    first = archive.version(newer.story, older)
    if newer.parent == first.number:
        return Diff(first, newer, newer.changes)
    return Diff(first, newer, between(first, newer, archive.versions(newer.story)))


def number_of(label: str) -> Number:
    """Raises UnknownVersion."""
    found = _LABEL.fullmatch(label)
    if not found:
        raise UnknownVersion(f"{label!r} is no version.", advice="Versions are written v0.3.")
    return int(found[1]), int(found[2])


def is_label(text: str) -> bool:
    return _LABEL.fullmatch(text) is not None


def label_of(number: Number) -> str:
    return "v{}.{}".format(*number)


def _place(after: str) -> tuple[datetime, str] | None:
    """Raises UsageError."""
    moment, _, story = after.partition(" ")
    if not after:
        return None
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        raise UsageError("There is no such place in the list.", advice="Begin at the front page.") from None
    if found.tzinfo is None:
        raise UsageError("There is no such place in the list.", advice="Begin at the front page.")
    return found, story


def _gist(archive: Archive, room: OurRoom, head: Head) -> Gist:
    return room.gists.get(
        (head.story, head.label), lambda: _of(archive.version(head.story, number_of(head.label)))
    )


def _of(version: StoryVersion) -> Gist:
    kinds = [change.kind for change in version.changes]
    return Gist(
        lead=version.paragraphs[0].claims[0].text if version.paragraphs else "",
        sources=len(version.sources),
        sentences=sum(1 for _ in version.claims()),
        added=kinds.count(ChangeKind.ADDED),
        reworded=kinds.count(ChangeKind.REWORDED),
        retired=kinds.count(ChangeKind.RETIRED),
        disputes=len(version.conflicts),
        corrections=len(version.corrections),
    )
