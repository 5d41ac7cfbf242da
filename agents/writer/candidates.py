"""Sentences of the evidence that a story could take, each with what speaks for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from agents.ahead import expired
from agents.anchor import AGED, anchor, dated, needs_anchor
from agents.bulletins import headed, is_bulletin, is_headed, lines, unheaded
from agents.hours import of_an_hour
from agents.reporting import reporting
from agents.revision import Place, Standing
from agents.surface import STOP_WORDS, Surface, read_surface
from agents.writer.standing import quote_left_open, stand_alone
from store.records import Evidence, Source
from store.snippets import sentences
from store.temporal import read_dates, with_dates

_LEAD_IN = re.compile(
    r"\b(?:following|as follows|hoax|rumou?r|invented|false|untrue)\b|:[\"”’]?$|\?$", re.IGNORECASE
)
"""After such a sentence the paragraph may speak in another's voice."""
NOTE = 400
"""Characters of a source that is one paragraph: an agency's note, which may leave out the last full stop."""


@dataclass(frozen=True)
class Candidate:
    """A sentence as it would stand in the story: relative dates written out, a leading connective gone."""

    text: str
    source: Source
    position: int
    relevance: float
    time: datetime
    """When its source was published. One that does not say is no news: it counts as the oldest of all."""
    start: int = -1
    """Where the sentence begins in its source, where that is known."""

    @property
    def place(self) -> Place:
        """Of the sentence that it tells."""
        return self.source.id, self.start

    @cached_property
    def surface(self) -> Surface:
        """Of a bulletin's line without day and heading, which all its lines have in common."""
        return read_surface(self.line)

    @cached_property
    def line(self) -> str:
        """The line of a bulletin by itself."""
        return unheaded(self.text, self.source)

    @cached_property
    def bulletin(self) -> bool:
        """Whether it is a line of a bulletin."""
        return is_headed(self.text, self.source)


def candidates(topic: str, evidence: Sequence[Evidence], stands: Sequence[Standing] = ()) -> list[Candidate]:
    """Every sentence of the evidence that can stand alone, in order of source and position.

    A source without a day counts as old as the oldest of all, of the claims that stand too.
    """
    if not evidence:
        return []
    now = story_day(evidence)
    known = [one.source.published_at for one in evidence if one.source.published_at]
    times = [*known, *(one.time for one in stands)]
    oldest = min(times) if times else min(one.source.fetched_at for one in evidence)
    groups = {group[0].source.id: group for group in _by_source(evidence)}
    found: list[Candidate] = []
    for source in reporting([group[0].source for group in groups.values()]):
        if is_bulletin(source) and source.published_at:
            found.extend(_of_bulletin(groups[source.id], source.published_at))
        found.extend(_of_source(topic, groups[source.id], now, source.published_at or oldest))
    return found


def story_day(evidence: Sequence[Evidence]) -> date:
    """The day the story speaks of: the one asked for, else that of the newest source."""
    asked = [one.question.as_of for one in evidence if one.question.as_of]
    known = [one.source.published_at or one.source.fetched_at for one in evidence]
    return (asked or [max(known)])[0].date()


def _by_source(evidence: Sequence[Evidence]) -> Iterable[list[Evidence]]:
    groups: dict[str, list[Evidence]] = {}
    for one in evidence:
        groups.setdefault(one.source.id, []).append(one)
    return groups.values()


def _of_bulletin(group: Sequence[Evidence], time: datetime) -> Iterable[Candidate]:
    """All that it measures, whichever line was found, as of its day."""
    source = group[0].source
    relevance = max(one.score for one in group)
    for line in lines(source):
        text = dated(headed(line.text, source), time.date())
        yield Candidate(text, source, line.place, relevance, time, line.span.start)


def _of_source(topic: str, group: Sequence[Evidence], now: date, time: datetime) -> Iterable[Candidate]:
    source = group[0].source
    quoted, led, last = False, False, 0
    note = "\n" not in source.text and len(source.text) <= NOTE
    for position, (start, end) in enumerate(sentences(source.text)):
        sentence = source.text[start:end]
        led = led and "\n" not in source.text[last:start]
        inside, quoted, last = quoted or led, quote_left_open(sentence, before=quoted), end
        led = led or bool(_LEAD_IN.search(sentence))
        hits = [one for one in group if one.snippet.start <= start and end <= one.snippet.end]
        if note and sentence.endswith(")"):
            sentence = f"{sentence}."
        text = _as_told(sentence, source, topic, now) if hits and not inside and not quoted else None
        if text:
            yield Candidate(text, source, position, sum(one.score for one in hits), time, start)


def _as_told(sentence: str, source: Source, topic: str, now: date) -> str | None:
    """The sentence as the story would have it, or None where it cannot stand there."""
    published = source.published_at.date() if source.published_at else None
    unclear = [
        words for words in read_dates(sentence, published).refused if "ago" not in words or not published
    ]
    if unclear:
        return None
    dated = _without_capitals(with_dates(sentence, published), source.text)
    text = stand_alone(dated, topic)
    if text is None or expired(text, now):
        return None
    if published is None:
        return text
    grown_old = now - published > AGED and needs_anchor(text, published)
    past = now > published and of_an_hour(text)
    return anchor(text, published, source.text) if grown_old or past else text


def _without_capitals(sentence: str, source_text: str) -> str:
    """The sentence without capitals that only mark its beginning, as tabloids set it: THE BRIDGE fell."""
    match = re.match(r"(?:A )?[A-Z]{3,}(?: [A-Z]{3,})*\b", sentence)
    opening = match.group() if match else ""
    common = all(word.lower() in STOP_WORDS or f" {word.lower()} " in source_text for word in opening.split())
    return opening.capitalize() + sentence[len(opening) :] if common else sentence
