"""One thing in several forms: the one that the reader likes best, known again by its entity tag."""

import gzip
import hashlib
from collections.abc import Callable, Collection, Mapping
from email.utils import format_datetime
from typing import Any

from fastapi import HTTPException, Request, Response

from service.here import Made
from service.render import Format

JSON, HTML, MARKDOWN, TEXT, SVG = (
    "application/json",
    "text/html",
    "text/markdown",
    "text/plain",
    "image/svg+xml",
)
MEDIA = {Format.JSON: JSON, Format.HTML: HTML, Format.MARKDOWN: MARKDOWN, Format.TEXT: TEXT}
FORMS = {media: form for form, media in MEDIA.items()}
Forms = Mapping[str, Callable[[], str]]
"""Media type to what makes it, the one that is given to who likes all the same first."""


def documented(*media: str) -> dict[int | str, dict[str, Any]]:
    """The answers of a route that has these forms beside JSON."""
    content = {one: {"schema": {"type": "string"}} for one in media}
    headers = {
        "ETag": {"description": "Of this form.", "schema": {"type": "string"}},
        "Vary": {"schema": {"type": "string"}},
    }
    return {
        200: {"content": content, "headers": headers},
        304: {"description": "It is as `If-None-Match` says."},
    }


def respond(request: Request, forms: Forms) -> Response:
    """In the form that ``Accept`` likes best; 304 where the reader has it."""
    media = liked(request, forms)
    body = forms[media]().encode("utf-8", "replace")
    headers = {"ETag": tag_of(body), "Vary": "Accept", "Cache-Control": "no-cache"}
    return _known(request, headers) or Response(body, headers=headers, media_type=media)


def tag_of(body: bytes) -> str:
    """Weak: it is the same, packed or not."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def sent(request: Request, made: Made, media: str) -> Response:
    """Packed for those who take it so; nothing but its head to those who have it."""
    headers = {
        "ETag": made.tag,
        "Vary": "Accept, Accept-Encoding",
        "Cache-Control": "no-cache",
        "Last-Modified": format_datetime(made.changed, usegmt=True),
    }
    if known := _known(request, headers):
        return known
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(made.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=media)
    return Response(gzip.decompress(made.packed), headers=headers, media_type=media)


def _known(request: Request, headers: Mapping[str, str]) -> Response | None:
    has = _has(request.headers.get("if-none-match", ""), headers["ETag"].removeprefix("W/"))
    return Response(status_code=304, headers=headers) if has else None


def _has(known: str, tag: str) -> bool:
    tags = {one.strip().removeprefix("W/") for one in known.split(",")}
    return "*" in tags or tag in tags


def liked(request: Request, forms: Collection[str]) -> str:
    """Of these media types. Raises HTTPException (406) where the reader takes none of them."""
    accept = request.headers.get("accept", "")
    ranges = _ranges(accept) if accept.strip() else {"*/*": 1.0}
    likings = {media: _liking(media, ranges) for media in forms}
    best = max(likings, key=lambda media: likings[media])
    if not likings[best]:
        raise HTTPException(406, f"This is there as: {', '.join(forms)}.")
    return best


def _liking(media: str, ranges: Mapping[str, float]) -> float:
    """By the range that says most of it."""
    kind = media.partition("/")[0]
    return next((ranges[one] for one in (media, f"{kind}/*", "*/*") if one in ranges), 0.0)


def _ranges(accept: str) -> dict[str, float]:
    """Media range to how much it is liked; one that is not understood is not liked."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        found[media] = max(found.get(media, 0.0), _weight(parameters))
    return found


def _weight(parameters: list[str]) -> float:
    stated = next((one.partition("=")[2] for one in parameters if one.startswith("q=")), "1")
    try:
        return min(max(float(stated), 0.0), 1.0)
    except ValueError:
        return 0.0
