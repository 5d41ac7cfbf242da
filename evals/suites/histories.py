"""Stories that go on as data: sources as they arrive, what holds when, and what people wrote of a day."""

import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from agents.surface import read_surface
from evals.living import NOTES, Series, advisory, countries, notice, sound, storms
from evals.living import rows as packed_rows
from evals.questions import TOPICS
from evals.suites.stories import SourceRow
from evals.truth import SPARED, TOLD
from evals.updates import Day, days_of
from store.errors import BadData
from store.intake import read
from store.records import Source

EVERY = 3
"""Of the days of which people wrote an update, each n-th is scored."""
DAYS = 12


def _day_as_moment(value: object) -> object:
    day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return f"{value}T00:00:00Z" if day else value


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Time = Annotated[datetime, BeforeValidator(_day_as_moment), AfterValidator(_in_utc)]


class ArrivedRow(SourceRow):
    """A source, and whether it is about another story."""

    stranger: bool = Field(default=False, description="No sentence of the story may rest on it.")

    outlet: str = Field(default="", description="Who published it.")

    def record(self) -> dict[str, str]:
        """For intake."""
        known = self.model_dump(mode="json", include={"text", "title", "url", "published", "outlet"})
        return {name: value for name, value in known.items() if value}


class MomentRow(BaseModel):
    """When the story is updated, with the sources that have arrived since the moment before."""

    model_config = ConfigDict(extra="ignore")
    time: Time
    sources: list[ArrivedRow] = []
    updates: list[str] = Field(default=[], description="What people wrote of the news at that moment.")

    def arrived(self, *, strange: bool) -> list[Source]:
        """As intake reads them at that moment, from lines of JSON as anybody's."""
        wanted = [one.record() for one in self.sources if one.stranger is strange]
        with TemporaryDirectory() as folder:
            file = Path(folder, "sources.jsonl")
            file.write_text("".join(f"{json.dumps(one)}\n" for one in wanted), "utf-8")
            found = read([str(file)], now=self.time) if wanted else ()
            return [one for one in found if isinstance(one, Source)]


class Held(BaseModel):
    """Words, from when until when."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)
    since: Time = Field(alias="from")
    until: Time | None = Field(default=None, description="The first moment at which it no longer holds.")
    any_of: list[str] = Field(default=[], description="Phrases; letter case is ignored.")
    regex: str = Field(default="", description="A regular expression, as one more phrase.")

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return value

    def applies(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)

    @property
    def phrases(self) -> frozenset[str]:
        """As regular expressions; those of words are whole words."""
        words = (rf"(?<![\w-]){re.escape(' '.join(one.split()))}(?!\w)" for one in self.any_of)
        return frozenset([*words, *([self.regex] if self.regex else [])])

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Of any of the phrases."""
        return re.compile("|".join(sorted(self.phrases)), re.IGNORECASE) if self.phrases else None


class FactRow(Held):
    """What holds, as an exact value in any of several phrases, or as sentences that say it."""

    says: list[str] = Field(
        default=[], description="Sentences: one is told by a claim with most of its words. No exact values."
    )

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if not (self.phrases or self.says):
            raise ValueError("give any_of, regex or says")
        return self

    @cached_property
    def _wanted(self) -> list[frozenset[str]]:
        return [read_surface(one).terms for one in self.says]

    def told(self, claims: Iterable[str]) -> bool:
        """Where there are phrases they alone count."""
        if self.pattern:
            return any(self.pattern.search(claim) for claim in claims)
        said = [read_surface(claim).terms for claim in claims]
        return any(len(terms & one) >= TOLD * len(terms) for terms in self._wanted for one in said)


class RuleRow(Held):
    """What a version of that time must not assert."""

    unless: Literal["dated", "attributed", "denied"] | None = Field(
        default=None, description="A sentence with a full date, with a speaker, or with a denial is spared."
    )

    def broken(self, claim: str) -> bool:
        return bool(
            self.pattern
            and self.pattern.search(claim)
            and not (self.unless and SPARED[self.unless].search(claim))
        )


