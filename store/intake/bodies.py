"""The body of an answer of a web server: unpacked no further than a limit, so that a bomb does not go off."""

import zlib
from collections.abc import Iterable
from email.message import Message

from store.intake.reading import megabytes

_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_WINDOW = 31
_GZIP_MAGIC = b"\x1f"


class Refused(Exception):
    """The reason why an address is not connected to, or its answer not read on."""


def labelled(content_type: str) -> tuple[str, str]:
    """Media type and encoding, in lower case, as the header Content-Type has them; each may be empty."""
    message = Message()
    message["Content-Type"] = content_type
    return message.get_content_type() if content_type else "", message.get_content_charset() or ""


def unpacked(parts: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body from its parts; ``encoding`` is the header Content-Encoding, or nothing.

    Raises Refused where it is larger than the limit, cut off, or packed in another way than gzip.
    """
    kind = encoding.strip().lower() or "identity"
    if kind in _GZIP:
        parts = _gunzipped(parts, limit)
    elif kind != "identity":
        raise Refused(f"came compressed as {kind[:20]}, where only gzip is read")
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > limit:
            raise Refused(f"larger than {megabytes(limit)}")
    return bytes(body)


def _gunzipped(parts: Iterable[bytes], limit: int) -> Iterable[bytes]:
    """One member after another, as gzip allows; of each part no more than would break the limit."""
    unpack = zlib.decompressobj(_GZIP_WINDOW)
    try:
        for part in parts:
            waiting = part
            while waiting:
                if unpack.eof:
                    if not waiting.startswith(_GZIP_MAGIC):
                        return  # filled up with something: browsers heed it no more
                    unpack = zlib.decompressobj(_GZIP_WINDOW)
                yield unpack.decompress(waiting, limit + 1)
                waiting = unpack.unconsumed_tail or unpack.unused_data
    except zlib.error as error:
        raise Refused(f"is no sound gzip: {error}") from error
    if not unpack.eof:
        raise Refused("was cut off before its end")
