"""The sentences of the news, as a reviser weighs them against what a story says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.ahead import looks_ahead
from agents.bulletins import is_bulletin, lines
from agents.reporting import reporting
from agents.surface import read_surface
from store.intake.clean import ends_a_sentence
from store.records import Evidence, Source
from store.snippets import sentences
from store.temporal import with_dates

UNSURE = frozenset({"reportedly", "allegedly", "alleged", "unconfirmed", "possibly", "perhaps", "probably"})
"""Hedges of what nobody vouches for: it overtakes nothing."""
_UNVOUCHED = re.compile(
    r"\b(?:[Ii]f|[Uu]nless|may|might|could(?! have)|feared|fears?|rumou?rs?|rumou?red|unverified"
    r"|supposedly|apparently|anonymous(?:ly)?|not to be (?:named|identified)|social media|Facebook|Telegram"
    r"|Twitter|TikTok|bloggers?|believed to|thought to|appear(?:s|ed)? to|[Uu]p to|[Aa]s many as"
    r"|untrue|not true|false|falsely|den(?:y|ies|ied|ying)|about to"
    r"|call(?:s|ed)? (?:on|for)|demand(?:s|ed)?|urg(?:es|ed))\b|\?"
)
"""Neither does what is feared, asked, denied or demanded, nor what only the crowd says."""


@dataclass(frozen=True)
class Told:
    """A sentence with its relative dates written out."""

    text: str
    source: Source
    time: datetime
    start: int = 0
    """Where it begins in its source."""
    ahead: bool = False
    """Whether it speaks of what has not happened: it may give another estimate, and decides nothing."""


def told(news: Sequence[Evidence], now: datetime, *, unvouched: bool = False) -> list[Told]:
    """Those of the sources that report, the newest first, of what has happened and somebody vouches for.

    With ``unvouched`` also the others. A source that says that it is of a later day than ``now`` is not
    believed.
    """
    of_each = (_of(source, news, unvouched=unvouched) for source in _reporting(news))
    found = [one for some in of_each for one in some if one.time <= now]
    return sorted(found, key=lambda one: (one.time, one.source.id), reverse=True)


def _reporting(news: Sequence[Evidence]) -> Sequence[Source]:
    return reporting(list({one.source.id: one.source for one in news}.values()))


def _of(source: Source, news: Sequence[Evidence], *, unvouched: bool) -> Iterator[Told]:
    if source.published_at is None:
        return  # what may be older than all else overtakes nothing
    of_bulletin = is_bulletin(source)
    if of_bulletin:
        yield from (Told(line.text, source, source.published_at, line.span.start) for line in lines(source))
    for snippet in {one.snippet.id: one.snippet for one in news if one.source.id == source.id}.values():
        for start, end in sentences(snippet.text):
            text = " ".join(with_dates(snippet.text[start:end], source.published_at.date()).split())
            if of_bulletin and (text.isupper() or not ends_a_sentence(text)):
                continue  # a line that measures nothing, or what is only forecast
            if unvouched or _vouched(text):
                place = snippet.start + start
                yield Told(text, source, source.published_at, place, looks_ahead(text))


def _vouched(text: str) -> bool:
    return not (UNSURE & read_surface(text).hedges or _UNVOUCHED.search(text))
