"""The one style sheet and the one script, under names that change with what is in them."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from service.render.pages import TEMPLATES

router = APIRouter(prefix="/static")

_STATIC = Path(__file__).parent / "static"
_SHARED = ("colours.css", "story.css", "diff.css", "tree.css", "measured.css", "check.css")
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Asset:
    """A file as it is served."""

    stem: str
    suffix: str
    body: bytes
    media_type: str

    @cached_property
    def name(self) -> str:
        return f"{self.stem}-{hashlib.sha256(self.body).hexdigest()[:12]}{self.suffix}"

    @property
    def address(self) -> str:
        return f"/static/{self.name}"

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)


def _sheet() -> bytes:
    """What exported pages have, then what is ours."""
    files = (*(TEMPLATES / name for name in _SHARED), _STATIC / "site.css", _STATIC / "cards.css")
    return b"\n".join(file.read_bytes() for file in files)


SHEET = Asset("site", ".css", _sheet(), "text/css; charset=utf-8")
SCRIPT = Asset("site", ".js", (_STATIC / "site.js").read_bytes(), "text/javascript; charset=utf-8")
_BY_NAME = {asset.name: asset for asset in (SHEET, SCRIPT)}


@router.get("/{name}")
def asset(request: Request, name: str) -> Response:
    """For ever: another file has another name."""
    found = _BY_NAME.get(name)
    if found is None:
        raise HTTPException(404, "There is no such file.")
    headers = _FOR_EVER | {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(
            found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"}
        )
    return Response(found.body, media_type=found.media_type, headers=headers)
