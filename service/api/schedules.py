"""What is done again and again: updates of stories, and polls of the feeds."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from service.api.fields import Body, Name
from service.api.paging import Page, Paging
from service.here import Here
from service.jobs import Poll, Update
from service.jobs.orders import SOURCES
from store.errors import NotThere
from store.records import Record

router = APIRouter(prefix="/schedules", tags=["schedules"])

AboutPath = Annotated[
    Name,
    Path(max_length=200, description="Name of a story, which is updated; or `sources`: feeds are polled."),
]
_ADVICE = "List what is there with: GET /v1/schedules"


class ScheduleWanted(Body):
    """When."""

    cron: str = Field(
        min_length=9,
        max_length=200,
        pattern=r"^[0-9A-Za-z*,/#-]+( [0-9A-Za-z*,/#-]+){4}$",
        description="Minute, hour, day, month and weekday, in UTC.",
        examples=["0 * * * *"],
    )
    poll: bool = Field(default=False, description="Poll the feeds before each update.")


class Schedule(Record):
    """What is done at which times."""

    about: str
    cron: str


@router.get("")
def every_schedule(here: Here, page: Paging) -> Page[Schedule]:
    """In order of what they are for."""
    found = sorted(here.works.schedules().items())
    return page.of(Schedule(about=about, cron=cron) for about, cron in found)


@router.get("/{about}")
def one_schedule(here: Here, about: AboutPath) -> Schedule:
    """When it is done."""
    cron = here.works.schedules().get(about)
    if cron is None:
        raise _nothing(about)
    return Schedule(about=about, cron=cron)


@router.put("/{about}")
def schedule(here: Here, about: AboutPath, wish: ScheduleWanted) -> Schedule:
    """Do it at these times, in the place of those that it had."""
    if about == SOURCES:
        here.works.schedule(Poll(), wish.cron)
    else:
        here.archive.version(about)
        here.works.schedule(Update(story=about, poll=wish.poll), wish.cron)
    return Schedule(about=about, cron=wish.cron)


@router.delete("/{about}", status_code=204, response_class=Response)
def unschedule(here: Here, about: AboutPath) -> None:
    """Do it no more."""
    if not here.works.unschedule(about):
        raise _nothing(about)


def _nothing(about: str) -> NotThere:
    return NotThere(f"Nothing is done on a schedule for {about!r}.", advice=_ADVICE)
