"""What the sentences of a source say of time, kept with its snippets; its text stays as it is."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from store.records import DateMention, Source
from store.temporal.reading import HINTS, meanings

_READ = ("en", "")
"""Languages whose dates are read; what is in none that is known is most often too short to tell."""


def mentions(source: Source, sentences: Sequence[tuple[int, int]]) -> tuple[DateMention, ...]:
    """In the order of the text, with offsets into it; none where the source has no date of its own."""
    if source.published_at is None or source.language not in _READ:
        return ()
    published = source.published_at.date()
    return tuple(
        DateMention(start=start + first, end=start + last, **meaning._asdict())
        for (start, end), hints in _hinted(source.text, sentences)
        for first, last, meaning in meanings(source.text[start:end], published, hints)
    )


def _hinted(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], set[str]]]:
    """The sentences with a hint of a date, and which they have: found quickest in the whole text at once."""
    starts = [start for start, _ in spans]
    found: defaultdict[int, set[str]] = defaultdict(set)
    for hint, pattern in HINTS.items():
        place = pattern.search(text)
        while place:
            number = bisect_right(starts, place.start()) - 1
            found[number].add(hint)
            place = pattern.search(text, max(place.end(), spans[number][1]))
    return [(spans[number], found[number]) for number in sorted(found)]


def within(found: Sequence[DateMention], start: int, end: int) -> tuple[DateMention, ...]:
    """Those that begin in this part of the text."""
    first = bisect_left(found, start, key=lambda mention: mention.start)
    last = bisect_left(found, end, key=lambda mention: mention.start)
    return tuple(found[first:last])
