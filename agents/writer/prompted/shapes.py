"""What a model fills in: lenient, and believed by nobody. They become records in ``drafts`` and ``edits``."""

from typing import Literal

from pydantic import BaseModel, Field


class Sentence(BaseModel):
    """One sentence, and the labels of the sources that bear it out."""

    text: str
    sources: list[str] = Field(default_factory=list[str])
    kind: str = "fact"


class Passage(BaseModel):
    """Sentences on one subject."""

    subject: str = ""
    sentences: list[Sentence]


class Section(BaseModel):
    """What one call writes."""

    paragraphs: list[Passage]


class Edit(BaseModel):
    """One operation on a numbered sentence; ``claim`` is the number, 0 the beginning of the story."""

    do: Literal["add", "replace", "retire"]
    claim: int = 0
    text: str = ""
    sources: list[str] = Field(default_factory=list[str])
    kind: str = "fact"
    reason: str = ""


class Edits(BaseModel):
    """All that the news asks for; an empty list is an answer."""

    edits: list[Edit]


class Headline(BaseModel):
    """A title or a sentence, and the numbers of the sentences it rests on."""

    text: str
    rests_on: list[int] = Field(default_factory=list[int])


class Titles(BaseModel):
    """Best first."""

    titles: list[Headline]


class News(Titles):
    """The titles of an updated story, and what is new in it."""

    news: list[Headline] = Field(default_factory=list[Headline])
