"""Answers that need not be given again to who has them: ETag, Last-Modified, 304."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from fastapi import Request, Response

from store.records import digest
from store.version import __version__

FRESH = 60
"""Seconds for which nobody need ask again."""
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class State:
    """What an answer depends on, and when that last changed."""

    tag: str
    modified: datetime | None = None

    @classmethod
    def of(cls, *parts: str, modified: datetime | None = None) -> "State":
        """Another release may say the same otherwise."""
        return cls(f'"{digest(__version__, *parts)[:32]}"', modified)

    @property
    def headers(self) -> dict[str, str]:
        told = {"ETag": self.tag, "Cache-Control": f"private, max-age={FRESH}"}
        if self.modified:
            told["Last-Modified"] = format_datetime(self.modified.astimezone(UTC), usegmt=True)
        return told

    def is_known_to(self, request: Request) -> bool:
        """Whether who asks has it; a tag says more than a moment."""
        if (tags := request.headers.get("if-none-match")) is not None:
            return tags.strip() == "*" or self.tag in _TAG.findall(tags)
        since = _moment(request.headers.get("if-modified-since", ""))
        return bool(since and self.modified and self.modified.replace(microsecond=0) <= since)


def answer(request: Request, state: State, make: Callable[[], str], media_type: str) -> Response:
    """What ``make`` gives, unless who asks has it."""
    if state.is_known_to(request):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=state.headers)
    return Response(make(), headers=state.headers, media_type=media_type)


def _moment(stated: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
