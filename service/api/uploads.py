"""Files and pages: what is sent is read at once, what lies at an address by a job."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import Field

from agents.holding import caught_up
from service.api.fields import Address, Begin, Body
from service.api.keys import Sent
from service.api.shown import SourceHead
from service.backroom.passing import AtTheBack
from service.handed import LARGEST, Handed
from service.here import Here
from service.jobs import Add, Job
from service.jobs.orders import Problem
from store.errors import UnreadableSource
from store.ingest import Added, Outcome, dated, ingest
from store.records import Record, digest

router = APIRouter(tags=["sources"])
reading = APIRouter(route_class=AtTheBack)

_ENVELOPE = 100_000
"""Bytes around the file."""


class FileRead(Record):
    """What came of a file, which may hold several sources."""

    added: list[SourceHead]
    known: list[SourceHead] = Field(description="Those that were there already.")
    skipped: list[Problem] = Field(description="What could not be read.")


class Addresses(Body):
    """Where the sources lie."""

    places: list[Address] = Field(min_length=1, max_length=1000)


@reading.post(
    "/uploads",
    status_code=201,
    max_body_size=LARGEST + _ENVELOPE,
    responses={200: {"description": "All of it was there already.", "model": FileRead}},
)
def add_file(
    here: Here,
    sent: Sent,
    response: Response,
    file: Annotated[UploadFile, File(description="HTML, PDF, Word, mail, plain text, Markdown, JSON …")],
    published_at: Annotated[Begin | None, Form(description="Where it does not say so itself.")] = None,
) -> FileRead:
    """Keep what is in a file."""
    handed = Handed.of(file)
    sent.claim(digest(file.filename or "", f"{published_at}", hashlib.sha256(handed.body).hexdigest()))
    with here.desk.house() as house:
        outcomes = list(ingest((dated(one, published_at) for one in handed.read()), house.archive))
        caught_up(house.archive, house.index)
    told = _told(outcomes)
    if not told.added and not told.known:
        raise next(one for one in outcomes if isinstance(one, UnreadableSource))
    response.status_code = 201 if told.added else 200
    response.headers["Location"] = f"/v1/sources/{(told.added or told.known)[0].id}"
    return told


router.include_router(reading)


@router.post("/fetches", status_code=202)
def add_addresses(sent: Sent, wish: Addresses, response: Response) -> Job:
    """Read what lies at these addresses, of the public internet only: the job that does it."""
    job = sent.order(Add(places=tuple(wish.places)))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _told(outcomes: list[Outcome]) -> FileRead:
    return FileRead(
        added=[SourceHead.of(one.source) for one in outcomes if isinstance(one, Added)],
        known=[
            SourceHead.of(one.source) for one in outcomes if not isinstance(one, Added | UnreadableSource)
        ],
        skipped=[Problem.of(one) for one in outcomes if isinstance(one, UnreadableSource)],
    )
