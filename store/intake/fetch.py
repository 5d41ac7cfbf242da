"""A fetch that reaches the public internet only, takes bounded time and space, and keeps nothing."""

import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from email.message import Message

import httpcore
import httpx

from store import retry_after
from store.errors import Unfetched
from store.intake.bodies import Refused, unpacked
from store.intake.network import PublicOnly, web_address
from store.intake.reading import Limits, megabytes
from store.version import __version__

MAX_REDIRECTS = 5
AGENT = "storytree"
_HEADERS = {
    "User-Agent": f"{AGENT}/{__version__}",
    "Accept": "text/html, application/atom+xml, application/rss+xml, application/feed+json, text/*;q=0.9, "
    "application/xml;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_ROUND = 10.0
"""Seconds for one connection or one read; the whole has ``Limits.max_seconds``."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ADVICE = "Save the page, and add the file."


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server tells whether a page changed since; empty where it gives no such thing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, unpacked but not decoded."""

    url: str
    """After redirects."""
    body: bytes
    media: str
    charset: str
    validators: Validators = Validators()
    moved_to: str = ""
    """Where the page is for good, by redirects that say so; empty where it did not move."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is still the one that the validators stand for."""

    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class _Redirect:
    to: str
    for_good: bool


Gate = Callable[[str], AbstractContextManager[None]]
"""Stands before each request, the redirected ones too, until it is over: waits, or raises Unfetched."""


def _open(_url: str) -> AbstractContextManager[None]:
    return nullcontext()


def fetch(url: str, limits: Limits, gate: Gate = _open) -> Fetched:
    """The page; raises Unfetched for whatever goes wrong."""
    found = fetch_if_changed(url, limits, Validators(), gate)
    if isinstance(found, NotModified):
        raise Unfetched(url, "the server answered 304", advice=_ADVICE, status=304)
    return found


def fetch_if_changed(
    url: str, limits: Limits, known: Validators, gate: Gate = _open
) -> Fetched | NotModified:
    """The page, unless it is still the one that ``known`` came with; raises Unfetched."""
    try:
        return _follow(url, limits, known, gate)
    except Unfetched as error:
        error.name = url  # as the caller calls it, wherever redirects led
        raise
    except Refused as error:
        raise Unfetched(url, str(error), advice=_ADVICE) from error
    except httpcore.TimeoutException as error:
        raise _passing(url, "took too long to answer", f"Try again later. {_ADVICE}") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise _passing(url, f"cannot be fetched: {error}", "Check the address.") from error
    except (httpx.InvalidURL, ValueError) as error:
        raise Unfetched(url, f"cannot be fetched: {error}", advice="Check the address.") from error


def _passing(url: str, reason: str, advice: str) -> Unfetched:
    error = Unfetched(url, reason, advice=advice)
    error.retry = True
    return error


def _follow(url: str, limits: Limits, known: Validators, gate: Gate) -> Fetched | NotModified:
    address, place, for_good = url, url, True
    left = limits.max_seconds
    for _ in range(MAX_REDIRECTS + 1):
        page = web_address(address)
        with gate(address):
            started = time.monotonic()
            found = _request(page, limits, known, started + left)
            left -= time.monotonic() - started
        if not isinstance(found, _Redirect):
            return replace(found, moved_to="" if place == url else place)
        address, for_good = found.to, for_good and found.for_good
        place = address if for_good else place
        if left <= 0:
            raise httpcore.ReadTimeout
    raise Refused(f"redirects more than {MAX_REDIRECTS} times")


def _request(
    url: httpx.URL, limits: Limits, known: Validators, deadline: float
) -> Fetched | NotModified | _Redirect:
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _ROUND)
    headers = [(name.encode(), value.encode("latin-1")) for name, value in _asked(url, known).items()]
    backend = PublicOnly(deadline, allow_private=limits.allow_private)
    with (
        httpcore.ConnectionPool(network_backend=backend) as pool,
        pool.stream("GET", target, headers=headers, extensions={"timeout": timeout}) as response,
    ):
        answer = _headers(response.headers)
        if response.status in _REDIRECTS and "location" in answer:
            return _Redirect(str(url.join(answer["location"])), response.status in _FOR_GOOD)
        if response.status == 304:
            return NotModified()
        if response.status != 200:
            raise _unfetched(str(url), response.status, answer)
        return _page(response, answer, url, limits)


def _asked(url: httpx.URL, known: Validators) -> dict[str, str]:
    asked = {"Host": url.netloc.decode("ascii"), **_HEADERS}
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return asked | {name: value for name, value in conditions.items() if value}


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Message:
    message = Message()
    for name, value in raw:
        message[name.decode("latin-1")] = value.decode("latin-1")
    return message


def _unfetched(url: str, status: int, answer: Message) -> Unfetched:
    wait = retry_after.seconds(answer["retry-after"] or "")
    return Unfetched(url, f"the server answered {status}", advice=_ADVICE, status=status, retry_after=wait)


def _page(response: httpcore.Response, answer: Message, url: httpx.URL, limits: Limits) -> Fetched:
    length = answer["content-length"] or ""
    if length.isdecimal() and int(length) > limits.max_file_bytes:
        raise Refused(f"larger than {megabytes(limits.max_file_bytes)}")
    body = unpacked(response.iter_stream(), answer["content-encoding"] or "", limits.max_file_bytes)
    media = answer.get_content_type() if answer["content-type"] else ""
    validators = Validators(answer["etag"] or "", answer["last-modified"] or "")
    return Fetched(str(url), body, media, answer.get_content_charset() or "", validators)
