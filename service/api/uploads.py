"""Files and pages: what is sent is read at once, what lies at an address by a job."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import Field

from service.api.fields import Address, Begin, Body
from service.api.keys import Sent
from service.api.shown import SourceHead
from service.desk import caught_up
from service.here import Here
from service.jobs import Add, Job
from service.jobs.orders import Problem
from store.errors import UnreadableSource
from store.ingest import Added, Outcome, dated, ingest
from store.intake import Limits, read
from store.intake.readers import MEDIA, READERS, WITHOUT_READER, suffix_of
from store.records import Record, Source, digest

router = APIRouter(tags=["sources"])

LARGEST = 20_000_000
_LIMITS = Limits(max_file_bytes=LARGEST, max_members=1000, max_unpacked_bytes=200_000_000)
_ENVELOPE = 100_000
"""Bytes around the file."""
_PACKED = frozenset({".gz", ".zip"})


class FileRead(Record):
    """What came of a file, which may hold several sources."""

    added: list[SourceHead]
    known: list[SourceHead] = Field(description="Those that were there already.")
    skipped: list[Problem] = Field(description="What could not be read.")


class Addresses(Body):
    """Where the sources lie."""

    places: list[Address] = Field(min_length=1, max_length=1000)


@router.post(
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
    body = file.file.read()
    sent.claim(digest(file.filename or "", f"{published_at}", hashlib.sha256(body).hexdigest()))
    with here.desk.house() as house, TemporaryDirectory() as folder:
        found = _read(Path(folder), body, file)
        outcomes = list(ingest((dated(one, published_at) for one in found), house.archive))
        caught_up(house.archive, house.index)
    told = _told(outcomes)
    if not told.added and not told.known:
        raise next(one for one in outcomes if isinstance(one, UnreadableSource))
    response.status_code = 201 if told.added else 200
    response.headers["Location"] = f"/v1/sources/{(told.added or told.known)[0].id}"
    return told


@router.post("/fetches", status_code=202)
def add_addresses(sent: Sent, wish: Addresses, response: Response) -> Job:
    """Read what lies at these addresses, of the public internet only: the job that does it."""
    job = sent.order(Add(places=tuple(wish.places)))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _read(folder: Path, body: bytes, file: UploadFile) -> Iterator[Source | UnreadableSource]:
    """Read from a file of our own name; the one that it was sent under is only told."""
    place = folder / f"sent{_suffix(file)}"
    place.write_bytes(body)
    told = re.sub(
        r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", file.filename or "a file"
    )
    for one in read([str(place)], now=datetime.now(UTC), limits=_LIMITS):
        name = one.name.replace(str(place), told)
        if isinstance(one, UnreadableSource):
            yield UnreadableSource(name, str(one), advice=one.advice)
        else:
            yield one.model_copy(update={"name": name})


def _suffix(file: UploadFile) -> str:
    """By its name, else by its type; empty where only its look can tell."""
    named = suffix_of(file.filename or "")
    if named in READERS or named in WITHOUT_READER or named in _PACKED:
        return named
    return MEDIA.get((file.content_type or "").partition(";")[0].strip().lower(), "")


def _told(outcomes: list[Outcome]) -> FileRead:
    return FileRead(
        added=[SourceHead.of(one.source) for one in outcomes if isinstance(one, Added)],
        known=[
            SourceHead.of(one.source) for one in outcomes if not isinstance(one, Added | UnreadableSource)
        ],
        skipped=[Problem.of(one) for one in outcomes if isinstance(one, UnreadableSource)],
    )
