"""The text of a source in the pieces that stories tell from it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.render.words import Piece
from store.archive import Archive
from store.records import Claim, Source, StoryVersion

STORIES = 20
"""Whose sentences are shown; a source that more stories cite names the rest."""


@dataclass(frozen=True)
class Quote:
    """A sentence of a story that cites the source, and where its evidence stands there."""

    number: int
    story: str
    label: str
    claim: Claim
    spans: tuple[tuple[int, int], ...]

    @property
    def card(self) -> str:
        """Where it stands on the page of its version."""
        return self.claim.id[:10]


@dataclass(frozen=True)
class Stretch:
    """A run of text on which the same sentences rest, if any do."""

    start: int
    text: Piece
    quotes: tuple[int, ...]
    opens: tuple[int, ...]
    """Those whose evidence begins here."""


def cited_in(archive: Archive, source: Source) -> list[Quote]:
    """What stories tell from it, each in its newest version that does."""
    found: list[Quote] = []
    for citing in archive.citing([source.id])[:STORIES]:
        major, minor = citing.label.removeprefix("v").split(".")
        version = archive.version(citing.story, (int(major), int(minor)))
        found += _quotes(version, source, len(found) + 1)
    return found


def _quotes(version: StoryVersion, source: Source, first: int) -> Iterator[Quote]:
    verdicts = {verdict.claim_id: verdict for verdict in version.verdicts}
    number = first
    for claim in version.claims():
        verdict = verdicts.get(claim.id)
        spans = sorted(
            {(span.start, span.end) for span in verdict.spans if span.source_id == source.id}
            if verdict
            else ()
        )
        if spans or any(source.id.startswith(citation) for citation in claim.citations):
            yield Quote(number, version.story, version.label, claim, tuple(spans))
            number += 1


def passages(source: Source, quotes: Sequence[Quote]) -> list[list[Stretch]]:
    """Its paragraphs, each in stretches, so that every character stands once however evidence overlaps."""
    spans = [(start, end, quote.number) for quote in quotes for start, end in quote.spans]
    found = re.finditer(r"[^\n]+", source.text)
    return [_cut(source.text, line.span(), spans) for line in found if line[0].strip()]


def _cut(text: str, line: tuple[int, int], spans: Sequence[tuple[int, int, int]]) -> list[Stretch]:
    first, last = line
    here = [span for span in spans if span[0] < last and span[1] > first]
    ends = {first, last, *(end for span in here for end in span[:2] if first < end < last)}
    return [
        Stretch(
            start,
            Piece.of(text[start:end]),
            tuple(number for a, b, number in here if a <= start and end <= b),
            tuple(number for a, _, number in here if a == start),
        )
        for start, end in pairwise(sorted(ends))
    ]
