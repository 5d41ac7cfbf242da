"""A text that was checked, as one HTML page: its sentences, and beside them what their sources say."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from agents.figures import figures
from service.render.pages import style, template
from service.render.references import References
from service.render.text import place_citations
from service.render.words import REASONS, Piece
from store.records import Finding, Reason, Source, Span

if TYPE_CHECKING:
    from service.checking import CheckedClaim, Told

CONTEXT = 180
"""Characters of the source shown before a passage and after it, at most: a sentence or two."""

_ADDED = "added: "


@dataclass(frozen=True)
class Exhibit:
    """A passage in its context; the source is None where it is not at hand."""

    source: Source | None
    before: Piece
    text: Piece
    after: Piece


@dataclass(frozen=True)
class Row:
    """One sentence: its words, those that a reason names marked, and what its sources show."""

    number: int
    checked: "CheckedClaim"
    pieces: tuple[tuple[Piece, bool], ...]
    closing: Piece
    exhibits: tuple[Exhibit, ...]


def render_check(
    name: str, text: "Told", rows: Iterable["CheckedClaim"], sources: Mapping[str, Source]
) -> str:
    """The page of a text called ``name``; `sources` are the cited ones by whole id."""
    every = [_row(number, one, sources) for number, one in enumerate(rows, start=1)]
    return template("check.html").render(
        name=name,
        rows=every,
        groups=list(_groups(text, every)),
        supported=sum(row.checked.supported for row in every),
        why=_why(every),
        checkers=sorted({row.checked.verdict.checker for row in every}),
        references=References((row.checked.claim for row in every), sources),
        **style("story.css", "check.css"),
    )


def _groups(text: "Told", rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The title, then each paragraph."""
    left = iter(rows)
    if text.title:
        yield list(islice(left, 1))
    for paragraph in text.paragraphs:
        yield list(islice(left, len(paragraph.claims)))


def _why(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """What holds sentences back, each with their number, most frequent first."""
    counted = Counter(
        REASONS[reason] for row in rows for reason in {one.reason for one in row.checked.verdict.reasons}
    )
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def _row(number: int, checked: "CheckedClaim", sources: Mapping[str, Source]) -> Row:
    body, closing = place_citations(checked.claim.text)
    verdict = checked.verdict
    return Row(
        number=number,
        checked=checked,
        pieces=tuple(_pieces(body, verdict.reasons)),
        closing=Piece.of(closing),
        exhibits=tuple(exhibit(span, sources.get(span.source_id)) for span in dict.fromkeys(verdict.spans)),
    )


def _pieces(text: str, reasons: Sequence[Finding]) -> Iterator[tuple[Piece, bool]]:
    """The text in pieces, each with whether a reason names it."""
    named = {words for one in reasons for words in _named(one, text)}
    either = "|".join(re.escape(words) for words in sorted(named, key=lambda words: (-len(words), words)))
    at = 0
    for found in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text, re.IGNORECASE) if either else ():
        yield Piece.of(text[at : found.start()]), False
        yield Piece.of(found[0]), True
        at = found.end()
    yield Piece.of(text[at:]), False


def _named(finding: Finding, text: str) -> list[str]:
    """Words that the claim may have in it; those that it has not are marked nowhere."""
    if finding.reason is Reason.NUMBER:
        return [*_written(finding.detail, text), finding.detail]
    added = finding.detail.removeprefix(_ADDED)
    return added.split(", ") if added != finding.detail else [finding.detail]


def _written(figure: str, text: str) -> list[str]:
    """How the text writes a figure: "26 million" for 26000000; the shortest words that say it."""
    words = [word.strip(',;:()“”"') for word in text.split()]
    runs = (" ".join(words[at : at + size]) for size in (1, 2, 3, 4) for at in range(len(words) - size + 1))
    told = (run for run in runs if [str(one).removeprefix("#") for one in figures(run)] == [figure])
    return list(islice(told, 1))


def exhibit(span: Span, source: Source | None, context: int = CONTEXT) -> Exhibit:
    """The passage with so many characters on either side; alone where the source does not have it."""
    if source is None or source.text[span.start : span.end] != span.text:
        return Exhibit(source, Piece(), Piece.of(span.text), Piece())
    before = source.text[max(0, span.start - context) : span.start]
    after = source.text[span.end : span.end + context]
    if span.start > context:
        before = "… " + re.sub(r"^\S*\s", "", before)
    if span.end + context < len(source.text):
        after = re.sub(r"\s\S*$", "", after) + " …"
    return Exhibit(source, Piece.of(before), Piece.of(span.text), Piece.of(after))
