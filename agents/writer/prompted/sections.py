"""The parts of a story that are written side by side, and which of the evidence each is given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from agents.surface import read_surface, words
from agents.writer.extractive import tellings
from agents.writer.order import arrange, subject
from agents.writer.tellings import Telling
from store.errors import NothingToTell
from store.records import Evidence
from store.snippets import sentences

WORDS = 260
"""Of a section: what a model writes in some five seconds."""
MOST = 6
"""Sections of one story: a longer story has longer sections."""
MATERIAL = 14_000
"""Characters of sources that a section is given: some 3,500 tokens."""
RICHER = 2.0
"""How many times the words of the story are looked at for its plan."""


@dataclass(frozen=True)
class Section:
    """What one call writes about, and from what."""

    subjects: tuple[str, ...]
    words: int
    evidence: tuple[Evidence, ...]
    plain: tuple[Telling, ...]
    """The sources' own sentences on it, in reading order: told where the model has nothing of use."""

    def halved(self) -> "Section | None":
        """With half of its evidence, the first; None where there is no less."""
        half = len(self.evidence) // 2
        return Section(self.subjects, self.words, self.evidence[:half], self.plain) if half else None


def sections(topic: str, evidence: Sequence[Evidence], length: int) -> list[Section]:
    """The newest main event first. Raises NothingToTell where no sentence can stand in a story."""
    told = tellings(topic, evidence, int(RICHER * length))
    if not told:
        raise NothingToTell("No sentence of the evidence can stand in a story of its own.")
    groups = _shared_out(arrange(told), min(MOST, ceil(length / WORDS)))
    given = _given(groups, evidence)
    return [
        Section(
            tuple(dict.fromkeys(subject(paragraph) for paragraph in group)),
            length // len(groups),
            tuple(given[number]),
            tuple(telling for paragraph in group for telling in paragraph),
        )
        for number, group in enumerate(groups)
    ]


def _shared_out(paragraphs: Sequence[list[Telling]], parts: int) -> list[list[list[Telling]]]:
    """Neighbouring paragraphs in groups of about the same number of words."""
    sizes = [sum(len(words(one.told.text)) for one in paragraph) for paragraph in paragraphs]
    share = sum(sizes) / parts
    groups: list[list[list[Telling]]] = [[]]
    filled = 0
    for paragraph, size in zip(paragraphs, sizes, strict=True):
        if groups[-1] and filled + size / 2 > share * len(groups) and len(groups) < parts:
            groups.append([])
        groups[-1].append(paragraph)
        filled += size
    return groups


def _given(groups: Sequence[list[list[Telling]]], evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """For each group the snippets of its sentences, then what is nearest to it of all else, as room allows.

    Of all else a source of which no sentence was chosen comes first: so that each is read.
    """
    place = {one.snippet.id: one for one in reversed(evidence)}
    given = [
        list(dict.fromkeys(id_ for paragraph in group for one in paragraph for id_ in _holding(one, place)))
        for group in groups
    ]
    taken = {id_ for some in given for id_ in some}
    read = {place[id_].source.id for id_ in taken}
    left = [id_ for id_ in dict.fromkeys(one.snippet.id for one in evidence) if id_ not in taken]
    terms = [_terms(place[id_] for id_ in some) for some in given]
    for id_ in sorted(left, key=lambda id_: place[id_].source.id in read):
        found = read_surface(place[id_].snippet.text).stems
        nearest = max(range(len(groups)), key=lambda number: (len(found & terms[number]), -number))
        given[nearest].append(id_)
    return [_within([place[id_] for id_ in some]) for some in given]


def _holding(telling: Telling, place: dict[str, Evidence]) -> list[str]:
    source = telling.told.source
    spans = sentences(source.text)
    start = spans[min(telling.told.position, len(spans) - 1)][0]
    return [
        id_
        for id_, one in place.items()
        if one.source.id == source.id and one.snippet.start <= start < one.snippet.end
    ]


def _terms(evidence: Iterable[Evidence]) -> frozenset[str]:
    return frozenset(stem for one in evidence for stem in read_surface(one.snippet.text).stems)


def _within(evidence: Sequence[Evidence]) -> list[Evidence]:
    kept: list[Evidence] = []
    room = MATERIAL
    for one in evidence:
        room -= len(one.snippet.text)
        if room < 0 and kept:
            break
        kept.append(one)
    return kept
