"""What intake reads of pages, of dates and of copies, held against what people noted.

Words are compared as bags, page by page, and the mean over pages is told; strings that an article has or has
not are counted over all pages. A day is right where it is that of the noted moment in its own zone. Words
that mean a date are right where the whole value is that of the annotation.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from evals.context import Context
from evals.noted_texts import (
    DatesRead,
    Linked,
    Noted,
    NotedText,
    TwoTexts,
    link,
    pairs_of,
    read_dates,
    texts_of,
)
from evals.read_pages import BYTES, NotedPage, ReadPage, noted_at, pages_of, read_noted
from evals.rows import Rows, read_rows
from evals.scores import Case, Measure, Scores, Tally
from evals.suites import Place

SHOWN = 50
LATER = timedelta(days=1)
"""After which a page is read, where its row does not say."""
Item = NotedPage | NotedText | TwoTexts


class ExpressionRow(BaseModel):
    """Words of a text, the first that are such or those at ``start``."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(min_length=1)
    value: str = Field(min_length=1, description="As TIMEX3 writes it: 2025-03-04, 2025-W10, P6M.")
    start: int | None = Field(default=None, ge=0)


class IntakeRow(BaseModel):
    """A page with what is known of it, a text with its dates, or two texts."""

    model_config = ConfigDict(extra="ignore")
    kind: Literal["page", "dates", "copies"]
    id: str = Field(min_length=1)
    html: str = ""
    text: str = Field(default="", description="Of a page the article's; else the text itself.")
    title: str = ""
    has: list[str] = Field(default=[], description="Strings that the article has.")
    has_not: list[str] = []
    url: str = ""
    published: str = Field(default="", description="A day or a moment with its zone.")
    fetched: str = ""
    expressions: list[ExpressionRow] = []
    other: str = ""
    copy_: bool | None = Field(default=None, alias="copy", description="Whether both carry one report.")

    @field_validator("published", "fetched")
    @classmethod
    def _a_moment(cls, value: str) -> str:
        if value:
            noted_at(value)
        return value

    @model_validator(mode="after")
    def _whole(self) -> "IntakeRow":
        if self.kind == "page" and not (
            self.html and (self.text or self.title or self.has or self.published)
        ):
            raise ValueError("a page has html, and text, title, strings or a date to hold it against")
        if self.kind == "dates" and not (self.text and self.published and self.expressions):
            raise ValueError("dates have a text, the day it was published, and expressions")
        if self.kind == "dates" and any(_start(self.text, one) < 0 for one in self.expressions):
            raise ValueError("an expression is not in the text")
        if self.kind == "copies" and (not self.text or not self.other or self.copy_ is None):
            raise ValueError("copies have a text, an other and whether it is a copy")
        return self

    @property
    def item(self) -> Item:
        """As it is measured."""
        return {"page": self._page, "dates": self._dates, "copies": self._two}[self.kind]()

    def _page(self) -> NotedPage:
        published = noted_at(self.published) if self.published else None
        moments = [noted_at(self.fetched)] if self.fetched else [published + LATER] if published else []
        return NotedPage(
            name=self.id,
            raw=self.html.encode().decode(BYTES),
            text=self.text,
            title=self.title,
            has=tuple(self.has),
            has_not=tuple(self.has_not),
            published=published,
            url=self.url,
            **({"read_at": moments[0]} if moments else {}),
        )

    def _dates(self) -> NotedText:
        starts = [(one, _start(self.text, one)) for one in self.expressions]
        noted = tuple(Noted(start=at, end=at + len(one.text), value=one.value) for one, at in starts)
        day = date.fromisoformat(self.published[:10])
        return NotedText(name=self.id, text=self.text, day=day, expressions=noted)

    def _two(self) -> TwoTexts:
        return TwoTexts(name=self.id, one=self.text, other=self.other, copy_=bool(self.copy_))


def _start(text: str, row: ExpressionRow) -> int:
    """Less than none where the words do not stand there."""
    if row.start is None:
        return text.find(row.text)
    return row.start if text.startswith(row.text, row.start) else -1


@dataclass(frozen=True)
class Items:
    """What was read, and what of it could not be."""

    items: tuple[Item, ...]
    bad: tuple[str, ...] = ()
    unscored: Counter[str] = field(default_factory=Counter[str])


class Intake:
    """The suite."""

    name = "intake"
    files = ("intake.jsonl", "intake.jsonl.gz")
    measures = "How intake reads pages and their dates, dates in texts, and copies, beside what people noted."
    format = (
        "JSONL: kind page {id, html, text?, title?, has?, has_not?, published?, url?, fetched?}, dates {id,"
        " text, published, expressions [{text, value, start?}]}, copies {id, text, other, copy}; or"
        " pages_fundus.tar.gz, pages_readability.tar.gz, pages_trafilatura.tar.gz, timex.jsonl.gz,"
        " near_duplicates.jsonl.gz"
    )

    @property
    def schema(self) -> dict[str, Any]:
        return IntakeRow.model_json_schema()

    def read(self, place: Place) -> Items:
        file = place.file(*self.files)
        if public := _public(file):
            found = list(public)
            return Items(tuple(_evenly(found, place.limit)))
        rows: Rows[IntakeRow] = read_rows(file, IntakeRow, place.limit, lambda row: row.kind)
        return Items(tuple(row.item for row in rows.rows), rows.bad, rows.unscored)

    def run(self, data: Items, context: Context) -> Scores:
        pages = [one for one in data.items if isinstance(one, NotedPage)]
        texts = [one for one in data.items if isinstance(one, NotedText)]
        pairs = [one for one in data.items if isinstance(one, TwoTexts)]
        read = list(zip(pages, context.each(pages, read_noted, ReadPage), strict=True))
        dated = list(zip(texts, context.each(texts, read_dates, DatesRead), strict=True))
        linked = list(zip(pairs, context.each(pairs, link, Linked), strict=True))
        measures = (*_of_pages(read), *_of_texts(dated), *_of_pairs(linked))
        known = [_with_bad(one, data.unscored) for one in measures if one.scored or one.unscored]
        cases = (*_page_cases(read), *_date_cases(dated), *_pair_cases(linked))
        return Scores(
            suite=self.name,
            notes=("What people noted is held against it: no judge says so.", *data.bad),
            measures=tuple(known),
            cases=tuple(sorted(cases, key=lambda one: one.score)[:SHOWN]),
        )


