"""Two texts in the same words that tell one thing otherwise: which of them is the report.

What is known, in this order: one credits the other's house; voices of their own tell it the one way; of two
that were read together, the one that was published first. Else the one that was read first, which nobody can
date back.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from agents.disputes import same_thing
from agents.figures import Figure
from agents.reporting import site
from agents.surface import read_surface
from store.copies import altered
from store.records import Source
from store.shingles import shingles
from store.snippets import sentences

TOGETHER = timedelta(minutes=10)
"""Read within this time, as files of a folder or feeds of one round: which came first says nothing."""
BORNE_OUT = 2
"""Voices of their own by which the text that was read later is ahead where it is believed."""

Tellings = Mapping[str, Sequence[str]]
"""Passages by the voice that tells them."""


def is_report(later: Source, first: Source, tellings: Tellings) -> bool:
    """Whether the one that was read later is the report, and the one that was read first alters it.

    ``tellings`` are those of other voices.
    """
    credited, crediting = _credits(first, later), _credits(later, first)
    if credited != crediting:
        return credited
    ahead = _agreeing(later, first, tellings) - _agreeing(first, later, tellings)
    if abs(ahead) >= BORNE_OUT:
        return ahead > 0
    together = abs(later.fetched_at - first.fetched_at) <= TOGETHER
    return together and _was_published_before(later, first)


@lru_cache(maxsize=1024)
def said(text: str) -> frozenset[int]:
    """Its runs of words."""
    return frozenset(shingles(text).distinct.tolist())


def _credits(one: Source, other: Source) -> bool:
    """Whether it names as its agency the house whose own site the other is on."""
    labels = site(other).split(".")
    return any("".join(name.lower().split()) in labels for name in one.agencies)


def _agreeing(one: Source, other: Source, tellings: Tellings) -> int:
    """How many voices tell what the two tell otherwise as the first does."""
    otherwise = frozenset(altered(one.text, other.text).tolist())
    told = [text for text in _sentences(one.text) if said(text) & otherwise]
    own = [(text, figures) for text in told if (figures := _own_figures(text, other.text))]
    return sum(any(_tells(passage, own) for passage in passages) for passages in tellings.values())


def _own_figures(text: str, other: str) -> frozenset[Figure]:
    """Those of a sentence that the other text has in none."""
    return read_surface(text).figures.difference(*(read_surface(one).figures for one in _sentences(other)))


def _tells(passage: str, told: Collection[tuple[str, frozenset[Figure]]]) -> bool:
    return any(
        figures <= read_surface(one).figures and same_thing(one, text)
        for one in _sentences(passage)
        for text, figures in told
    )


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text[start:end].split()) for start, end in sentences(text))


def _was_published_before(one: Source, other: Source) -> bool:
    """As they say themselves; a day without an hour is before no hour of that day."""
    if one.published_at is None or other.published_at is None:
        return False
    if _is_day(one.published_at) or _is_day(other.published_at):
        return one.published_at.date() < other.published_at.date()
    return one.published_at < other.published_at


def _is_day(moment: datetime) -> bool:
    return moment.astimezone(UTC).time() == time()
