"""True sentences: those of the bundled story and of real reports, each with the source that it stands in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from agents.surface import content_stems, normal, words
from evals.bundled import EXAMPLE
from evals.texts import paragraphs, rows, source
from store.intake import read
from store.records import Source
from store.snippets import sentences

SHORTEST, LONGEST = 6, 60
"""Words of a sentence; what has fewer is a caption or a signature, what has more a table."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a source on one line, and the sentences on either side of it."""

    text: str
    before: str
    after: str
    source: Source


@dataclass(frozen=True)
class Corpus:
    """Sources that may be cited, and what they tell."""

    name: str
    sources: tuple[Source, ...]
    told: tuple[Told, ...]

    @cached_property
    def lines(self) -> frozenset[str]:
        """Every sentence as it is compared."""
        return frozenset(normal(one.text) for one in self.told)

    @cached_property
    def stems(self) -> dict[str, list[frozenset[str]]]:
        """Of each source, the stems of each of its sentences."""
        return {
            one.id: [frozenset(content_stems(one.text[start:end])) for start, end in sentences(one.text)]
            for one in self.sources
        }


def corpus(name: str, sources: Sequence[Source]) -> Corpus:
    """Every sentence of every source, once: what two of them have in common is told by the first."""
    told: dict[str, Told] = {}
    for one in chain.from_iterable(map(_told, sources)):
        told.setdefault(one.text, one)
    return Corpus(name, tuple(sources), tuple(told.values()))


def _told(source: Source) -> Iterator[Told]:
    lines = [" ".join(source.text[start:end].split()) for start, end in sentences(source.text)]
    for before, text, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if SHORTEST <= len(words(text)) <= LONGEST and text.rstrip("”\"'’)").endswith((".", "!", "?")):
            yield Told(text, before, after, source)


def bundled() -> Corpus:
    """The nine weeks of the story in examples/, each page as it was at the end of its week."""
    found = [
        source
        for week in range(1, 10)
        for source in read([str(EXAMPLE / "sources" / f"week-{week}")], now=_end_of(week))
        if isinstance(source, Source)
    ]
    return corpus("bundled", found)


def _end_of(week: int) -> datetime:
    return datetime.combine(date(2025, 3, 2) + timedelta(weeks=week), time.max, UTC)


def reports(folder: Path) -> Corpus:
    """Dated reports in lines of JSON, a list of sentences each."""
    found = [_report(row) for file in sorted(folder.glob("*.jsonl")) for row in rows(file)]
    return corpus(folder.name, found)


def _report(row: dict[str, Any]) -> Source:
    day = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
    return source(paragraphs(row["sentences"]), day, row["url"], row["id"])