def _public(file: Path) -> Iterable[Item] | None:
    """Of a public set by its name."""
    if file.name.endswith(".tar.gz"):
        return pages_of(file)
    if file.name.startswith("timex."):
        return texts_of(file)
    return pairs_of(file) if file.name.startswith("near_duplicates.") else None


def _evenly(items: Sequence[Item], limit: int | None) -> Iterator[Item]:
    most = len(items) if limit is None else min(limit, len(items))
    return (items[place * len(items) // most] for place in range(most))


def _with_bad(measure: Measure, bad: Counter[str]) -> Measure:
    return measure.model_copy(update={"unscored": dict(Counter(measure.unscored) + bad)})


def _of_pages(read: Sequence[tuple[NotedPage, ReadPage]]) -> Iterator[Measure]:
    whole = [(page.name, one) for page, one in read if page.text]
    for name, values in {
        "text_f1": [(at, one.f1) for at, one in whole],
        "text_precision": [(at, one.precision) for at, one in whole],
        "text_recall": [(at, one.recall) for at, one in whole],
        "title_right": [(page.name, one.titled) for page, one in read if page.title],
    }.items():
        yield _share(name, values)
    yield _strings("strings_precision", "wrong", read)
    yield _strings("strings_recall", "lost", read)
    dated = [(page, one) for page, one in read if page.published]
    yield _share("date_right", [(page.name, one.day == "right") for page, one in dated])
    yield _lower(_share("date_wrong", [(page.name, one.day == "wrong") for page, one in dated]))
    yield _lower(_share("refused", [(page.name, one.refused) for page, one in read]))


def _of_texts(dated: Sequence[tuple[NotedText, DatesRead]]) -> Iterator[Measure]:
    outcomes = [(text.name, outcome) for text, one in dated for outcome, _, _ in one.outcomes]
    open_ = Counter({"value that names no period": sum(text.unscored for text, _ in dated)})
    yield _with_bad(_share("timex_right", [(at, one == "right") for at, one in outcomes]), +open_)
    found = [(at, one == "right") for at, one in outcomes if one != "not found"]
    yield _share("timex_right_of_found", found)


def _of_pairs(linked: Sequence[tuple[TwoTexts, Linked]]) -> Iterator[Measure]:
    yield _share("copies_found", [(two.name, one.found) for two, one in linked if two.copy_])
    for kind in dict.fromkeys(two.kind for two, _ in linked if two.kind):
        yield _share(
            f"copies_found.{kind}", [(two.name, one.found) for two, one in linked if two.kind == kind]
        )
    yield _lower(_share("strangers_linked", [(two.name, one.found) for two, one in linked if not two.copy_]))


def _share(name: str, values: Iterable[tuple[str, float | bool]]) -> Measure:
    """The mean; each page, text or pair is a cluster."""
    tally = Tally()
    for cluster, value in values:
        tally.add(cluster, (float(value), 1))
    return tally.measure(name)


def _strings(name: str, missed: str, read: Sequence[tuple[NotedPage, ReadPage]]) -> Measure:
    tally = Tally()
    for page, one in read:
        if total := one.strings.get("found", 0) + one.strings.get(missed, 0):
            tally.add(page.name, (one.strings["found"], total))
    return tally.measure(name)


def _lower(measure: Measure) -> Measure:
    return measure.model_copy(update={"better": "lower"})


def _page_cases(read: Sequence[tuple[NotedPage, ReadPage]]) -> Iterator[Case]:
    for page, one in read:
        if one.refused or (page.text and one.f1 < 1) or one.day == "wrong":
            verdict = "refused" if one.refused else f"date {one.day}"
            yield Case(
                where=page.name, text=one.said, evidence=page.text[:400], verdict=verdict, score=one.f1
            )


def _date_cases(dated: Sequence[tuple[NotedText, DatesRead]]) -> Iterator[Case]:
    for text, one in dated:
        for outcome, words, found in one.outcomes:
            if outcome != "right":
                where = f"{text.name}, {text.day}"
                yield Case(where=where, text=words, verdict=outcome, why=found, score=outcome != "wrong")


def _pair_cases(linked: Sequence[tuple[TwoTexts, Linked]]) -> Iterator[Case]:
    for two, one in linked:
        if one.found != two.copy_:
            verdict = "linked" if one.found else "not linked"
            yield Case(where=two.name, text=two.one[:400], evidence=two.other[:400], verdict=verdict)
