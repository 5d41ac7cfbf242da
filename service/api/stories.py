"""Stories, and the work of writing and updating them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from service.here import Here
from service.jobs import Job, Update, Write

router = APIRouter(prefix="/stories", tags=["stories"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="A request with a key that was used before gives the job of that request.",
    ),
]


class StoryHead(BaseModel):
    """What lists show of a story."""

    story: str
    topic: str
    version: str = Field(description="Label of the live version.")
    title: str
    dated: datetime
    written_at: datetime
    versions: int = Field(description="How many it has, branches included.")


class NewStory(BaseModel):
    """What a story is about, and where its sources lie that are not there yet."""

    topic: str = Field(min_length=1, max_length=500)
    as_of: datetime | None = None
    places: list[str] = Field(default_factory=list[str], max_length=100)


class Newer(BaseModel):
    """What the next version is to go by."""

    as_of: datetime | None = None
    poll: bool = Field(default=False, description="Poll the feeds that are followed before.")


@router.get("")
def every_story(here: Here, limit: int = 50) -> list[StoryHead]:
    """Those written last come first."""
    return [
        StoryHead(version=head.label, **{k: v for k, v in head._asdict().items() if k != "label"})
        for head in here.archive.heads(limit=limit)
    ]


@router.post("", status_code=202)
def new_story(here: Here, wish: NewStory, response: Response, key: IdempotencyKey = None) -> Job:
    """Write a story: the job that does it."""
    job = here.works.order(
        Write(topic=wish.topic, as_of=wish.as_of, places=tuple(wish.places)), key=key or ""
    )
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.post("/{story}/updates", status_code=202)
def update_story(here: Here, story: str, wish: Newer, response: Response, key: IdempotencyKey = None) -> Job:
    """Write a story's next version from what is new: the job that does it."""
    here.archive.version(story)
    job = here.works.order(Update(story=story, as_of=wish.as_of, poll=wish.poll), key=key or "")
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job
