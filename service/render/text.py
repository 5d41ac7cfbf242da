"""A story as text, and text as a story: the form that people, other programs and the checker share.

    v0.22 🌳

    Title

    2024-12-13 11:45:44.314000

    A sentence with its citations before the full stop [a935385c] [912d7d8d]. The next one [912d7d8d].

    Disclaimer: …

The law: rendering, parsing and rendering again gives the same text, for any story. The sentences that come
back may be divided otherwise where the text does not say where one ends: those that cite nothing.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from pydantic import ValidationError

from store.errors import MalformedStory
from store.records import CITATION, Claim, Paragraph, StoryVersion
from store.snippets import sentences

TREE = "🌳"
DISCLAIMER_MARK = "Disclaimer: "

_TERMINAL = r"[.!?…,;:]+[\"'”’)\]]*"
_CLOSING = re.compile(rf"(?<![\s.!?…,;:]){_TERMINAL}$")
_HEADER = re.compile(rf"v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*) {TREE}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?", re.ASCII)
_ID = r"[0-9a-f]{8,64}"
# What somebody meant as an id: a miscopied one is to be reported, so it has to be read as one. The length
# and the digit leave "[sic]", "[he]" and "[2024]" to the sentence.
_MEANT_AS_ID = rf"{_ID}|(?=[A-Za-z_.:-]*[0-9])[0-9A-Za-z][0-9A-Za-z_.:-]{{4,62}}[0-9A-Za-z]"
_BRACKETED = r"\[[^\s\[\]]+\]"
_WIDER_RUN = re.compile(rf" ((?:{_BRACKETED} )*{_BRACKETED})({_TERMINAL})(?: |$)")
_SEVERAL_IDS = re.compile(rf"\[{_ID}(?:[,;] ?{_ID})+\]")


def place_citations(text: str) -> tuple[str, str]:
    """The sentence in two: what comes before its citations, and the closing marks that come after them."""
    closing = _CLOSING.search(text)
    return (text[: closing.start()], closing.group()) if closing else (text, "")


def render_text(version: StoryVersion) -> str:
    """The story without a newline at its end. The title's citations are not shown."""
    blocks = [
        f"{version.label} {TREE}",
        version.title.text,
        version.dated.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds"),
        *(_render_claims(paragraph.claims) for paragraph in version.paragraphs),
        DISCLAIMER_MARK + version.disclaimer,
    ]
    return "\n\n".join(blocks)


def parse_text(text: str) -> StoryVersion:
    """The story that a text in the form above tells; ``written_at`` is the time it shows.

    Blanks at the ends of lines and more than one blank line between blocks are accepted.
    Raises MalformedStory.
    """
    blocks = _blocks(text)
    if len(blocks) < 4:
        raise MalformedStory("a story has a version, a title, a time, paragraphs and a disclaimer")
    header, title, time, *body, disclaimer = blocks
    number = _HEADER.fullmatch(header)
    if number is None:
        raise MalformedStory(f"the first line should read like 'v0.1 {TREE}', not {header[:40]!r}")
    if not disclaimer.startswith(DISCLAIMER_MARK):
        raise MalformedStory(f"the last paragraph should begin with {DISCLAIMER_MARK!r}")
    try:
        return StoryVersion(
            major=int(number[1]),
            minor=int(number[2]),
            title=Claim(text=title),
            written_at=_parse_time(time),
            paragraphs=_paragraphs(body),
            disclaimer=disclaimer.removeprefix(DISCLAIMER_MARK),
        )
    except ValueError as error:
        raise _malformed(error) from error


def parse_body(text: str) -> tuple[Paragraph, ...]:
    """The claims of any text that carries ids, a paragraph for each run of lines without a blank one.

    Accepts what others write: citations behind the full stop, without a blank before them, and several ids
    in one pair of brackets. A paragraph without a word is passed over. Raises MalformedStory.
    """
    try:
        return _paragraphs([_SEVERAL_IDS.sub(_bracket_each, block) for block in _blocks(text)])
    except ValueError as error:
        raise _malformed(error) from error


