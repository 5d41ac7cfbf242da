"""Feeds that are followed, and polls of them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from agents.newsroom import open_feed_desk
from service.api.fields import Address, Body, Name
from service.api.keys import Sent
from service.api.paging import Page, Paging
from service.here import Here, Service
from service.jobs import Job, Poll
from store.errors import UnknownFeed
from store.feeds import Feed, FeedState, FullText
from store.following import find_feed
from store.records import Record, UTCDateTime, digest

router = APIRouter(tags=["feeds"])

FeedPath = Annotated[Name, Path(max_length=100, description="Id of a feed.")]


class FeedShown(Record):
    """A feed that is followed, as its last poll left it."""

    id: str
    address: str
    title: str
    state: FeedState
    full_text: FullText | None = Field(description="Null is as the setting says.")
    followed_at: UTCDateTime
    polled_at: UTCDateTime | None
    due_at: UTCDateTime | None
    added: int = Field(description="Sources that the last poll brought.")
    failures: int = Field(description="Polls in a row that failed.")
    problem: str = Field(description="Why the last poll failed, or what was wrong with what it brought.")

    @classmethod
    def of(cls, feed: Feed) -> "FeedShown":
        shown = feed.model_dump(include=set(cls.model_fields) - {"id", "state"})
        return cls(id=_id(feed), state=feed.state, **shown)


class FeedWanted(Body):
    """A feed, or a page that offers one."""

    address: Address
    full_text: Annotated[FullText, Field(strict=False)] | None = Field(
        default=None, description="Which linked pages are read; else as the setting says."
    )


class PollWanted(Body):
    """Which feeds to poll."""

    feeds: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list[str], max_length=1000, description="Their ids; all that are due where none is."
    )


@router.get("/feeds")
def every_feed(here: Here, page: Paging) -> Page[FeedShown]:
    """In the order in which they were followed."""
    return page.of(map(FeedShown.of, here.archive.feeds()))


@router.post(
    "/feeds",
    status_code=201,
    responses={200: {"description": "It was followed already.", "model": FeedShown}},
)
def follow(here: Here, sent: Sent, wish: FeedWanted, response: Response) -> FeedShown:
    """Read the feed once, to see that it is one, and follow it: 200 where it was followed already.

    What it brings comes in with a poll.
    """
    sent.claim(wish.model_dump_json())
    with open_feed_desk(here.settings, "storytree serve") as desk:
        found = find_feed(wish.address, desk.guest, desk.limits, datetime.now(UTC)).feed
    (new,) = here.archive.follow([found.model_copy(update={"full_text": wish.full_text})])
    kept = next(one for one in here.archive.feeds() if one.address == found.address)
    response.status_code = 201 if new else 200
    response.headers["Location"] = f"/v1/feeds/{_id(kept)}"
    return FeedShown.of(kept)


@router.get("/feeds/{feed}")
def one_feed(here: Here, feed: FeedPath) -> FeedShown:
    """As its last poll left it."""
    return FeedShown.of(_feed(here, feed))


@router.delete("/feeds/{feed}", status_code=204, response_class=Response)
def unfollow(here: Here, feed: FeedPath) -> None:
    """Follow it no more. What it brought stays."""
    here.archive.unfollow(_feed(here, feed).address)


@router.post("/polls", status_code=202)
def poll(here: Here, sent: Sent, wish: PollWanted, response: Response) -> Job:
    """Read what is new in feeds: the job that does it."""
    job = sent.order(Poll(feeds=tuple(_feed(here, feed).address for feed in wish.feeds)))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _id(feed: Feed) -> str:
    return digest(feed.address)[:16]


def _feed(here: Service, id_: str) -> Feed:
    """Raises UnknownFeed."""
    found = next((feed for feed in here.archive.feeds() if _id(feed) == id_), None)
    if found is None:
        raise UnknownFeed(f"There is no feed {id_!r}.", advice="List what is there with: GET /v1/feeds")
    return found
