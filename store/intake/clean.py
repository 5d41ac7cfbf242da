"""Bytes to characters, characters to clean text, addresses to canonical addresses."""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import urlsplit, urlunsplit

from store.errors import UnreadableSource
from store.intake.reading import Place

UNDECODABLE = 0.01
"""Share of replacement characters above which a text counts as not decoded."""

SAMPLE = 65_536
"""Bytes that decide about encoding and kind: more changes neither and costs seconds."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
"""What pages declare is often less than they use."""
_OF_THE_WEB = tuple(
    """cp1252 cp1251 cp932 gb18030 cp949 euc_jp big5hkscs cp1250 cp1254 cp1253 cp1256 cp1255 cp1257 cp874
    koi8_r iso8859_2 iso8859_15""".split()
)
_MARKUP = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028]")
# Control, zero-width and direction marks, soft hyphens, halves of surrogate pairs, and what is no character.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"(?:[-*•‣◦–—▪]\s+)+(?=\S)")
_NUMBERED = re.compile(r"\(?\w{1,3}[.)] ")

_STOP = re.compile(r"[.!?…。！？।۔][\"'”’»)\]]*$")
_QUESTION = re.compile(r"[^.!?…]*\?")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
LONG_ENOUGH = 120
"""Characters of a block that is taken for prose even without a final stop."""
_CAPITALS = 0.7
"""Share of long words with a capital from which that is a headline's: German prose has a half at most."""

_WRAPPED = 100
"""Characters of the widest line of a text whose lines were wrapped."""
_FEWEST_LINES = 3
"""Breaks with room left from which a text may be one of lines."""

_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|cmpid|ocid|s_cid|ito|xtor"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def looks_binary(raw: bytes) -> bool:
    """Whether the start of a file is no text in any encoding that is read here."""
    sample = raw[:SAMPLE]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    return b"\0" in sample or controls > UNDECODABLE * len(sample)


def decode(raw: bytes, place: Place, declared: str = "") -> str:
    """UTF-8 where it can be, else as declared, else as detected; UnreadableSource where none fits."""
    if looks_binary(raw):
        raise UnreadableSource(place.name, "looks binary, not text", advice="Give the text itself.")
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _checked(raw[len(bom) :].decode(encoding, "replace"), place)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _checked(_by_guess(raw, declared or place.charset), place)


def _by_guess(raw: bytes, declared: str) -> str:
    text = raw.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if sum(char > "\x7f" for char in text) > 2 * damaged:
        return text  # sound UTF-8 in the main: a few bytes are damaged
    known, sample = _known(declared), _telling(raw)
    believed = known if known and _detected(sample, known) else _detected(sample, *_OF_THE_WEB)
    return raw.decode(believed or known or "utf-8", "replace")


def _known(declared: str) -> str:
    """The encoding's own name; nothing for those that the bytes have shown to be a lie."""
    try:
        found = codecs.lookup(declared).name if declared else ""
        found = _AS_BROWSERS_READ.get(found, found)
        return found if found not in ("", "utf-8") and "x".encode(found).decode() == "x" else ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _telling(raw: bytes) -> bytes:
    """The part of a text that tells its encoding: from its first letter that is not ASCII, without markup."""
    text = _MARKUP.sub(b" ", raw)
    first = _NOT_ASCII.search(text)
    return text[max(0, first.start() - SAMPLE // 16) :][: SAMPLE // 4] if first else text[:SAMPLE]


def _detected(sample: bytes, *encodings: str) -> str:
    """The one of the encodings in which the sample reads best; nothing where it reads in none."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(encodings)).best()
    return best.encoding if best else ""


def _checked(text: str, place: Place) -> str:
    damaged = text.count("\ufffd")
    if damaged > UNDECODABLE * len(text):
        raise UnreadableSource(
            place.name,
            f"{damaged} of {len(text)} characters cannot be decoded",
            advice="Save it as UTF-8.",
        )
    return text


def tidy(text: str) -> str:
    """NFC, plain line ends, no invisible characters, single blanks, at most one blank line in a row."""
    plain = _LINE_ENDS.sub("\n", text.replace("\u2029", "\n\n"))
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", plain))
    lines = _BLANKS.sub(" ", plain).split("\n")
    return _PARAGRAPH_BREAK.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def clean_text(text: str) -> str:
    """Paragraphs, each one line, with one blank line between them."""
    parts = [part.split("\n") for part in tidy(text).split("\n\n")]
    widest = max(len(line) for part in parts for line in part)
    runs_on = _is_full if _of_lines(parts, widest) else _runs_on
    blocks = (block for part in parts for block in _reflow(part, widest, runs_on))
    return "\n\n".join(block for block in blocks if block)


def _of_lines(parts: list[list[str]], widest: int) -> bool:
    """Whether it is a bulletin or a table, made of lines: most of them in capitals, or with room left."""
    lines = [line for part in parts for line in part if _LONG_WORD.search(line)]
    if 2 * sum(line.isupper() for line in lines) > len(lines):
        return True
    breaks = [both for part in parts for both in pairwise(part) if not _begins_anew(both[1])]
    early = sum(_has_room(*both, widest) for both in breaks)
    return widest <= _WRAPPED and early >= _FEWEST_LINES and 2 * early > len(breaks)


def _reflow(lines: list[str], widest: int, runs_on: Callable[[str, str, int], bool]) -> Iterator[str]:
    """Undo wrapping."""
    running: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if running and not runs_on(before, line, widest):
            yield " ".join(running)
            running = []
        running.append(_unbulleted(line))
    yield " ".join(running)


def _runs_on(line: str, following: str, widest: int) -> bool:
    """In prose a line that is nearly full."""
    if _begins_anew(following):
        return False
    return widest <= _WRAPPED and (len(line) >= 0.6 * widest or following[:1].islower())


def _is_full(line: str, following: str, widest: int) -> bool:
    """Among lines one that broke off for want of room; where not all is capitals, in mid-sentence."""
    if _begins_anew(following) or ends_a_sentence(line) or widest > _WRAPPED:
        return False
    full = line.isupper() and not _has_room(line, following, widest)
    return full or following[:1].islower() or line.endswith("-")


def _has_room(line: str, following: str, widest: int) -> bool:
    """Whether the next word would have fitted as well."""
    return len(line) + len(following.split(" ", 1)[0]) < widest and not following[:1].islower()


def _begins_anew(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBERED.match(line))


def _unbulleted(line: str) -> str:
    match = _BULLET.match(line)
    return line[match.end() :] if match else line


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def ends_a_sentence(block: str) -> bool:
    return bool(_STOP.search(block))


def reads_as_prose(block: str) -> bool:
    """Whether a block is sentences rather than a label, a headline, a link or a line of a list."""
    return (
        ends_a_sentence(block)
        or (len(block) >= LONG_ENOUGH and not _has_headline_capitals(block))
        or (block.endswith(":") and block.count(" ") > 4)
    )


def states_something(block: str) -> bool:
    """Whether a block is prose and more than a question: alone, that is a sub-heading."""
    return reads_as_prose(block) and not _QUESTION.fullmatch(block)


def _has_headline_capitals(block: str) -> bool:
    words = _LONG_WORD.findall(block)
    return sum(word[0].isupper() for word in words) >= _CAPITALS * len(words) > 0


def canonical_url(url: str) -> str:
    """One spelling for one page; empty for what is no http(s) address."""
    try:
        parts = urlsplit(one_line(url))
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return ""
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    query = "&".join(
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0].lower())
    )
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))
