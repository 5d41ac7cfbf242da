"""A fetch that reaches the public internet only, takes bounded time and space, and keeps nothing."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

import httpcore
import httpx

from store.errors import UnreadableSource
from store.intake.bodies import Refused, unpacked
from store.intake.network import PublicOnly, web_address
from store.intake.reading import Limits, megabytes
from store.version import __version__

MAX_REDIRECTS = 5
_HEADERS = {
    "User-Agent": f"storytree/{__version__}",
    "Accept": "text/html, text/*;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_ROUND = 10.0
"""Seconds for one connection or one read; the whole has ``Limits.max_seconds``."""
_ADVICE = "Save the page, and add the file."


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, unpacked but not decoded."""

    url: str
    """After redirects."""
    body: bytes
    media: str
    charset: str


def fetch(url: str, limits: Limits) -> Fetched:
    """The page; raises UnreadableSource for whatever goes wrong."""
    deadline = time.monotonic() + limits.max_seconds
    backend = PublicOnly(deadline, allow_private=limits.allow_private)
    try:
        with httpcore.ConnectionPool(network_backend=backend) as pool:
            return _follow(pool, url, limits, deadline)
    except Refused as error:
        raise UnreadableSource(url, str(error), advice=_ADVICE) from error
    except httpcore.TimeoutException as error:
        raise UnreadableSource(
            url, "took too long to answer", advice=f"Try again later. {_ADVICE}"
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise UnreadableSource(url, f"cannot be fetched: {error}", advice="Check the address.") from error
    except (httpx.InvalidURL, ValueError) as error:
        raise UnreadableSource(url, f"cannot be fetched: {error}", advice="Check the address.") from error


def _follow(pool: httpcore.ConnectionPool, address: str, limits: Limits, deadline: float) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        url = web_address(address)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), _ROUND)
        headers: list[tuple[str | bytes, str | bytes]] = [("Host", url.netloc), *_HEADERS.items()]
        with pool.stream("GET", target, headers=headers, extensions={"timeout": timeout}) as response:
            answer = _headers(response.headers)
            if not 300 <= response.status < 400 or "location" not in answer:
                return _page(response, answer, url, limits)
            address = str(url.join(answer["location"]))
        if time.monotonic() > deadline:
            raise httpcore.ReadTimeout
    raise Refused(f"redirects more than {MAX_REDIRECTS} times")


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Message:
    message = Message()
    for name, value in raw:
        message[name.decode("latin-1")] = value.decode("latin-1")
    return message


def _page(response: httpcore.Response, answer: Message, url: httpx.URL, limits: Limits) -> Fetched:
    if response.status != 200:
        raise Refused(f"the server answered {response.status}")
    length = answer["content-length"] or ""
    if length.isdecimal() and int(length) > limits.max_file_bytes:
        raise Refused(f"larger than {megabytes(limits.max_file_bytes)}")
    body = unpacked(response.iter_stream(), answer["content-encoding"] or "", limits.max_file_bytes)
    media = answer.get_content_type() if answer["content-type"] else ""
    return Fetched(str(url), body, media, answer.get_content_charset() or "")
