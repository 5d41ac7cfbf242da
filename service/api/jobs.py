"""Jobs: how they stand, what they tell, and how they are cancelled."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field

from service.api.fields import Name
from service.api.paging import Page, Paging, adapter
from service.here import Here, Service
from service.jobs import Job

router = APIRouter(prefix="/jobs", tags=["jobs"])

_PLACE = adapter(tuple[str, Annotated[int, Field(ge=0, le=10**9)]])
_AT_ONCE = 200

JobPath = Annotated[Name, Path(max_length=200, description="Id of a job.")]


@router.get("")
def every_job(
    here: Here,
    page: Paging,
    about: Annotated[Name, Query(max_length=200, description="Name of a story, or `sources`.")] = "",
) -> Page[Job]:
    """Newest first."""
    after = page.after(_PLACE)
    start = _behind(here, about, *after) if after else 0
    found = here.works.jobs(about=about, limit=page.limit + 1, offset=start)
    shown = found[: page.limit]
    end = (shown[-1].id, start + page.limit - 1) if len(found) > page.limit else None
    return page.page(shown, end)


def _behind(here: Service, about: str, last: str, place: int) -> int:
    """How many come before what follows on that job: it stood at this place, and newer ones pushed it on."""
    while jobs := here.works.jobs(about=about, limit=_AT_ONCE, offset=place):
        for number, job in enumerate(jobs, place + 1):
            if job.id == last:
                return number
        place += len(jobs)
    return place


@router.get("/{job}")
def one_job(here: Here, job: JobPath) -> Job:
    """How a job stands."""
    return here.works.job(job)


Known = Annotated[Job, Depends(one_job)]


@router.post("/{job}/cancel")
def cancel_job(here: Here, job: JobPath) -> Job:
    """Nothing more is done for it; a version that it wrote stays. One that is over stays as it is."""
    return here.works.cancel(job)


@router.get("/{job}/events", response_class=EventSourceResponse)
async def events_of_job(
    here: Here,
    known: Known,
    last: Annotated[int, Header(alias="Last-Event-ID", ge=0, le=10**9)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """What is told of a job from its first event on, or after the last that was read, until it is over."""
    async for number, told in here.works.events(known.id, last):
        yield ServerSentEvent(data=told.model_dump(mode="json"), event=told.event, id=str(number))
