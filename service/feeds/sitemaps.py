"""What there is to index, and what need not be."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response
from jinja2 import Environment, StrictUndefined

from service.feeds.addresses import There
from service.feeds.conditional import State, answer
from service.feeds.routes import READ
from service.here import Here
from store.archive import Archive, Head

router = APIRouter()
MOST = 50_000
"""Addresses in one sitemap, as its standard has it."""
_XML = "application/xml"
_PAGES = Environment(autoescape=True, undefined=StrictUndefined)
_MAP = _PAGES.from_string(
    """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for head in heads -%}
<url><loc>{{ to.story(head.story) }}</loc><lastmod>{{ head.written_at.isoformat() }}</lastmod></url>
{% endfor -%}
</urlset>
"""
)
_INDEX = _PAGES.from_string(
    """<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for number in numbers -%}
<sitemap><loc>{{ to.sitemap(number) }}</loc></sitemap>
{% endfor -%}
</sitemapindex>
"""
)


@router.api_route("/sitemap.xml", methods=READ)
def sitemap(here: Here, to: There, request: Request) -> Response:
    """All stories; where they are more than one sitemap may hold, the list of those that hold them."""
    stories = len(here.archive.stories())
    if stories <= MOST:
        return _sitemap(here.archive, to, request, 1)
    numbers = range(1, -(-stories // MOST) + 1)
    state = State.of("index", to.base, str(stories))
    return answer(request, state, lambda: _INDEX.render(numbers=numbers, to=to), _XML)


@router.api_route("/sitemaps/{number}.xml", methods=READ)
def part(here: Here, to: There, request: Request, number: int) -> Response:
    """One of several, from 1 on."""
    return _sitemap(here.archive, to, request, number)


@router.api_route("/robots.txt", methods=READ)
def robots(to: There) -> Response:
    """Stories and sources may be indexed; what is made anew for each who asks need not be."""
    kept = ("/v1/", "/mcp", "/search", "/new", "/jobs", "/login", "/oembed")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in kept), f"Sitemap: {to / 'sitemap.xml'}", ""]
    return Response("\n".join(lines), media_type="text/plain")


def _sitemap(archive: Archive, to: There, request: Request, number: int) -> Response:
    heads = _heads(archive, number)
    if number != 1 and not heads:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no sitemap {number}.")
    modified = max((head.written_at for head in heads), default=None)
    state = State.of("map", to.base, str(number), str(len(heads)), str(modified), modified=modified)
    return answer(request, state, lambda: _MAP.render(heads=heads, to=to), _XML)


def _heads(archive: Archive, number: int) -> tuple[Head, ...]:
    """Those of the sitemap with this number, the stories that were written last in the first."""
    if number < 1:
        return ()
    heads = archive.heads(limit=MOST)
    for _ in range(number - 1):
        if not heads:
            break
        heads = archive.heads((heads[-1].written_at, heads[-1].story), MOST)
    return heads
