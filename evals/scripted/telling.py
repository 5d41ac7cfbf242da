"""True sentences for what a prompt asks for: chosen from its sources, dated, some in other words."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from agents.likeness import likeness
from agents.surface import normal, read_surface, words
from evals.paraphrases import PARAPHRASES, date_written_out
from evals.scripted.reading import Asked
from evals.told import Told
from store.records import Source, digest

VERBATIM = "verbatim"
SAME = 0.8
"""Likeness from which a sentence is told already."""
LEANS = frozenset("he she it they this that these those his her its their but and however".split())
"""First words of a sentence that leans on the one before."""


class Sentence(NamedTuple):
    """As it is written, the labels it names, and how it was made: ``VERBATIM``, or how it was changed."""

    text: str
    labels: tuple[str, ...]
    how: str


def chosen(asked: Asked, known: Iterable[str] = ()) -> list[Told]:
    """As many as the words asked for hold: the first of each source, then the second; none told already."""
    told = list(_each_in_turn(asked))
    known = list(known)
    if not told:
        return []
    alike = likeness([read_surface(text) for text in (*known, *(one.text for one in told))])
    kept: list[int] = list(range(len(known)))
    room = asked.words
    for row, one in enumerate(told, start=len(known)):
        size = len(words(one.text))
        if size <= room and all(alike[row][other] < SAME for other in kept):
            kept.append(row)
            room -= size
    return [told[row - len(known)] for row in kept if row >= len(known)]


def _each_in_turn(asked: Asked) -> Iterator[Told]:
    ready: dict[str, list[Told]] = {one.id: [] for one in asked.sources}
    for one in asked.told.told:
        if (named := _standing_alone(one)) is not None:
            ready[one.source.id].append(named)
    for some in zip_longest(*ready.values()):
        yield from (one for one in some if one is not None)


def _standing_alone(one: Told) -> Told | None:
    """With the name for a pronoun at its beginning; None where that is not known."""
    if one.text.split()[0].strip(",").lower() not in LEANS:
        return one
    named = PARAPHRASES["name for a pronoun"](one)
    return Told(named, one.before, one.after, one.source) if named else None


def written(one: Told, *, often: int = 3) -> Sentence:
    """With its day written out; one of so many in other words too, the same each time."""
    label = one.source.name
    dated = date_written_out(one)
    told = Told(dated or one.text, one.before, one.after, one.source)
    lot = int(digest(one.text)[:8], 16)
    if often and lot % often == 0:
        kinds = list(PARAPHRASES)
        for kind in kinds[lot % len(kinds) :] + kinds[: lot % len(kinds)]:
            reworded = PARAPHRASES[kind](told)
            if reworded and normal(reworded) != normal(told.text):
                return Sentence(reworded, (label,), kind)
    return Sentence(told.text, (label,), "date written out" if dated else VERBATIM)


def newest(sources: Iterable[Source]) -> Source | None:
    """By its day."""
    dated = [one for one in sources if one.published_at]
    return max(dated, key=lambda one: one.published_at or one.fetched_at, default=None)
