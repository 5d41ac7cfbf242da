"""Stories as data: any text whose sentences carry ids, with the sources that these name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from agents.surface import normal
from evals.cited_forms import Cited, in_one_form, statements
from evals.suites import Place
from evals.texts import SOME_DAY
from store.errors import BadData, MalformedStory
from store.intake.clean import canonical_url
from store.records import SHORT_ID, Claim, DateBasis, Source, Usage, digest

_NUMBERS = re.compile(r"\[(\d{1,3}(?:[,;] ?\d{1,3})*)\]")
"""[1] and [2, 3]."""

_HEADING = re.compile(r"\s*#{1,6}[^\S\n]+([^\n]*\w[^\n]*?)[^\S\n]*#*[^\S\n]*(?:\n|$)")


def _as_sentence(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class SentenceRow(BaseModel):
    """A sentence without its citations, and those."""

    model_config = ConfigDict(extra="forbid")
    text: str
    citations: list[str] = []
    supported: bool | None = Field(default=None, description="What a person found; the judge is held to it.")


class SourceRow(BaseModel):
    """A source under the id by which it is cited; eight or more first characters of a longer id do too."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)
    text: str
    title: str = ""
    url: str = ""
    published: datetime | None = Field(default=None, description="Relative dates are read from it.")


class StoryRow(BaseModel):
    """One story: its sentences, or its text with ids or numbers in brackets; and its sources."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)
    title: Annotated[SentenceRow | None, BeforeValidator(_as_sentence)] = None
    paragraphs: list[list[SentenceRow]] = []
    text: str = ""
    sources: list[SourceRow]
    story: str = Field(default="", description="That it is a version of; its versions stand in their order.")
    version: str = Field(default="", description="Its number in that story.")
    writer: str = Field(default="", description="Who wrote it, as the name of a model.")
    usage: Usage | None = Field(default=None, description="What models did for it, where that is known.")

    @model_validator(mode="after")
    def _told_once(self) -> Self:
        if bool(self.paragraphs) == bool(self.text):
            raise ValueError("give either paragraphs or text")
        if len({one.id for one in self.sources}) < len(self.sources):
            raise ValueError("two sources have one id")
        return self


@dataclass(frozen=True)
class Sentence:
    """One sentence as it is judged."""

    text: str
    citations: tuple[str, ...]
    """As they are written, each once."""
    lead: bool = False
    supported: bool | None = None

    @property
    def key(self) -> str:
        """Copies have one."""
        return normal(self.text)


class Telling(NamedTuple):
    """Of what story a row is which version, and what it took."""

    story: str = ""
    version: str = ""
    writer: str = ""
    usage: Usage | None = None


@dataclass(frozen=True)
class Story:
    """What a row tells, ready to be judged."""

    id: str
    title: Sentence | None
    body: tuple[Sentence, ...]
    sources: dict[str, Source]
    """Under the ids of the row."""
    unread: Counter[str]
    """Why sentences cannot be judged, and how many."""
    told: Telling

    @property
    def cluster(self) -> str:
        """Versions of one story are no independent witnesses."""
        return self.told.story or self.id

    @cached_property
    def statements(self) -> dict[str, list[Sentence]]:
        """Each text of the body once, with the sentences that are it, in reading order."""
        found: defaultdict[str, list[Sentence]] = defaultdict(list)
        for one in self.body:
            found[one.key].append(one)
        return dict(found)

    def source(self, citation: str) -> Source | None:
        """The one that is named: by its whole id, or by as much of it as tells it from the others."""
        if citation in self.sources:
            return self.sources[citation]
        begun = [id_ for id_ in self.sources if len(citation) >= SHORT_ID and id_.startswith(citation)]
        return self.sources[begun[0]] if len(begun) == 1 else None


def story_of(row: StoryRow, place: Place) -> Story:
    """Raises BadData where the text of the row is none of a story."""
    unread: Counter[str] = Counter()
    title, paragraphs = _rows(row, place)
    read = [[_sentence(one, not number, unread) for one in some] for number, some in enumerate(paragraphs)]
    return Story(
        id=row.id,
        title=title and _sentence(title, lead=False, unread=unread),
        body=tuple(one for some in read for one in some if one),
        sources={one.id: source_of(one) for one in row.sources},
        unread=unread,
        told=Telling(row.story, row.version, row.writer, row.usage),
    )


def _rows(row: StoryRow, place: Place) -> tuple[SentenceRow | None, list[list[SentenceRow]]]:
    if not row.text:
        return row.title, row.paragraphs
    cited = in_one_form(row.text)
    if cited.names:
        return _of_others(row, cited)
    hidden = {_hidden(number): number for found in _NUMBERS.findall(row.text) for number in _split(found)}
    try:
        told = place.parse(_NUMBERS.sub(lambda found: " ".join(map(_bracketed, _split(found[1]))), row.text))
    except MalformedStory as error:
        raise BadData(f"story {row.id}: {error}") from error
    paragraphs = [[_row(claim, hidden) for claim in some] for some in told.paragraphs]
    return row.title or (told.title and _row(told.title, hidden)), paragraphs


def _of_others(row: StoryRow, cited: Cited) -> tuple[SentenceRow | None, list[list[SentenceRow]]]:
    """With links, footnotes or a list of sources: what these name is looked for among those of the row."""
    named = {number: _id_of(name, number, row) for number, name in cited.names.items()}
    paragraphs = [
        [SentenceRow(text=text, citations=[named.get(one, one) for one in numbers]) for text, numbers in some]
        for some in statements(cited.text)
    ]
    heading = _HEADING.match(cited.text)
    title = SentenceRow(text=heading[1]) if heading and not row.title else row.title
    return title, paragraphs


def _id_of(name: str, number: str, row: StoryRow) -> str:
    """Of the source with this address, title or id; of none the name, an id that was invented."""
    address = canonical_url(name)
    for one in row.sources:
        if name == one.id or (one.url and canonical_url(one.url) == address):
            return one.id
        if one.title and one.title.casefold() in name.casefold():
            return one.id
    return number if any(one.id == number for one in row.sources) else name


def _split(numbers: str) -> list[str]:
    return re.split(r"[,;] ?", numbers)


def _hidden(number: str) -> str:
    """A number as an id, which a reader of text cannot take for a part of the sentence."""
    return digest("number", number)[:16]


def _bracketed(number: str) -> str:
    return f"[{_hidden(number)}]"


def _row(claim: Claim, hidden: dict[str, str]) -> SentenceRow:
    return SentenceRow(text=claim.text, citations=[hidden.get(one, one) for one in claim.citations])


def _sentence(row: SentenceRow, lead: bool, unread: Counter[str]) -> Sentence | None:
    """None where it is none, with the reason counted."""
    text = " ".join(row.text.split())
    try:
        Claim(text=text)
    except ValidationError as error:
        unread[error.errors()[0]["msg"].removeprefix("Value error, ")] += 1
        return None
    return Sentence(text, tuple(dict.fromkeys(row.citations)), lead, row.supported)


def source_of(row: SourceRow) -> Source:
    """As intake would have it, but under an id that its row's id is a part of."""
    id_ = digest(row.id, row.text)
    dated = {"published_at": row.published, "published_basis": DateBasis.METADATA} if row.published else {}
    known = {"id": id_, "origin": id_, "text": row.text, "title": row.title, "url": row.url}
    return Source.model_validate(known | dated | {"fetched_at": row.published or SOME_DAY})


def stories_of(rows: Sequence[StoryRow], place: Place, bad: Counter[str]) -> Iterator[Story]:
    """Those that can be read; the others are counted."""
    for row in rows:
        try:
            yield story_of(row, place)
        except BadData:
            bad["text that is no story"] += 1
