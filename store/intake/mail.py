"""Mail, above all newsletters: the words of a message, without attachments, signature and small print."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import BinaryIO, TypeVar, cast

from store.errors import UnreadableSource
from store.intake.clean import canonical_url, clean_text, decode, one_line, reads_as_prose
from store.intake.html import reading_of_page
from store.intake.markup import paragraphs, parsed
from store.intake.reading import Place, Reading, whole
from store.records import SourceKind

_MALFORMED = (
    OverflowError,
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What the standard library raises on one malformed header or part or another."""

_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_SIGNATURE_LINES = 15
_SMALL_PRINT = re.compile(
    r"\bunsubscribe\b|\bopt[ -]out\b|"
    r"\b(?:receiv(?:e|ed|ing)|got) this (?:e-?mail|letter|newsletter|message)\b|"
    r"\b(?:view|read|open|see)\b.{0,40}\b(?:in|on)(?: your| a| the)? (?:web ?)?browser\b|"
    r"\b(?:update|manage|change) your (?:\w+ )?(?:preferences|subscription|settings)\b|"
    r"\ball rights reserved\b|\bforward this (?:e-?mail|letter|newsletter)\b",
    re.IGNORECASE,
)
_LONGEST_SMALL_PRINT = 400
_IN_BROWSER = re.compile(r"\b(?:in|on)(?: your| a| the)? (?:web ?)?browser\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_MORE = 1.5
"""How much more prose the plainer text must have before the page reader has taken a part for the whole."""

_LONGEST_HEADER = 2_000
"""Characters; the standard library takes time and memory with their square, gigabytes for half a megabyte."""

Value = TypeVar("Value")


class _ShortHeaders(policy.EmailPolicy):
    """Reads no more of a header than anybody would."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading."""
    yield reading_of_message(whole(stream, place), place)


def reading_of_message(raw: bytes, place: Place) -> Reading:
    """The Reading of one message; raises UnreadableSource where it has no words."""
    message = _sound(
        lambda: cast("EmailMessage", message_from_bytes(raw, policy=_ShortHeaders())), EmailMessage()
    )
    parts = _sound(lambda: list(_texts(message, place)), [])
    pages = [text for kind, text in parts if kind == "html"]
    plain = "\n\n".join(text for kind, text in parts if kind == "plain")
    article = _article(pages, place)
    text = _body(article, pages, plain)
    if not text:
        raise UnreadableSource(place.name, "has no text in it", advice="Save the mail with its text as .eml.")
    return Reading(
        name=place.name,
        text=text,
        title=_header(message, "Subject"),
        url=_url(message, pages, plain),
        outlet=_outlet(message),
        language=_header(message, "Content-Language")[:2] or (article.language if article else ""),
        kind=SourceKind.MAIL,
        dates=_dates(message),
    )


def _sound(made: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return made()
    except _MALFORMED:
        return otherwise


def _texts(message: EmailMessage, place: Place) -> Iterator[tuple[str, str]]:
    """Kind and characters of each part that is shown, in order."""
    if message.is_multipart():
        for part in cast("list[EmailMessage]", message.get_payload()):
            if _sound(part.get_content_disposition, None) != "attachment":
                yield from _texts(part, place)
    elif message.get_content_maintype() == "text" and message.get_content_disposition() != "attachment":
        payload = _sound(lambda: message.get_payload(decode=True), b"")
        raw = payload if isinstance(payload, bytes) else b""
        charset = _sound(message.get_content_charset, None) or ""
        if raw.strip():
            yield message.get_content_subtype(), decode(raw, place, charset)


def _article(pages: list[str], place: Place) -> Reading | None:
    try:
        return reading_of_page(max(pages, key=len), place) if pages else None
    except UnreadableSource:
        return None


def _body(article: Reading | None, pages: list[str], plain: str) -> str:
    """The article of the HTML part, unless it is much less than the message says."""
    found = _prose(article.text.split("\n\n") if article else [])
    others = (_prose([line for page in pages for line in paragraphs(page)]), _prose(_unsigned(plain)))
    fullest = max(others, key=len)
    return found if found and _MORE * len(found) >= len(fullest) else fullest


def _unsigned(plain: str) -> list[str]:
    *above, signature = _SIGNATURE.split(plain.replace("\r\n", "\n"))
    is_one = above and signature.count("\n") <= _SIGNATURE_LINES
    return clean_text("\n\n".join(above if is_one else [*above, signature])).split("\n\n")


def _prose(blocks: list[str]) -> str:
    kept = [block for block in blocks if not _is_small_print(block)]
    return "\n\n".join([block for block in kept if reads_as_prose(block)] or kept)


def _is_small_print(block: str) -> bool:
    return len(block) <= _LONGEST_SMALL_PRINT and bool(_SMALL_PRINT.search(block))


def _header(message: EmailMessage, name: str) -> str:
    value = _sound(lambda: message[name], None)
    return one_line(str(value)) if value else ""


def _outlet(message: EmailMessage) -> str:
    """The sender's name as it is shown; else the host that the mail came from."""
    sender = _sound(lambda: cast("AddressHeader", message["From"]).addresses[0], None)
    return (one_line(sender.display_name) or sender.domain) if sender else ""


def _dates(message: EmailMessage) -> tuple[str, ...]:
    stated = _header(message, "Date")
    date = _sound(lambda: parsedate_to_datetime(stated), None) if stated else None
    return (date.isoformat(),) if date else ()


def _url(message: EmailMessage, pages: list[str], plain: str) -> str:
    """Where the letter stands on the web: as its header says, or where it invites to read it in a browser."""
    stated = _ADDRESS.search(_header(message, "Archived-At"))
    if stated:
        return canonical_url(stated[0])
    linked = (link for page in pages if "browser" in page.lower() for link in _links(page))
    invited = _IN_BROWSER.search(plain)
    written = _ADDRESS.search(plain, invited.end(), invited.end() + 200) if invited else None
    return next(linked, "") or (canonical_url(written[0]) if written else "")


def _links(page: str) -> Iterator[str]:
    tree = parsed(page)
    for link in tree.iter("a") if tree is not None else ():
        if _IN_BROWSER.search(one_line("".join(link.itertext()))) and (
            url := canonical_url(link.get("href") or "")
        ):
            yield url
