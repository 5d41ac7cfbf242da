"""A story in the page of another site: a card to embed, and oEmbed, which says how."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import Markup
from pydantic import BaseModel, Field

from service.feeds.addresses import Addresses, There
from service.feeds.conditional import State
from service.feeds.entries import told_first
from service.feeds.routes import READ
from service.here import Here
from service.render.pages import style, template
from service.render.words import visible
from store.records import StoryVersion

router = APIRouter()
WIDTH, HEIGHT = 560, 320
"""Pixels that a card takes unless less is there."""
SENTENCES = 2
_HOUR = 3600


class Wish(BaseModel):
    """What oEmbed asks for."""

    url: str = Field(max_length=2000)
    format: str = "json"
    maxwidth: int | None = Field(None, ge=1, le=100_000)
    maxheight: int | None = Field(None, ge=1, le=100_000)


@router.api_route("/stories/{story}/card", methods=READ)
def card(here: Here, to: There, request: Request, story: str) -> Response:
    """What others embed: it runs nothing, loads nothing, and is the one page that may stand in another's."""
    version = here.archive.version(story)
    look = style("card.css")
    state = State.of("card", to.base, story, version.label, look["css_sha"], modified=version.written_at)
    headers = state.headers | {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{look['css_sha']}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors *",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if state.is_known_to(request):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    told = told_first(version)[:SENTENCES]
    return HTMLResponse(
        template("card.html").render(version=version, told=told, to=to, **look), headers=headers
    )


@router.api_route("/oembed", methods=READ)
def oembed(here: Here, to: There, wish: Annotated[Wish, Query()]) -> Response:
    """How to embed the story at an address of ours (oembed.com)."""
    if wish.format != "json":
        raise HTTPException(HTTPStatus.NOT_IMPLEMENTED, "There is JSON alone: leave format out.")
    version = here.archive.version(_story(wish.url, to))
    size = (min(WIDTH, wish.maxwidth or WIDTH), min(HEIGHT, wish.maxheight or HEIGHT))
    return JSONResponse(_rich(version, to, size))


def _story(url: str, to: Addresses) -> str:
    """The story that an address names. Raises HTTPException for what is none of ours."""
    front = to.story("")
    story, _, label = url.partition("?")[0].partition("#")[0].removeprefix(front).partition("/")
    if not url.startswith(front) or not story or (label and not label.startswith("v")):
        raise HTTPException(
            HTTPStatus.NOT_FOUND, f"{visible(url)} is no story here: they begin with {front}."
        )
    return unquote(story)


def _rich(version: StoryVersion, to: Addresses, size: tuple[int, int]) -> dict[str, object]:
    width, height = size
    title = visible(version.title.text)
    frame = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    ).format(to.card(version.story), title, width, height)
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Storytree",
        "provider_url": to.front,
        "cache_age": _HOUR,
        "html": frame,
        "width": width,
        "height": height,
    }
