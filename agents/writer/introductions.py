"""Whoever is told of by his surname alone has been told of in full before, where the order can be so."""

from collections.abc import Iterator, Sequence

from agents.surface import ENGLISH, words
from agents.writer.people import is_person
from agents.writer.tellings import Telling

_Place = tuple[int, int]
"""Of a sentence: its paragraph, and which it is in there."""


def introduced(paragraphs: Sequence[Sequence[Telling]]) -> list[list[Telling]]:
    """The sentence that names somebody in full is told before the first that does not, with its paragraph.

    The lead stays as it is.
    """
    ordered = [list(paragraph) for paragraph in paragraphs]
    for surname in _surnames(paragraphs):
        told = [place for place, telling in _all(ordered) if surname in words(telling.told.text)]
        named = [place for place in told if _in_full(surname, ordered[place[0]][place[1]])]
        if not named:
            continue
        (row, place), (where, which) = told[0], named[0]
        if row == where > 0:
            ordered[row].insert(place, ordered[row].pop(which))
        elif row > 0:
            ordered.insert(row, ordered.pop(where))
    return ordered


def _all(paragraphs: Sequence[Sequence[Telling]]) -> Iterator[tuple[_Place, Telling]]:
    for row, paragraph in enumerate(paragraphs):
        for place, telling in enumerate(paragraph):
            yield (row, place), telling


def _surnames(paragraphs: Sequence[Sequence[Telling]]) -> list[str]:
    """Of all that are named in full somewhere; not what names something else as well."""
    full = [name for _, telling in _all(paragraphs) for name in telling.told.surface.names if " " in name]
    begun = {name.split()[0] for name in full}
    people = (name for name in full if is_person(name) and ENGLISH.isdisjoint(name.split()))
    return [surname for surname in dict.fromkeys(name.split()[-1] for name in people) if surname not in begun]


def _in_full(surname: str, telling: Telling) -> bool:
    return any(name.split()[-1] == surname and " " in name for name in telling.told.surface.names)
