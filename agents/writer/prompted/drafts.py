"""From what a model wrote to claims: the one place where its words become records."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from agents.anchor import AGED, anchor, needs_anchor, unanchor
from agents.likeness import likeness
from agents.orders import is_order
from agents.surface import read_surface, words
from agents.writer.kinds import kind
from agents.writer.prompted.shapes import Passage, Sentence
from agents.writer.standing import balanced
from agents.writer.tellings import SAME
from store.records import CITATION, Claim, ClaimKind, Paragraph, Source
from store.snippets import sentences

_LABEL = re.compile(r"\s*[\[(](S\d+(?:\s*[,;]\s*S\d+)*)[\])]")
_MARKS = re.compile(r"^\s*(?:[-*•#]+|\d+[.)])\s+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CITABLE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_.:-]*[0-9A-Za-z])?")


def claims(written: Sentence, ids: Mapping[str, str]) -> Iterator[Claim]:
    """One for each sentence in it, with all its citations; labels in the text are citations too."""
    inside = [label for found in _LABEL.findall(written.text) for label in re.findall(r"S\d+", found)]
    cited = tuple(dict.fromkeys(_cited([*written.sources, *inside], ids)))
    text = plain(_LABEL.sub("", written.text))
    for one in _parts(text):
        if re.search(r"\w", one) and not is_order(one):
            yield Claim(text=one, citations=cited, kind=_kind(one, written.kind))


def _parts(text: str) -> list[str]:
    """Its sentences; a quotation that goes over several is not cut."""
    parts = [text[start:end] for start, end in sentences(text)]
    return parts if all(map(balanced, parts)) else [text]


def paragraphs(passages: Sequence[Passage], ids: Mapping[str, str], most: int) -> list[Paragraph]:
    """At most so many words, in whole sentences; the first sentence is told however long it is."""
    told: list[Paragraph] = []
    left = most
    for passage in passages:
        kept: list[Claim] = []
        for claim in (claim for sentence in passage.sentences for claim in claims(sentence, ids)):
            if left < len(words(claim.text)) and (told or kept):
                break
            kept.append(claim)
            left -= len(words(claim.text))
        if kept:
            told.append(Paragraph(subject=plain(passage.subject), claims=tuple(kept)))
    return told


def aged(told: Sequence[Paragraph], sources: Sequence[Source], day: date) -> list[Paragraph]:
    """A statement of the present whose source is old by that day is told with the source's own day."""
    return [
        one.model_copy(update={"claims": tuple(_aged(claim, sources, day) for claim in one.claims)})
        for one in told
    ]


def told_once(told: Sequence[Paragraph]) -> list[Paragraph]:
    """Without sentences that say what an earlier one says: sections are written by several at once.

    Those with other figures stay: one of them may be wrong.
    """
    flat = [claim for paragraph in told for claim in paragraph.claims]
    surfaces = [read_surface(claim.text) for claim in flat]
    alike = likeness(surfaces)
    kept: list[int] = []
    for row, surface in enumerate(surfaces):
        same = (other for other in kept if alike[row, other] >= SAME)
        if not any(surfaces[other].figures == surface.figures for other in same):
            kept.append(row)
    standing = {id(flat[row]) for row in kept}
    found: list[Paragraph] = []
    for paragraph in told:
        some = tuple(claim for claim in paragraph.claims if id(claim) in standing)
        if some:
            found.append(paragraph.model_copy(update={"claims": some}))
    return found


def _aged(claim: Claim, sources: Sequence[Source], day: date) -> Claim:
    cited = (one for one in sources if one.id.startswith(claim.citations[:1]) and claim.citations)
    source = next(cited, None)
    told = source.published_at.date() if source and source.published_at else day
    if source is None or day - told <= AGED or unanchor(claim.text)[0] or not needs_anchor(claim.text, told):
        return claim
    return claim.model_copy(update={"text": anchor(claim.text, told, source.text)})


def _cited(labels: Sequence[str], ids: Mapping[str, str]) -> Iterator[str]:
    for label in labels:
        name = label.strip().strip("[]().,").strip()
        known = ids.get(name.upper())
        if known:
            yield known
        elif _CITABLE.fullmatch(name):
            yield name


def _kind(text: str, said: str) -> ClaimKind:
    """By its cues where it has some, else as the model has it."""
    found = kind(text)
    known = {one.value: one for one in ClaimKind}
    return found if found is not ClaimKind.FACT else known.get(said.strip().lower(), found)


def plain(text: str) -> str:
    """One line of text without marks of a list, ids in brackets and what no story can hold."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    while line != (line := " ".join(CITATION.sub(" ", _MARKS.sub("", line)).split())):
        pass
    return re.sub(r" (?=[.,;:])", "", line)
