"""Lists a page at a time: from behind a cursor on, which says where the page before ended."""

import base64
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from fastapi import Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

Item = TypeVar("Item")
Place = TypeVar("Place")


class Page(BaseModel, Generic[Item]):
    """Some of a list, and where the rest of it is."""

    items: list[Item]
    next: str | None = Field(description="Address of the next page; null on the last.")


class Wanted(NamedTuple):
    """Which page is asked for, and of what."""

    request: Request
    response: Response
    limit: int
    cursor: str

    def after(self, place: TypeAdapter[Place]) -> Place | None:
        """Where the page before ended; None for the first page."""
        if not self.cursor:
            return None
        try:
            return place.validate_json(_unfolded(self.cursor))
        except (ValueError, ValidationError) as error:
            detail = "There is no such page: a cursor is taken from `next` as it stands there."
            raise HTTPException(404, detail) from error

    def page(self, items: list[Item], end: Sequence[Any] | None) -> Page[Item]:
        """``end`` is where it ends, if more comes."""
        if end is None:
            return Page(items=items, next=None)
        url = self.request.url.include_query_params(cursor=_folded(end))
        here = f"{url.path}?{url.query}"
        self.response.headers["Link"] = f'<{here}>; rel="next"'
        return Page(items=items, next=here)

    def of(self, rows: Iterable[Item]) -> Page[Item]:
        """Of a list whose rows are counted."""
        start = (self.after(_COUNT) or (0,))[0]
        found = list(islice(rows, start, start + self.limit + 1))
        more = len(found) > self.limit
        return self.page(found[: self.limit], (start + self.limit,) if more else None)


def _folded(end: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(end).encode()).decode().rstrip("=")


def _unfolded(cursor: str) -> bytes:
    return base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)


_COUNT: TypeAdapter[tuple[Annotated[int, Field(ge=0, le=10**9)]]] = TypeAdapter(
    tuple[Annotated[int, Field(ge=0, le=10**9)]]
)


async def _wanted(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
    cursor: Annotated[
        str, Query(max_length=1000, description="As the `next` of the page before has it.")
    ] = "",
) -> Wanted:
    return Wanted(request, response, limit, cursor)


Paging = Annotated[Wanted, Depends(_wanted)]


def adapter(of: Any) -> TypeAdapter[Any]:
    """Of a place in a list, as a cursor keeps it."""
    return TypeAdapter(of)
