"""Jobs: how they stand, what they tell, and how they are cancelled."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.here import Here
from service.jobs import Job

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("")
def every_job(here: Here, about: str = "", limit: int = 50) -> list[Job]:
    """Newest first."""
    return here.works.jobs(about=about, limit=limit)


@router.get("/{job}")
def one_job(here: Here, job: str) -> Job:
    """How a job stands."""
    return here.works.job(job)


@router.post("/{job}/cancel")
def cancel_job(here: Here, job: str) -> Job:
    """Nothing more is done for it; a version that it wrote stays."""
    return here.works.cancel(job)


@router.get("/{job}/events", response_class=EventSourceResponse)
async def events_of_job(
    here: Here,
    job: str,
    last: Annotated[int, Header(alias="Last-Event-ID", ge=0)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """What is told of a job from its first event on, or after the last that was read, until it is over."""
    async for number, told in here.works.events(job, last):
        yield ServerSentEvent(data=told.model_dump(mode="json"), event=told.event, id=str(number))
