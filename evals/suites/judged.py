"""Texts, queries and relevance labels as data: one file of ours, or three as such sets are published."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from evals.retrieval import Collection, wikinews_rows
from evals.rows import read_rows
from evals.suites import Place
from evals.texts import SOME_DAY, lines, paragraphs, source
from store.errors import BadData
from store.records import Source

TEXTS = ("docs.jsonl", "docs.jsonl.gz", "corpus.jsonl", "corpus.jsonl.gz")
LABELS = ("qrels.tsv", "qrels.txt", "qrels", "qrels/test.tsv")
QUERIES = ("queries.tsv", "queries.txt", "queries.jsonl", "queries.jsonl.gz")

_ID = AliasChoices("id", "_id")
_NAME = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class TextRow(BaseModel):
    """A text that may be found. Those of one topic and of different stories must not be mixed."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    id: _NAME = Field(min_length=1, validation_alias=_ID)
    text: str = ""
    sentences: list[str] = Field(default=[], description="Instead of a text that has lost its paragraphs.")
    title: str = ""
    published: datetime | None = None
    topic: _NAME = ""
    story: str = ""

    @property
    def source(self) -> Source:
        """Under an address of its own, and named by its id."""
        told = paragraphs(self.sentences) or [self.text]
        found = source(told, self.published or SOME_DAY, f"https://example.org/{self.id}", self.id)
        return found.model_copy(update={"title": self.title})


class RetrievalRow(TextRow):
    """A text, or a query with the ids of its relevant texts.

    A query that has the id of a text was taken from it.
    """

    query: str = ""
    relevant: dict[str, int] | list[str] = Field(
        default=[], description="Ids with their grades, from 1; or a list of ids."
    )

    @property
    def grades(self) -> dict[str, int]:
        """Of the relevant texts."""
        graded = self.relevant if isinstance(self.relevant, dict) else dict.fromkeys(self.relevant, 1)
        return {id_: grade for id_, grade in graded.items() if grade > 0}

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool(self.query) == bool(self.text or self.sentences):
            raise ValueError("give either a text or a query")
        return self


class QueryRow(BaseModel):
    """A query in a file of queries."""

    id: _NAME = Field(min_length=1, validation_alias=_ID)
    text: str = Field(min_length=1)


@dataclass(frozen=True)
class Judged:
    """What was read, and what was not."""

    collection: Collection
    unscored: Counter[str]
    bad: tuple[str, ...] = ()


def read_judged(file: Path, place: Place) -> Judged:
    """Raises BadData."""
    if file.name not in QUERIES:
        return _of_one(file, place.limit)
    labels = _relevant(_beside(file, LABELS))
    texts = {row.id: row for row in _texts(file)}
    return _judged(file.parent.name, texts, dict(_queries(file)), labels, place.limit)


def _of_one(file: Path, limit: int | None) -> Judged:
    read = read_rows(file, RetrievalRow)
    texts: dict[str, TextRow] = {row.id: row for row in read.rows if not row.query}
    queries = {row.id: row.query for row in read.rows if row.query}
    labels = {row.id: row.grades for row in read.rows if row.query}
    found = _judged(file.name, texts, queries, labels, limit)
    return Judged(found.collection, read.unscored + found.unscored, read.bad)


def _judged(
    name: str,
    texts: dict[str, TextRow],
    queries: dict[str, str],
    labels: dict[str, dict[str, int]],
    limit: int | None,
) -> Judged:
    whole = Collection(
        name=name,
        texts={id_: row.source for id_, row in texts.items() if row.text or row.sentences},
        queries=queries,
        relevant=labels,
        kinds={id_: (row.topic, row.story) for id_, row in texts.items() if row.story}
        | _kinds_of(queries, labels, texts),
    )
    there = whole.judged()
    missing = Counter({"none of its relevant texts is there": len(queries) - len(there)})
    if not whole.texts or not queries:
        raise BadData(f"{name} has no {'queries' if whole.texts else 'texts'}.")
    some = _evenly(list(there), limit)
    asked = Collection(name, whole.texts, {one: queries[one] for one in some}, there, whole.kinds)
    return Judged(asked, +missing)


def _kinds_of(
    queries: dict[str, str], labels: dict[str, dict[str, int]], texts: dict[str, TextRow]
) -> dict[str, tuple[str, str]]:
    """A query that was taken from no text is of the story of all its relevant texts, if they are of one."""
    found: dict[str, tuple[str, str]] = {}
    for query in queries:
        rows = [texts[id_] for id_ in labels.get(query, {}) if id_ in texts]
        kinds = {(row.topic, row.story) for row in rows if row.story}
        if len(kinds) == 1 and query not in texts:
            found[query] = kinds.pop()
    return found


def _evenly(queries: list[str], limit: int | None) -> list[str]:
    most = len(queries) if limit is None else min(limit, len(queries))
    return [queries[place * len(queries) // most] for place in range(most)]


def _beside(file: Path, names: tuple[str, ...]) -> Path:
    found = next((place for name in names if (place := file.parent / name).is_file()), None)
    if found is None:
        raise BadData(f"{file.parent} has no {' or '.join(names)}.")
    return found


def _texts(file: Path) -> Iterator[TextRow]:
    """Those beside the queries; those of the entity queries lie in other folders."""
    if file.parent.name == "wikinews_entities":
        yield from map(TextRow.model_validate, wikinews_rows(file.parents[2]))
        return
    yield from read_rows(_beside(file, TEXTS), TextRow).rows


def _queries(file: Path) -> Iterator[tuple[str, str]]:
    if ".jsonl" in file.name:
        yield from ((row.id, row.text) for row in read_rows(file, QueryRow).rows)
        return
    for number, line in enumerate(lines(file), start=1):
        id_, tab, text = line.strip().partition("\t")
        if line.strip() and not (tab and text.strip()):
            raise BadData(f"{file.name} line {number}: it is no id, a tab and a query.")
        if line.strip():
            yield id_, text


def _relevant(file: Path) -> dict[str, dict[str, int]]:
    """Query, text and grade, TREC's iteration after the first or not; a first line of names."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, line in enumerate(lines(file), start=1):
        parts = line.split()
        if number == 1 and parts and parts[-1] == "score":
            continue
        if parts and not (len(parts) in {3, 4} and re.fullmatch(r"-?\d+", parts[-1])):
            raise BadData(f"{file.name} line {number}: it is no query, text and grade.")
        if parts and int(parts[-1]) > 0:
            found[parts[0]][parts[-2]] = int(parts[-1])
    return dict(found)
