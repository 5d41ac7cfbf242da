"""Whether the process lives, and whether it can do its work: for whoever keeps it running."""

from typing import Literal

from fastapi import APIRouter

from service.here import Here
from store.records import Record

router = APIRouter(tags=["health"])


class Health(Record):
    """All is well; where it is not, the answer is a problem."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def lives() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz")
def is_ready(here: Here) -> Health:
    """The archive and the jobs can be reached."""
    here.archive.last_arrival()
    here.works.jobs(limit=1)
    return Health()
