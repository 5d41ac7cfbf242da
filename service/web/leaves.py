"""Pages as they are sent: their bytes, packed once, and the headers that keep them harmless."""

import gzip
import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from service.web.frames import page

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing runs and nothing is fetched but what this service serves itself."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding, Cookie",
}


@dataclass(frozen=True)
class Leaf:
    """Something to send, packed, and how it is known again."""

    packed: bytes
    etag: str
    """Weak: it is the same page, packed or not."""
    media_type: str = "text/html; charset=utf-8"

    @classmethod
    def of(cls, name: str, **told: Any) -> "Leaf":
        """The page that this template makes of what it is told."""
        return cls.holding(page(name, **told).encode())

    @classmethod
    def holding(cls, body: bytes, media_type: str = "text/html; charset=utf-8") -> "Leaf":
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        return cls(gzip.compress(body, 6, mtime=0), tag, media_type)

    def __len__(self) -> int:
        return len(self.packed)

    def sent(self, request: Request, headers: dict[str, str] | None = None) -> Response:
        """The response; nothing but its head to those who have it."""
        told = {**HEADERS, "ETag": self.etag, **(headers or {})}
        if self.etag in request.headers.get("If-None-Match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return Response(
                self.packed, media_type=self.media_type, headers=told | {"Content-Encoding": "gzip"}
            )
        return Response(gzip.decompress(self.packed), media_type=self.media_type, headers=told)


def fresh(name: str, status: int = HTTPStatus.OK, **told: Any) -> Response:
    """A page that nobody keeps: of a form, a job, or an error."""
    headers = HEADERS | {"Cache-Control": "no-store"}
    return Response(page(name, **told), status, headers, "text/html; charset=utf-8")
