"""Pages of jobs: what is asked for, and how it goes on while it is worked on."""

from anyio import move_on_after, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.here import Here, Service
from service.jobs import Job, Told, Update, Write
from service.web.forms import OurForm, form_page
from service.web.frames import segment

router = APIRouter(prefix="/jobs")

PATIENCE = 1.0
"""Seconds in which what was told so far is read; what follows comes as it happens, or with the next load."""


@router.get("")
def jobs(here: Here, request: Request) -> Response:
    """Newest first."""
    return form_page(request, "jobs.html", jobs=[(one, _asked(one)) for one in here.works.jobs(limit=50)])


@router.get("/{job}")
async def one(here: Here, request: Request, job: str) -> Response:
    """How a job stands, and what was told of it."""
    found = await to_thread.run_sync(here.works.job, job)
    told = await _told(here, job)
    return form_page(request, "job.html", job=found, asked=_asked(found), told=told)


@router.post("/{job}/cancel")
def cancel(here: Here, _: OurForm, job: str) -> Response:
    """Nothing more is done for it."""
    return RedirectResponse(f"/jobs/{segment(here.works.cancel(job).id)}", 303)


async def _told(here: Service, job: str) -> list[Told]:
    told: list[Told] = []
    with move_on_after(PATIENCE):
        async for _, said in here.works.events(job):
            told.append(said)
    return told


def _asked(job: Job) -> str:
    """In words."""
    match job.order:
        case Write(topic=topic):
            return f"Write the story of {topic}"
        case Update(story=story):
            return f"Update {story}"
        case _:
            return "Read sources"
