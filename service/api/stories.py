"""Stories, and the work of writing and updating them."""

import gzip
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from service.api.fields import Address, Body, End, Label, LabelPath, StoryPath, Words, number_of
from service.api.keys import Sent
from service.api.negotiating import FORMS, HTML, MARKDOWN, MEDIA, TEXT, documented, liked, sent, tag_of
from service.api.paging import Page, Paging, adapter
from service.api.shown import StoryShown
from service.here import Here, Made, Service
from service.jobs import Branch, Job, Update, Write
from service.render import Format, render
from store.archive import Head
from store.records import LONGEST, SHORTEST, StoryVersion

router = APIRouter(prefix="/stories", tags=["stories"])

_PLACE = adapter(tuple[datetime, str])
_FORMS = documented(HTML, MARKDOWN, TEXT)

Form = Annotated[Format | None, Query(alias="format", description="Else as `Accept` says.")]
Until = Annotated[End | None, Field(description="Use only what was published by then.")]


class StoryHead(BaseModel):
    """What lists show of a story."""

    story: str
    topic: str
    version: str = Field(description="Label of the live version.")
    title: str
    dated: datetime
    written_at: datetime
    versions: int = Field(description="How many it has, branches included.")

    @classmethod
    def of(cls, head: Head) -> "StoryHead":
        told = head._asdict()
        return cls(version=told.pop("label"), **told)


class VersionHead(BaseModel):
    """What lists show of a version."""

    version: str
    parent: str | None
    branch: str = Field(description="Empty on the trunk.")
    title: str
    dated: datetime
    written_at: datetime
    sentences: int
    sources: int

    @classmethod
    def of(cls, version: StoryVersion) -> "VersionHead":
        return cls(
            version=version.label,
            parent=version.parent and "v{}.{}".format(*version.parent),
            branch=version.branch,
            title=version.title.text,
            dated=version.dated,
            written_at=version.written_at,
            sentences=sum(1 for _ in version.claims()),
            sources=len(version.sources),
        )


class StoryWanted(Body):
    """What a story is about, and where its sources lie that are not there yet."""

    topic: Words = Field(min_length=1, max_length=500)
    as_of: Until = None
    length: int | None = Field(
        default=None,
        ge=SHORTEST,
        le=LONGEST,
        description="Words of the story at most, now and when it is updated; else as it was, or as set.",
    )
    places: list[Address] = Field(default_factory=list[str], max_length=100)


class UpdateWanted(Body):
    """What the next version is to go by."""

    as_of: Until = None
    on: Label | None = Field(
        default=None, description="A version of the branch to go on with; else the trunk."
    )
    poll: bool = Field(default=False, description="Poll the feeds that are followed before.")


class BranchWanted(Body):
    """Which version to go on from once more, beside what came after it."""

    version: Label
    as_of: Until = None
    name: Words | None = Field(default=None, max_length=100, description="Else after its first version.")


@router.get("")
def every_story(here: Here, page: Paging) -> Page[StoryHead]:
    """Those written last come first."""
    found = here.archive.heads(page.after(_PLACE), page.limit + 1)
    shown = [StoryHead.of(one) for one in found[: page.limit]]
    more = len(found) > page.limit
    return page.page(shown, (shown[-1].written_at.isoformat(), shown[-1].story) if more else None)


@router.post("", status_code=202)
def new_story(sent: Sent, wish: StoryWanted, response: Response) -> Job:
    """Write a story, or its next version anew: the job that does it."""
    job = sent.order(_written(wish))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.get("/{story}", response_model=StoryShown, responses=_FORMS)
def one_story(here: Here, request: Request, story: StoryPath, form: Form = None) -> Response:
    """The live version: as JSON, HTML, Markdown or text."""
    return _shown(here, request, story, None, form)


@router.get("/{story}/versions")
def every_version(here: Here, story: StoryPath, page: Paging) -> Page[VersionHead]:
    """In order of their numbers."""
    here.archive.version(story)
    return page.of(map(VersionHead.of, here.archive.versions(story)))


@router.get("/{story}/versions/{label}", response_model=StoryShown, responses=_FORMS)
def one_version(
    here: Here, request: Request, story: StoryPath, label: LabelPath, form: Form = None
) -> Response:
    """One version: as JSON, HTML, Markdown or text."""
    return _shown(here, request, story, number_of(story, label), form)


@router.post("/{story}/updates", status_code=202)
def update_story(here: Here, sent: Sent, story: StoryPath, wish: UpdateWanted, response: Response) -> Job:
    """Write a story's next version from what is new: the job that does it."""
    on = number_of(story, wish.on) if wish.on else None
    here.archive.version(story, on)
    job = sent.order(Update(story=story, as_of=wish.as_of, on=on, poll=wish.poll))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.post("/{story}/branches", status_code=202)
def branch_story(here: Here, sent: Sent, story: StoryPath, wish: BranchWanted, response: Response) -> Job:
    """Go on from an earlier version once more: the job that does it. The live version stays what it is."""
    number = number_of(story, wish.version)
    here.archive.version(story, number)
    job = sent.order(Branch(story=story, version=number, as_of=wish.as_of, name=wish.name or ""))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _written(wish: StoryWanted) -> Write:
    return Write(topic=wish.topic, as_of=wish.as_of, length=wish.length or 0, places=tuple(wish.places))


def _shown(
    here: Service, request: Request, story: str, number: tuple[int, int] | None, form: Format | None
) -> Response:
    """As it was made before, as long as nothing new was said of sources."""
    form = form or FORMS[liked(request, FORMS)]
    if number is None:
        trunk = [one for one, branch in here.archive.numbers(story).items() if not branch]
        number = max(trunk, default=None)
    key = (story, number, form, here.archive.last_notice())
    made = here.told.get(key, lambda: _made(here, story, number, form))
    return sent(request, made, MEDIA[form])


def _made(here: Service, story: str, number: tuple[int, int] | None, form: Format) -> Made:
    version = here.archive.version(story, number)
    body = render(version, here.archive.sources_by_id(version.sources), form).encode("utf-8", "replace")
    return Made(gzip.compress(body, 1, mtime=0), tag_of(body), version.written_at)
