"""What language models were asked, and what it cost."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from service.api.fields import Name
from service.api.paging import Page, Paging
from service.here import Here
from store.errors import UnknownStory
from store.records import Spent

router = APIRouter(prefix="/usage", tags=["usage"])


@router.get("")
def usage(
    here: Here,
    page: Paging,
    story: Annotated[Name | None, Query(max_length=200, description="Of this alone.")] = None,
    days: Annotated[int, Query(ge=1, le=36_500, description="UTC, the present one among them.")] = 30,
) -> Page[Spent]:
    """By day, story, role and model. What no version came of is in it."""
    today = datetime.combine(datetime.now(UTC), time.min, UTC)
    rows = here.archive.spent(today - timedelta(days=days - 1), story)
    if story and not (rows or here.archive.numbers(story) or here.archive.spent(story=story)):
        raise UnknownStory(f"There is no story {story!r}.")
    return page.of(rows)