def _blocks(text: str) -> list[str]:
    """The paragraphs of the text, each on one line with single blanks."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return [" ".join(block.split()) for block in re.split(r"\n{2,}", lines) if block.strip()]


def _malformed(error: ValueError) -> MalformedStory:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return MalformedStory(f"{str(first['input'])[:40]!r}: {first['msg'].removeprefix('Value error, ')}")
    return MalformedStory(str(error))


def _parse_time(shown: str) -> datetime:
    if _TIME.fullmatch(shown) is None:
        raise MalformedStory(f"the third paragraph should be a time in UTC, not {shown[:40]!r}")
    return datetime.fromisoformat(shown).replace(tzinfo=UTC)


def _bracket_each(several: re.Match[str]) -> str:
    return " ".join(f"[{one}]" for one in re.findall(_ID, several.group()))


def _render_claims(claims: Sequence[Claim]) -> str:
    return " ".join(map(render_claim, claims))


def render_claim(claim: Claim) -> str:
    """The sentence with its citations before the full stop."""
    body, closing = place_citations(claim.text)
    return " ".join([body, *(f"[{citation}]" for citation in claim.citations)]) + closing


def _paragraphs(blocks: Sequence[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(claims=tuple(_claims(block))) for block in blocks if _has_word(block))


def _claims(paragraph: str) -> list[Claim]:
    """The reading that renders back. Where none does, the text is a stranger's: ids of any shape count."""
    readings: list[list[Claim]] = []
    for ids in (_MEANT_AS_ID, _ID):
        claims = _read(paragraph, ids)
        if _render_claims(claims) == paragraph:
            return claims
        readings.append(claims)
    return readings[0]


def _read(paragraph: str, ids: str) -> list[Claim]:
    """A claim ends behind each run of citations and its closing marks, where a blank or the end follows."""
    run = re.compile(rf" ?((?:\[(?:{ids})\] ?)*\[(?:{ids})\])({_TERMINAL})?(?: |$)")
    claims: list[Claim] = []
    start = at = 0
    while found := run.search(paragraph, at):
        body = paragraph[start : found.start()]
        if place_citations(body)[1]:
            # Closing marks on both sides of the citations: the run has a citation of another shape in it.
            found = _WIDER_RUN.match(paragraph, found.start()) or found
        at = found.end()
        if claims or _has_word(body):  # what is cited before any sentence goes with the first
            _append(claims, body, re.findall(r"[^\s\[\]]+", found[1]), found[2] or "")
            start = at
    _append(claims, paragraph[start:], [], "")
    return claims


def _append(claims: list[Claim], body: str, citations: Sequence[str], closing: str) -> None:
    """Add the sentences of the body; the last one cites. Citations without a sentence join the one before."""
    cited = (*CITATION.findall(body), *citations)
    body = re.sub(rf" ?{CITATION.pattern}", "", body).strip()
    if _has_word(body):
        *before, last = _sentences(body)
        claims.extend(Claim(text=sentence) for sentence in before)
        claims.append(Claim(text=last + closing, citations=cited))
    elif cited and claims:
        claims[-1] = Claim(text=claims[-1].text, citations=(*claims[-1].citations, *cited))
    elif cited:
        raise MalformedStory(f"[{cited[0]}] stands without a sentence")


def _sentences(text: str) -> list[str]:
    """Sentences with a word each that, joined by single blanks, give the text back."""
    starts = [0]
    for (_, end), (start, _) in pairwise(sentences(text)):
        if text[end:start] == " " and _has_word(text[starts[-1] : end]) and _has_word(text[start:]):
            starts.append(start)
    return [text[start:end].rstrip(" ") for start, end in pairwise([*starts, len(text)])]


def _has_word(text: str) -> bool:
    return re.search(r"\w", text) is not None
