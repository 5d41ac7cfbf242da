"""Feeds and linked data by HTTP."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from service.feeds.addresses import Addresses, There
from service.feeds.atom import MEDIA_TYPE as ATOM
from service.feeds.atom import Feed, render_atom
from service.feeds.conditional import State, answer
from service.feeds.entries import entry
from service.feeds.jsonfeed import MEDIA_TYPE as JSON_FEED
from service.feeds.jsonfeed import render_json_feed
from service.feeds.linked import MEDIA_TYPE as LINKED
from service.feeds.linked import news_article
from service.here import Here
from service.render.words import visible
from store.archive import Archive, Written
from store.records import StoryVersion

router = APIRouter()
READ = ["GET", "HEAD"]
ENTRIES = 30
"""In a feed; who polls once a day misses none unless more versions are written in it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@router.api_route("/feed.atom", methods=READ)
def atom(here: Here, to: There, request: Request) -> Response:
    """What was written last, in all stories."""
    return _feed(here.archive, to, request, None, (render_atom, ATOM))


@router.api_route("/feed.json", methods=READ)
def json_feed(here: Here, to: There, request: Request) -> Response:
    """What was written last, in all stories."""
    return _feed(here.archive, to, request, None, (render_json_feed, JSON_FEED))


@router.api_route("/stories/{story}/feed.atom", methods=READ)
def story_atom(here: Here, to: There, request: Request, story: str) -> Response:
    """The versions of a story's trunk."""
    return _feed(here.archive, to, request, story, (render_atom, ATOM))


@router.api_route("/stories/{story}/feed.json", methods=READ)
def story_json_feed(here: Here, to: There, request: Request, story: str) -> Response:
    """The versions of a story's trunk."""
    return _feed(here.archive, to, request, story, (render_json_feed, JSON_FEED))


@router.api_route("/stories/{story}/ld.json", methods=READ)
def linked_data(here: Here, to: There, request: Request, story: str) -> Response:
    """The live version as a NewsArticle."""
    live = here.archive.version(story)
    state = State.of("linked", to.base, story, live.label, modified=live.written_at)
    return answer(request, state, lambda: _article(here.archive, to, live), LINKED)


def _feed(
    archive: Archive,
    to: Addresses,
    request: Request,
    story: str | None,
    form: tuple[Callable[[Feed], str], str],
) -> Response:
    """Told from a look at numbers alone whether who asks has it; raises UnknownStory."""
    render, media_type = form
    latest = archive.latest(story, ENTRIES)
    if story is not None and not latest:
        archive.version(story)
    modified = max((one.at for one in latest), default=None)
    state = State.of(media_type, to.base, story or "", repr(latest), modified=modified)
    url = to.feed("atom" if media_type == ATOM else "json", story)
    return answer(request, state, lambda: render(_filled(archive, to, latest, story, url)), media_type)


def _filled(
    archive: Archive, to: Addresses, latest: tuple[Written, ...], story: str | None, url: str
) -> Feed:
    versions = [archive.version(one.story, one.number) for one in latest]
    cited = archive.sources_by_id({id_ for version in versions for id_ in version.sources})
    return Feed(
        title=f"Storytree: {_about(versions[0])}" if story else "Storytree",
        page=to.story(story) if story else to.front,
        url=url,
        updated=max((one.at for one in latest), default=_EPOCH),
        entries=[entry(version, cited, to) for version in versions],
    )


def _about(version: StoryVersion) -> str:
    """What stays when titles change."""
    return visible(version.topic) or visible(version.title.text)


def _article(archive: Archive, to: Addresses, live: StoryVersion) -> str:
    trunk = [one for one in archive.versions(live.story) if not one.branch and one.number < live.number]
    article = news_article(live, archive.sources_by_id(live.sources), to, trunk)
    return json.dumps(article, ensure_ascii=False, indent=2)
