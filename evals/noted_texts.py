"""Dates in a text, and copies among texts, as intake finds them, held against what people noted."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from agents.checker import Checker
from evals.intake_copies import are_linked, kept_of
from evals.temporal_expressions import judge, ours
from evals.texts import SOME_DAY, paragraphs, rows, source
from evals.timex import DatedText, Expression, read_timex
from store.errors import BadData
from store.records import Record

TEXTS = "timeline17"
"""Folder beside the pairs."""


class Noted(Record):
    """Words of a text and what they mean, as TIMEX3 writes it."""

    start: int
    end: int
    value: str


class NotedText(Record):
    """A text of a day, with the words in it that a reader dates by that day."""

    name: str
    text: str
    day: date
    expressions: tuple[Noted, ...]
    unscored: int = 0


class DatesRead(Record):
    """right, wrong or not found of each, with what was found."""

    outcomes: tuple[tuple[str, str, str], ...]
    """Outcome, words with the value that people noted, and the value that was found."""


def read_dates(noted: NotedText, _checker: Checker) -> DatesRead:
    """By intake, sentence by sentence."""
    spans = tuple((one.start, one.end) for one in noted.expressions)
    expressions = tuple(Expression(one.start, one.end, one.value) for one in noted.expressions)
    dated = DatedText(noted.text, noted.day, expressions, noted.unscored, spans)
    judged = judge(dated, ours(dated))
    return DatesRead(
        outcomes=tuple(
            (outcome, f"{noted.text[one.start : one.end]} ({one.value})", found)
            for outcome, one, found in judged
        )
    )


class TwoTexts(Record):
    """Two texts, and whether one is a copy of the other."""

    name: str
    one: str
    other: str
    days: tuple[datetime, datetime] = (SOME_DAY, SOME_DAY)
    copy_: bool
    kind: str = ""


class Linked(Record):
    """Whether the archive found one report in both."""

    found: bool


def link(two: TwoTexts, _checker: Checker) -> Linked:
    """In an archive of their own, the earlier first."""
    texts = ((two.one, two.days[0], "one"), (two.other, two.days[1], "other"))
    made = [source([text], day, url=f"https://{name}.example/report") for text, day, name in texts]
    kept = kept_of(sorted(made, key=lambda one: one.fetched_at))
    if len(kept) < len(made):
        return Linked(found=True)
    one, other = (kept[each.id] for each in made)
    return Linked(found=are_linked(one, other))


def texts_of(file: Path) -> Iterator[NotedText]:
    """Annotated news, as ``evals.timex`` reads it. Raises BadData."""
    try:
        for number, dated in enumerate(read_timex(file), 1):
            noted = tuple(Noted(start=one.start, end=one.end, value=one.value) for one in dated.expressions)
            yield NotedText(
                name=f"{file.name} {number}",
                text=dated.text,
                day=dated.day,
                expressions=noted,
                unscored=dated.unscored,
            )
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BadData(f"{file} cannot be read as time expressions: {error}.") from error


def pairs_of(file: Path) -> Iterator[TwoTexts]:
    """Listed pairs, and as many of texts of other days that are not listed. Raises BadData."""
    folder = file.parent / TEXTS
    if not folder.is_dir():
        raise BadData(f"{file} names texts of {folder}, which is not there.")
    try:
        yield from _pairs(file, folder)
    except (OSError, EOFError, ValueError, KeyError, TypeError, gzip.BadGzipFile) as error:
        raise BadData(f"{file} cannot be read as pairs of texts: {error!r}.") from error


def _pairs(file: Path, folder: Path) -> Iterator[TwoTexts]:
    texts = {row["id"]: row for one in sorted(folder.glob("[!g]*.jsonl.gz")) for row in rows(one)}
    listed = [row for row in rows(file) if row["a"] in texts and row["b"] in texts]
    for row in listed:
        yield _two(texts[row["a"]], texts[row["b"]], row["class_by_jaccard"])
    known = {frozenset((row["a"], row["b"])) for row in listed}
    yield from islice(_strangers(texts, known), len(listed))


def _strangers(texts: dict[str, dict[str, Any]], known: set[frozenset[str]]) -> Iterator[TwoTexts]:
    chance, names = random.Random(0), sorted(texts)  # noqa: S311
    while len({text["published"] for text in texts.values()}) > 1:
        one, other = chance.sample(names, 2)
        if frozenset((one, other)) not in known and texts[one]["published"] != texts[other]["published"]:
            yield _two(texts[one], texts[other], "")


def _two(one: dict[str, Any], other: dict[str, Any], kind: str) -> TwoTexts:
    told = ["\n\n".join(paragraphs(text["sentences"])) for text in (one, other)]
    days = [datetime.fromisoformat(text["published"]).replace(tzinfo=UTC) for text in (one, other)]
    return TwoTexts(
        name=f"{one['id']} {other['id']}",
        one=told[0],
        other=told[1],
        days=(days[0], days[1]),
        copy_=bool(kind),
        kind=kind,
    )