class UpdatesRow(BaseModel):
    """One story with its history."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)
    topic: str = Field(min_length=1)
    moments: list[MomentRow] = Field(min_length=1)
    facts: list[FactRow] = []
    must_not: list[RuleRow] = []
    shortest: int | None = Field(default=None, ge=1, description="Sentences of a story at least.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(one.time >= other.time for one, other in pairwise(self.moments)):
            raise ValueError("moments are not in order")
        return self

    def rules(self, moment: datetime) -> list[RuleRow]:
        """What must not be asserted then: what is given, and every exact value that no longer holds."""
        now = {phrase for fact in self.facts if fact.applies(moment) for phrase in fact.phrases}
        ended = {
            one.phrases: one
            for one in self.facts
            if one.until and one.until <= moment and one.phrases and not now.intersection(one.phrases)
        }
        return [rule for rule in self.must_not if rule.applies(moment)] + [
            RuleRow.model_validate(one.model_dump() | {"from": one.until, "until": None, "unless": "dated"})
            for one in ended.values()
        ]


@contextmanager
def as_published(file: Path) -> Generator[None]:
    """Raises BadData where what lies there or beside it is another thing than what was published."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        raise BadData(
            f"{file} and what belongs beside it is not as it was published: {error}.",
            advice="What each suite reads is told by: storytree eval --list",
        ) from error


def timeline17(folder: Path, limit: int | None) -> Iterator[UpdatesRow]:
    """The stories of Timeline17 with the updates of background-summaries beside them."""
    for topic, asked in TOPICS.items():
        days = days_of(folder, topic, limit or DAYS, EVERY)
        yield UpdatesRow(id=topic, topic=asked, moments=[_day(one) for one in days])


def _day(day: Day) -> MomentRow:
    return MomentRow(time=day.end, sources=[arrived_row(one) for one in day.sources], updates=list(day.golds))


def arrived_row(one: Source) -> ArrivedRow:
    """As a row has it."""
    return ArrivedRow(id=one.name, text=one.text, url=one.url, published=one.published_at)


def bulletins(file: Path, limit: int | None) -> Iterator[UpdatesRow]:
    """Storm advisories with their exact values; those of other storms are strangers."""
    told = packed_rows(file.with_name(file.name.removesuffix(".gz")))
    for series in storms(told):
        own = [(str(row["storm_id"]) != series.name, advisory(row)) for row in told]
        yield _series(series, own, limit)


def advice(folder: Path, limit: int | None) -> Iterator[UpdatesRow]:
    """Travel advice with each time that it was another than before; that for other countries is strange."""
    flips = packed_rows(folder / "status_history.jsonl")
    data = folder.parents[1]
    notes = [row for name in NOTES for row in packed_rows(data / name)]
    named = {row["country"] for row in flips}
    told = [row for row in [*notes, *sound(flips)] if row["country"] in named]
    for series in countries(flips):
        own = [(row["country"] != series.name, notice(row)) for row in told]
        yield _series(series, own, limit)


def _series(
    series: Series, records: Sequence[tuple[bool, Mapping[str, str]]], limit: int | None
) -> UpdatesRow:
    moments = series.moments[:limit]
    arrived = sorted((_record(strange, one) for strange, one in records), key=_published)
    ends = [one.time for one in moments]
    begins = [datetime.min.replace(tzinfo=UTC), *ends]
    return UpdatesRow(
        id=series.name,
        topic=series.topic,
        shortest=1,
        moments=[
            MomentRow(time=end, sources=[one for one in arrived if begin < _published(one) <= end])
            for begin, end in zip(begins, ends, strict=False)
        ],
        facts=list(_facts(series, limit)),
    )


def _record(strange: bool, record: Mapping[str, Any]) -> ArrivedRow:
    return ArrivedRow.model_validate({"id": record["url"], "stranger": strange} | dict(record))


def _published(one: ArrivedRow) -> datetime:
    return one.published or datetime.max.replace(tzinfo=UTC)


def _facts(series: Series, limit: int | None) -> Iterator[FactRow]:
    moments = series.moments[:limit]
    for place, moment in enumerate(moments):
        later = moments[place + 1].time if place + 1 < len(moments) else None
        for name, patterns in moment.holds.items():
            for pattern in patterns:
                known = {"id": f"{name} {moment.time:%Y-%m-%d %H:%M}", "from": moment.time, "until": later}
                yield FactRow.model_validate(known | {"regex": pattern})
