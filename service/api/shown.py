"""What answers show of the records: without the texts of sources, with what a reader would look up next."""

from typing import Self

from pydantic import Field

from store.records import Notice, Record, Source, StoryVersion


class SourceHead(Source):
    """A source without its text."""

    text: str = Field(default="", exclude=True)

    @classmethod
    def of(cls, source: Source) -> Self:
        return cls.model_construct(None, **(dict(source) | {"text": "", "name": source.called}))


class Cut(Record):
    """Where a snippet stands in its source's text."""

    start: int
    end: int


class SourceWhole(Source):
    """A source as it was read, and what was said of it since."""

    notices: tuple[Notice, ...]
    snippets: tuple[Cut, ...] = Field(description="Into what it is split; offsets into its text.")


class StoryShown(StoryVersion):
    """A version of a story with the sources that it cites."""

    references: tuple[SourceHead, ...] = Field(description="The cited sources, in order of first citation.")
    corroboration: dict[str, int] = Field(
        description="Id of a claim to how many of the sources tell it independently of one another."
    )
