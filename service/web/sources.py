"""Pages of sources: the list of them, and one as it was read with what stories tell from it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.here import Here
from service.web.leaves import Leaf
from service.web.passages import cited_in, passages

router = APIRouter(prefix="/sources")

SOURCES = 50
"""On one page of the list."""


@router.get("")
def sources(
    here: Here, request: Request, before: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Response:
    """Those that arrived last come first."""
    found = here.archive.newest(before, SOURCES + 1)
    more = found[SOURCES - 1].sequence if len(found) > SOURCES else None
    count = here.archive.count()
    return Leaf.of("sources.html", sources=found[:SOURCES], more=more, count=count).sent(request)


@router.get("/{id_}")
def one(here: Here, request: Request, id_: str) -> Response:
    """A source as it was read."""
    archive = here.archive
    source = archive.source(id_)
    quotes = cited_in(archive, source)
    return Leaf.of(
        "source.html",
        source=source,
        quotes=quotes,
        paragraphs=passages(source, quotes),
        copies=[copy for copy in archive.copies(source.origin) if copy.id != source.id],
        notices=archive.notices(source.id),
        newest=archive.newest_edition(source.id, None),
    ).sent(request)
