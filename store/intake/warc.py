"""Web archives (WARC): what a crawl was answered, each page read as if its server had just sent it.

The day of the crawl is no date of publication, and is left out.
"""

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol, cast

from store.errors import UnreadableSource
from store.intake.bodies import Refused, labelled, unpacked
from store.intake.clean import canonical_url, looks_binary
from store.intake.reading import Limits, Member, Place, Reading, megabytes

_BEGINS = b"WARC/"
_PROTOCOLS = ("WARC/1.", "WARC/0.", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/2", "HTTP/3")
_LINE = 65_536
_MOST_HEADER = 1_000_000
_PAGE = "200"
_NO_NEWS = re.compile(r"(?:image|audio|video|font)/|.*(?:javascript|ecmascript|css|font|manifest)")
"""Media of what makes a page look and move."""
_ADVICE = "Give the page itself, or its address."

logging.getLogger("warcio").setLevel(logging.CRITICAL)  # what it cannot read is reported by name here


class _Headers(Protocol):
    protocol: str

    def get_header(self, name: str, default_value: str) -> str: ...
    def get_statuscode(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Record:
    headers: _Headers
    block: bytes
    """Empty for a record that is no response."""
    fault: str
    after: bytes
    """The first line below it, which begins the next record where nothing is wrong."""


class _Damaged(Exception):
    """The reason why a record cannot be read, where the next one can."""


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | Member | UnreadableSource]:
    """A Member a page; a record that is damaged is told and passed over."""
    number, told = 0, 0
    line = _next_beginning(stream)
    while line:
        number += 1
        inside = replace(place, name=f"{place.name} record {number}", url="", charset="", packed=True)
        first, line = line, b""
        try:
            record = _record(stream, first, place.limits)
            line = record.after
            found = _member(record, inside)
        except _Damaged as error:
            found = UnreadableSource(inside.name, str(error), advice=_ADVICE)
        if found:
            told += 1
            yield found
        if not line.startswith(_BEGINS):
            line = _next_beginning(stream)
    if not told:
        reason = "has no pages in it" if number else "is no web archive"
        raise UnreadableSource(place.name, reason, advice="Add the pages themselves.")


def _next_beginning(stream: BinaryIO) -> bytes:
    """The line with which the next record begins; empty where none does."""
    while (line := stream.readline(_LINE)) and not line.startswith(_BEGINS):
        pass
    return line


def _record(stream: BinaryIO, first: bytes, limits: Limits) -> _Record:
    """The whole record, but of a block no more than a page may have; raises _Damaged."""
    headers = _parsed(stream, first)
    stated = headers.get_header("Content-Length", "")
    if not (stated.isascii() and stated.isdecimal()):
        raise _Damaged("does not say how long it is")
    length, most = int(stated[:20]), limits.max_file_bytes + _MOST_HEADER
    is_response = headers.get_header("WARC-Type", "") == "response"
    block = stream.read(min(length, most)) if is_response else b""
    missing = _pass_over(stream, length - len(block))
    after = next((line for line in iter(lambda: stream.readline(_LINE), b"") if line.strip()), b"")
    fault = ""
    if missing:
        fault = "is cut off"
    elif after and not after.startswith(_BEGINS):
        fault = "is not as long as it says"
    elif is_response and length > most:
        fault = f"larger than {megabytes(limits.max_file_bytes)}"
    return _Record(headers, block, fault, after)


def _pass_over(stream: BinaryIO, count: int) -> int:
    """How many of the bytes were not there."""
    while count and (part := stream.read(min(count, _LINE))):
        count -= len(part)
    return count


def _member(record: _Record, inside: Place) -> Member | UnreadableSource | None:
    """The page in the record; None for what is no page, or nothing to read. Raises _Damaged."""
    if record.fault:
        raise _Damaged(record.fault)
    kind = record.headers.get_header("Content-Type", "application/http")
    if not record.block or not kind.startswith("application/http"):  # an answer of the DNS is kept too
        return None
    uri = record.headers.get_header("WARC-Target-URI", "").strip("<>")
    body = io.BytesIO(record.block)
    answer = _parsed(body, body.readline(_LINE))
    media, charset = labelled(answer.get_header("Content-Type", ""))
    if answer.get_statuscode() != _PAGE or _NO_NEWS.match(media):
        return None
    name = f"{inside.name} ({uri})" if uri else inside.name
    try:
        raw = _body(body, answer, inside.limits)
    except Refused as error:
        return UnreadableSource(name, str(error), advice=_ADVICE)
    if raw.startswith(_BEGINS):
        return UnreadableSource(name, "is a web archive inside a web archive", advice="Unpack it first.")
    place = replace(inside, name=name, url=canonical_url(uri), charset=charset)
    return Member(place, cast("BinaryIO", io.BytesIO(raw)), media=media)


def _body(stream: BinaryIO, answer: _Headers, limits: Limits) -> bytes:
    from warcio.bufferedreaders import ChunkedDataReader

    if answer.get_header("Transfer-Encoding", "").strip().lower() == "chunked":
        stream = cast("Callable[[BinaryIO], BinaryIO]", ChunkedDataReader)(stream)
    raw = stream.read()
    # Some crawlers keep a page unpacked below a header that calls it packed.
    encoding = answer.get_header("Content-Encoding", "") if looks_binary(raw) else ""
    return unpacked([raw], encoding, limits.max_file_bytes)


class _Head:
    """The lines of a header, which ends somewhere."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = _MOST_HEADER

    def readline(self) -> bytes:
        line = self._stream.readline(_LINE)
        self._left -= len(line)
        if self._left < 0:
            raise _Damaged("has a header without an end")
        return line


def _parsed(stream: BinaryIO, first: bytes) -> _Headers:
    """The header of a record, or of the answer in it; raises _Damaged."""
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    parse = cast("Callable[[_Head, bytes], _Headers]", getattr(StatusAndHeadersParser(_PROTOCOLS), "parse"))  # noqa: B009
    try:
        return parse(_Head(stream), first)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise _Damaged("has no header that can be read") from error
