"""Pages on which something is asked for: a new story, sources, the next version of a story."""

import json
import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from agents.holding import follow
from service.access import ActorOf
from service.backroom.passing import AtTheBack
from service.desk import Desk
from service.handed import Handed
from service.here import Here
from service.jobs import Add, Order, Update, Write
from service.render.references import link
from service.web.forms import OurForm, form_page
from service.web.frames import segment
from store.errors import UnreadableSource, UsageError
from store.ingest import ingest
from store.records import LONGEST, SHORTEST

router = APIRouter()
taking = APIRouter(route_class=AtTheBack)

PLACES = 100
"""Addresses in one form."""


class Wish(BaseModel):
    """What the form of a new story holds."""

    topic: Annotated[str, Form(max_length=500)] = ""
    length: Annotated[str, Form(max_length=20)] = ""
    places: str = ""
    text: str = ""
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""
    token: str = ""

    @property
    def topic_asked(self) -> str:
        return " ".join(self.topic.split())

    def words(self) -> int:
        """Of the story at most; 0 where nobody says. Raises UsageError."""
        told = self.length.strip()
        if not told:
            return 0
        if not re.fullmatch("[0-9]{1,9}", told) or not SHORTEST <= int(told) <= LONGEST:
            raise UsageError(
                f"A story has no {told!r} words.", advice=f"Give a number from {SHORTEST} to {LONGEST}."
            )
        return int(told)

    def pasted(self) -> Iterator[Handed]:
        """The text that was pasted in, if one was, with what is known of it."""
        told = self.model_dump(include={"text", "title", "outlet", "url", "published"})
        known = {name: value.strip() for name, value in told.items() if value.strip()}
        if "text" in known:
            yield Handed(json.dumps(known).encode(), "a pasted text", ".json")

    def addresses(self) -> tuple[str, ...]:
        """One a line: of the web, never a file of this machine. Raises UsageError."""
        lines = [line.strip() for line in self.places.splitlines() if line.strip()]
        for line in lines:
            if link(line) is None:
                raise UsageError(
                    f"{line[:200]!r} is no address.", advice="Give addresses that begin with https://"
                )
        if len(lines) > PLACES:
            raise UsageError(f"These are {len(lines)} addresses.", advice=f"Give {PLACES} at once at most.")
        return tuple(lines)


@router.get("/new")
def new(request: Request, topic: str = "") -> Response:
    """The form."""
    return form_page(request, "new.html", topic=topic[:500])


@taking.post("/new")
def ordered(
    here: Here,
    _: OurForm,
    actor: ActorOf,
    wish: Annotated[Wish, Form()],
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Take what was handed in, then order the story, or the reading of the addresses."""
    places, length = wish.addresses(), wish.words()
    handed = [*wish.pasted(), *(Handed.of(file) for file in files or () if file.filename)]
    taken = _taken(here.desk, handed) if handed else []
    order: Order
    if topic := wish.topic_asked:
        order = Write(topic=topic, length=length, places=places)
    elif places:
        order = Add(places=places)
    elif taken:
        return _seen(f"/sources/{taken[0]}" if len(taken) == 1 else "/sources")
    else:
        raise UsageError("Nothing was asked for.", advice="Name a topic, or hand in a source.")
    return _seen(f"/jobs/{segment(here.works.order(order, actor=actor.label).id)}")


router.include_router(taking)


def _taken(desk: Desk, handed: Sequence[Handed]) -> list[str]:
    """Ids of the sources that are in the archive now. Raises UnreadableSource where one cannot be read."""
    readings = [one for file in handed for one in file.read()]
    for one in readings:
        if isinstance(one, UnreadableSource):
            raise one
    with desk.house() as house:
        outcomes = list(ingest(readings, house.archive))
        follow(house.archive, house.index)
    return [one.source.id for one in outcomes if not isinstance(one, UnreadableSource)]


@router.get("/stories/{story}/update")
def update(here: Here, request: Request, story: str) -> Response:
    """The form of an update."""
    return form_page(request, "update.html", version=here.archive.version(story))


@router.post("/stories/{story}/update")
def updated(
    here: Here, _: OurForm, actor: ActorOf, story: str, poll: Annotated[str, Form()] = ""
) -> Response:
    """Order the next version."""
    here.archive.version(story)
    job = here.works.order(Update(story=story, poll=bool(poll)), actor=actor.label)
    return _seen(f"/jobs/{segment(job.id)}")


def _seen(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
